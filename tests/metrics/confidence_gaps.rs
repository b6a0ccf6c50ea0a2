use penult::metrics::calibration_error::{bins, ece};
use penult::metrics::confidence_gaps::confidence_gaps;

use super::calibration_audit::scored;
use super::{cases_of, near, same};

#[test]
fn by_hand_over_three_bins() {
    // Bin 2: one of three right at 0.55, 0.55, 0.6, over by 0.7; bin 3: right at 0.9, under by 0.1.
    let bins = bins(&[0.55, 0.55, 0.60, 0.90], &[0.0, 0.0, 1.0, 1.0], 3);
    let (over, under) = confidence_gaps(&bins).unwrap();
    near(over, 0.7 / 4.0, 1e-15);
    near(under, 0.1 / 4.0, 1e-15);
}

#[test]
fn equals_numpy_and_the_parts_are_the_ece() {
    for case in cases_of("calibration") {
        let scored = scored(&case);
        let bins = bins(&scored.confidence, &scored.correct, 15);
        let (over, under) = confidence_gaps(&bins).unwrap();
        same(over, case.expected("ece_over").unwrap());
        same(under, case.expected("ece_under").unwrap());
        near(over + under, ece(&bins).unwrap(), 1e-15);
    }
}

#[test]
fn no_examples_are_undefined() {
    assert!(confidence_gaps(&bins(&[], &[], 15)).unwrap_err().0.contains("no examples"));
}
