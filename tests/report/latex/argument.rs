//! Steps with their effects, and the claims that are decided.

use penult::analysis::schema::{Claim, Outcome};
use penult::report::latex::argument::{chains, ledger};
use penult::report::latex::table::PAGE;

use crate::report::study;

#[test]
fn a_chain_says_each_link_with_its_effect_and_state() {
    let [table] = chains(&study()).try_into().unwrap();
    assert_eq!(table.name, "chain-smooth");
    let text = table.print("C.", PAGE);
    assert!(text.contains("Was it smoothed? & +0.094 [$-$0.088, +0.101]"), "{text}");
    assert!(
        text.contains("& held \\\\") && text.contains("& did not hold \\\\") && text.contains("& undetermined \\\\")
    );
}

fn claim(claim: &str, outcome: Outcome) -> Claim {
    Claim {
        paper: "muller2019".into(),
        claim: claim.into(),
        statement: "Label smoothing gathers.".into(),
        statistic: "class_separation".into(),
        rule: "a rule".into(),
        outcome,
        value: Some(0.05),
        low: Some(0.04),
        high: Some(0.06),
        p: Some(0.01),
        reason: "above 0".into(),
        would_decide: None,
        conflict: None,
    }
}

#[test]
fn the_ledger_has_decided_claims_under_their_paper_and_counts_the_others() {
    let mut record = study();
    assert!(ledger(&record).is_empty());
    record.analysis.ledger = vec![claim("tighter_clusters", Outcome::Supported), claim("other", Outcome::Undetermined)];
    let [table] = ledger(&record).try_into().unwrap();
    assert!(table.caption.contains("left out: 1."), "{}", table.caption);
    let text = table.print("C.", PAGE);
    assert!(text.contains(r"\textit{Müller, Kornblith, Hinton 2019} \cite{muller2019}"), "{text}");
    assert!(text.contains("gathers. & +0.050 [+0.040, +0.060] & supported \\\\"), "{text}");
}

#[test]
fn a_long_ledger_continues_in_further_tables() {
    let mut record = study();
    record.analysis.ledger = (0..40).map(|i| claim(&format!("c{i}"), Outcome::Supported)).collect();
    let names: Vec<String> = ledger(&record).into_iter().map(|t| t.name).collect();
    assert_eq!(names, ["ledger", "ledger-2", "ledger-3"]);
}
