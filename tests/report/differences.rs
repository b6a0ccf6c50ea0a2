//! Paired differences as comparisons.

use penult::report::differences::{excludes_zero, head, on, parts};

use super::{STUDENT, difference, study};

#[test]
fn comparisons_follow_the_study_and_gather_their_metrics() {
    let mut analysis = study().analysis;
    analysis.differences.insert(0, difference("hard_1", STUDENT, "test", "accuracy"));
    analysis.differences.insert(0, difference("hard", "hard_1", "train", "accuracy"));
    let found: Vec<(&str, usize)> = on(&analysis, "test").iter().map(|d| (d.b, d.metrics.len())).collect();
    assert_eq!(found, [(STUDENT, 1), ("smooth", 2)]);
}

#[test]
fn an_interval_that_touches_zero_includes_it() {
    let of = |low, high| {
        let mut d = difference("a", "b", "test", "nll");
        (d.low, d.high) = (low, high);
        excludes_zero(&d)
    };
    assert!(of(0.001, 1.0) && of(-1.0, -0.001));
    assert!(!of(0.0, 1.0) && !of(-1.0, 0.0) && !of(-1.0, 1.0));
}

#[test]
fn numbers_are_signed_and_heads_say_what_is_counted() {
    let mut d = difference("a", "b", "test", "accuracy");
    d.low = -0.01;
    assert_eq!(parts(&d), ("+3.33".to_owned(), "[−1.00, +7.00]".to_owned()));
    assert_eq!(["accuracy", "nll", "gamma"].map(head), ["Acc (points)", "NLL (nats)", "γ"]);
}
