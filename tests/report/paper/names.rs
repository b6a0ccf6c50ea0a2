//! Names of commands are letters, readable, and taken once.

use penult::report::paper::names::{Names, letters};

#[test]
fn names_are_letters() {
    assert_eq!(letters("ece"), "Ece");
    assert_eq!(letters("ece_at_temperature"), "EceAtTemperature");
    assert_eq!(letters("teacher_ls01"), "TeacherLsZeroOne");
    assert_eq!(letters("T = 4?"), "TFour");
    assert_eq!(letters("α=0.1 東"), "AlphaZeroOne");
    assert_eq!(letters("wrn_40x2"), "WrnFourZeroXTwo");
}

#[test]
fn a_name_or_one_beside_it_is_taken_once() {
    let mut names = Names::default();
    assert_eq!(names.take(&["ece", "a_b"]), "EceAB");
    assert_eq!(names.take(&["ece", "a-b"]), "EceABAgain");
    assert_eq!(names.take(&["ece", "a b"]), "EceABAgainAgain");
    // `EceABSd` is the standard deviation of the first.
    assert_eq!(names.take(&["ece", "a_b_sd"]), "EceABSdAgain");
    assert_eq!(names.take(&["nll", "a_b"]), "NllAB");
}
