//! Numbers by name are the tables' numbers.

use penult::report::paper::numbers::{all, file};

use crate::report::{NO_OPTIMUM, study};

fn value(name: &str) -> Option<String> {
    all(&study()).into_iter().find(|n| n.name == name).map(|n| n.value)
}

#[test]
fn groups_have_mean_and_deviation_and_single_checkpoints_an_interval() {
    let of = |name: &str| value(name).unwrap_or_else(|| panic!("no {name}"));
    assert_eq!(of("AccuracyHard"), "80.50");
    assert_eq!(of("AccuracyHardSd"), "1.23");
    assert_eq!(of("AccuracyHardPm"), r"80.50 \ensuremath{\pm} 1.23");
    assert_eq!(of("TrainAccuracyHard"), "80.50");
    assert_eq!(of("AccuracyStudentOne"), "70.00");
    assert_eq!(of("AccuracyStudentOneInterval"), "[69.00, 71.00]");
    assert!(value("AccuracyHardInterval").is_none() && value("AccuracyStudentOneSd").is_none());
    assert_eq!(of("StudyExamplesTest"), "10,000");
    assert_eq!(of("StudySeeds"), "1 to 2");
}

#[test]
fn differences_and_steps_keep_their_sign() {
    assert_eq!(value("DeltaAccuracySmooth").unwrap(), "+3.33");
    assert_eq!(value("DeltaAccuracySmoothInterval").unwrap(), "[+1.00, +7.00]");
    assert_eq!(value("StepGammaSmooth").unwrap(), "+0.094");
    assert_eq!(value("StepGammaSmoothInterval").unwrap(), r"[\ensuremath{-}0.088, +0.101]");
    assert_eq!(value("VerdictSmooth").unwrap(), "smooth is smoother than hard");
}

#[test]
fn what_is_undefined_is_a_dash_with_its_reason_behind_it() {
    let line = file(&study()).lines().find(|l| l.contains("\\TemperatureStudentOne}")).unwrap().to_owned();
    assert!(line.starts_with(r"\newcommand{\TemperatureStudentOne}{--} %"), "{line}");
    assert!(line.contains(NO_OPTIMUM), "{line}");
}
