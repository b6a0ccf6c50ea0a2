//! The ledger on the page: decided claims by paper, open ones folded, where papers meet.

use penult::analysis::schema::{Claim, Outcome};
use penult::report::page::page;

use super::study;

fn claim(paper: &str, claim: &str, outcome: Outcome) -> Claim {
    let is_open = outcome == Outcome::Undetermined;
    Claim {
        paper: paper.to_owned(),
        claim: claim.to_owned(),
        statement: format!("{claim} is so."),
        statistic: "accuracy".to_owned(),
        rule: format!("rule of {claim}"),
        outcome,
        value: (!is_open).then_some(0.0194),
        low: (!is_open).then_some(0.0119),
        high: (!is_open).then_some(0.0269),
        p: (!is_open).then_some(1e-5),
        reason: format!("why {claim}"),
        would_decide: is_open.then(|| "Add seeds".to_owned()),
        conflict: (claim == "poorer").then(|| "Another paper says otherwise.".to_owned()),
    }
}

fn shown() -> String {
    let mut record = study();
    record.analysis.ledger = vec![
        claim("muller2019", "tighter", Outcome::Supported),
        claim("muller2019", "poorer", Outcome::Contradicted),
        claim("guo2017", "open", Outcome::Undetermined),
        claim("of_a_newer_penult", "better", Outcome::Supported),
    ];
    page(&record, &[])
}

#[test]
fn decided_claims_stand_under_their_papers() {
    let html = shown();
    let (_, table) = html.split_once("id=\"ledger\"").unwrap();
    let (table, folded) = table.split_once("<details>").unwrap();
    let order =
        ["When does label smoothing help?", "tighter is so.", "poorer is so.", "of_a_newer_penult", "better is so."];
    let places: Vec<usize> = order.iter().map(|said| table.find(said).unwrap_or_else(|| panic!("{said}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(table.matches("When does label smoothing help?").count(), 1);
    assert!(!table.contains("open is so."));
    assert!(folded.contains("1 undetermined claim") && folded.contains("why open. Add seeds."));
}

#[test]
fn a_claim_shows_its_numbers_its_rule_and_whom_it_meets() {
    let html = shown();
    for said in ["1.94 [1.19, 2.69]", "rule of poorer", "why poorer. Another paper says otherwise."] {
        assert!(html.contains(said), "{said}");
    }
}

#[test]
fn the_summary_counts_every_outcome() {
    let said = "4 claims of the papers: 2 supported, 1 contradicted, 1 undetermined.";
    assert!(shown().contains(said));
}

#[test]
fn a_row_carries_what_the_filter_reads() {
    let row = "data-claim=\"poorer\" data-paper=\"muller2019\" data-outcome=\"contradicted\" data-statistic=\"accuracy\" data-topic=\"Accuracy\"";
    assert!(shown().contains(row));
}

#[test]
fn a_claim_opens_its_numbers_as_they_are_in_the_record() {
    let html = shown();
    assert!(html.contains("; value 0.0194; interval [0.0119, 0.0269]; p = 0.00001."));
    let (_, open) = html.split_once("open is so.").unwrap();
    let (opened, _) = open.split_once("</details>").unwrap();
    assert!(opened.contains("Statistic: ") && !opened.contains("value"), "{opened}");
}
