//! Conditions: what is understood, what is refused with which words, and what trips.

use penult::analysis::gate::{Gate, Judged};
use penult::analysis::schema::Analysis;

use crate::report::{NO_OPTIMUM, STUDENT, study};

fn refused(text: &str) -> String {
    text.parse::<Gate>().unwrap_err()
}

fn judged(text: &str, analysis: &Analysis) -> Judged {
    text.parse::<Gate>().unwrap().judge(analysis).unwrap()
}

/// Where a gate trips in the study, without the values.
fn tripped(text: &str) -> Vec<String> {
    judged(text, &study().analysis).tripped.iter().map(|at| at.split(':').next().unwrap().to_owned()).collect()
}

#[test]
fn the_whole_interval_must_lie_beyond() {
    // Accuracies ± 0.01: hard 0.80 and 0.81, smooth 0.90 and 0.91, the student 0.70.
    assert_eq!(tripped("accuracy > 0.89"), ["smooth_2 on test"]);
    assert_eq!(tripped("accuracy >= 0.9"), ["smooth_2 on test"]);
    assert_eq!(tripped("accuracy > 0.9"), Vec::<String>::new());
    assert_eq!(tripped("accuracy < 0.72"), [format!("{STUDENT} on test")]);
    assert_eq!(tripped("accuracy < 0.71"), Vec::<String>::new());
}

#[test]
fn an_end_or_the_value_is_asked_for_by_name() {
    assert_eq!(tripped("value(accuracy) > 0.905"), ["smooth_2 on test"]);
    assert_eq!(tripped("high(accuracy) > 0.905"), ["smooth_1 on test", "smooth_2 on test"]);
    assert_eq!(tripped("low(accuracy) < 0.695"), [format!("{STUDENT} on test")]);
}

#[test]
fn a_variant_a_group_a_split_and_percent_are_understood() {
    assert_eq!(tripped("smooth_1.accuracy@train > 88%"), ["smooth_1 on train"]);
    // Two seeds of 0.905, sd 0.0123: t(1) = 12.7, so that the interval is ±0.11.
    assert_eq!(tripped("smooth.accuracy > 0.78"), ["smooth on test"]);
    assert_eq!(tripped("smooth.accuracy > 0.8"), Vec::<String>::new());
    // Of one seed, the variant's own interval.
    assert_eq!(tripped(&format!("{STUDENT}.accuracy < 0.72")), [format!("{STUDENT} on test")]);
}

#[test]
fn what_tripped_says_value_and_interval() {
    let judged = judged("smooth_2.accuracy>0.85", &study().analysis);
    assert_eq!(judged.tripped, ["smooth_2 on test: Acc (%) 91.00 [90.00, 92.00]"]);
}

#[test]
fn undefined_values_are_open_and_never_trip() {
    let judged = judged("temperature > 0", &study().analysis);
    assert_eq!(judged.tripped.len(), 4);
    assert_eq!(judged.open, [format!("{STUDENT} on test: {NO_OPTIMUM}")]);
}

#[test]
fn verdicts_are_asked_by_kind() {
    assert_eq!(tripped("verdict == undetermined"), ["the verdict on smooth against hard"]);
    assert_eq!(tripped("verdict == erasure"), Vec::<String>::new());
    assert_eq!(tripped("verdict != no_harm"), ["the verdict on smooth against hard"]);
    let mut analysis = study().analysis;
    analysis.argument.verdicts.clear();
    assert_eq!(judged("verdict == erasure", &analysis).open, ["there is no verdict"]);
}

#[test]
fn names_with_dots_and_signs_are_names() {
    let gate: Gate = "alpha=0.1/run.2.ece@val <= 5 %".parse().unwrap();
    let said = gate.judge(&study().analysis).unwrap_err();
    assert_eq!(said, "no split \"val\"; there are test, train");
    let gate: Gate = "alpha=0.1/run.2.ece <= 5 %".parse().unwrap();
    assert_eq!(gate.judge(&study().analysis).unwrap_err(), "no variant or group \"alpha=0.1/run.2\"");
}

#[test]
fn what_is_unknown_names_what_is_near() {
    assert_eq!(refused("accurcy > 1"), "no statistic \"accurcy\"; did you mean accuracy?; `penult metrics` lists them");
    assert!(refused("agreement > 0.9").contains("a condition is on a statistic of one"));
    assert!(refused("verdict == erased").contains("known are erasure, "));
    for text in ["ece", "ece > ", "ece > much", "ece == 1", "", "verdict > erasure"] {
        assert!(refused(text).starts_with("expected STATISTIC > NUMBER or verdict == KIND, found "), "{text}");
    }
    let gate: Gate = "smoth_1.ece > 1".parse().unwrap();
    assert_eq!(
        gate.judge(&study().analysis).unwrap_err(),
        "no variant or group \"smoth_1\"; did you mean smooth_1, smooth_2, smooth?"
    );
}
