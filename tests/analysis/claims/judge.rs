//! The ledger as a whole: its lines, mixed evidence, and the correction over all claims.

use penult::analysis::claims::{CLAIMS, judge};
use penult::analysis::schema::{Analysis, Claim, Objective, Outcome, Role};

use super::entry;
use super::made::{Says, Size, add, blank, difference, put, study};
use crate::analysis::variant;
use penult::analysis::claims::rule::Measure;

fn line<'a>(ledger: &'a [Claim], key: &str) -> &'a Claim {
    let (paper, claim) = key.split_once('/').unwrap();
    ledger.iter().find(|c| c.paper == paper && c.claim == claim).unwrap()
}

/// Smoothed teachers, each with its reference and this difference of class separation on train ± 0.1.
fn smoothed(differences: &[f64]) -> Analysis {
    let mut a = blank();
    for (at, value) in differences.iter().enumerate() {
        for (kind, name) in [("hard", "cross_entropy"), ("smooth", "label_smoothing")] {
            let id = format!("{kind}_{at}");
            let mut v = variant(Role::Teacher, &id, Some(1));
            v.objective = Some(Objective { name: name.to_owned(), alpha: None, convention: None });
            v.reference = (kind == "smooth").then(|| format!("hard_{at}"));
            add(&mut a, &id, v);
            put(&mut a, (&id, Measure::Own("class_separation")), "train", Size { value: 0.5, half: None });
        }
        let names = (format!("hard_{at}"), format!("smooth_{at}"));
        let size = Size { value: *value, half: Some(0.1) };
        a.differences.push(difference((&names.0, &names.1), ("train", "class_separation"), size));
    }
    a
}

#[test]
fn one_line_a_claim_in_the_order_of_the_registry() {
    let ledger = judge(&blank());
    let found: Vec<(&str, &str)> = ledger.iter().map(|c| (c.paper.as_str(), c.claim.as_str())).collect();
    let registered: Vec<(&str, &str)> = CLAIMS.iter().flat_map(|p| p.claims.iter().map(|e| (p.key, e.claim))).collect();
    assert_eq!(found, registered);
}

#[test]
fn a_line_carries_value_interval_rule_and_why() {
    let ledger = judge(&smoothed(&[0.5]));
    let c = line(&ledger, "muller2019/tighter_clusters");
    assert_eq!((c.value, c.low, c.high), (Some(0.5), Some(0.4), Some(0.6)));
    assert_eq!(c.statistic, "class_separation");
    assert_eq!(
        c.reason,
        "smooth_0 − hard_0: above 0, p < 0.001 (24 train examples of one seed: these checkpoints only)"
    );
    assert!(c.rule.ends_with("supported above 0, contradicted below"));
}

#[test]
fn comparisons_beside_the_one_that_decides_are_told() {
    let ledger = judge(&smoothed(&[0.5, 0.04]));
    let c = line(&ledger, "muller2019/tighter_clusters");
    assert_eq!(c.outcome, Outcome::Supported);
    assert!(c.reason.ends_with("; smooth_1 − hard_1 +0.040 [−0.060, +0.140]"), "{}", c.reason);
    let many = judge(&smoothed(&[0.5; 6]));
    assert!(line(&many, "muller2019/tighter_clusters").reason.ends_with("; and 2 more"));
}

#[test]
fn evidence_on_both_sides_is_undetermined() {
    let ledger = judge(&smoothed(&[0.5, -0.5]));
    let c = line(&ledger, "muller2019/tighter_clusters");
    assert_eq!(c.outcome, Outcome::Undetermined);
    assert!(
        c.reason.starts_with("smooth_0 − hard_0 and smooth_1 − hard_1 lie on different sides of 0"),
        "{}",
        c.reason
    );
    assert!(c.would_decide.is_some());
}

#[test]
fn what_stands_alone_may_fall_among_many() {
    // p = 0.04 by itself; among claims that say nothing it is not enough.
    let mut a = smoothed(&[0.105]);
    let alone = judge(&a);
    assert_eq!(line(&alone, "muller2019/tighter_clusters").outcome, Outcome::Supported);
    for (metric, split) in [("accuracy", "test"), ("ece", "test"), ("temperature", "test"), ("plane_spread", "train")] {
        for id in ["hard_0", "smooth_0"] {
            put(&mut a, (id, Measure::Own(metric)), split, Size { value: 0.5, half: None });
        }
        let size = Size { value: 0.02, half: Some(0.1) };
        a.differences.push(difference(("hard_0", "smooth_0"), (split, metric), size));
    }
    let among = judge(&a);
    let c = line(&among, "muller2019/tighter_clusters");
    assert_eq!(c.outcome, Outcome::Undetermined);
    assert!(c.reason.contains("by itself, p = 0.040, but not among the"), "{}", c.reason);
    assert_eq!(c.p, line(&alone, "muller2019/tighter_clusters").p);
}

#[test]
fn the_ledger_says_where_papers_meet() {
    let meeting = ["muller2019/poorer_students", "chandrasegaran2022/smoothed_teacher_at_one"];
    let ledger = judge(&study(&entry(meeting[0]).rule, Says::Yes));
    let [muller, chandrasegaran] = meeting.map(|key| line(&ledger, key));
    assert_eq!((muller.outcome, chandrasegaran.outcome), (Outcome::Supported, Outcome::Contradicted));
    assert!(muller.conflict.as_ref().is_some_and(|c| c.contains("Chandrasegaran 2022")));
    assert!(chandrasegaran.conflict.as_ref().is_some_and(|c| c.contains("Müller 2019")));
}

#[test]
fn the_same_analysis_gives_the_same_bytes() {
    let text = || serde_json::to_string(&judge(&smoothed(&[0.5, -0.5]))).unwrap();
    assert_eq!(text(), text());
}
