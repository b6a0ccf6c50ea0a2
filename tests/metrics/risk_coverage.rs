use penult::metrics::risk_coverage::Ranking;

use super::calibration_audit::scored;
use super::{cases_of, near, same};

#[test]
fn by_hand() {
    // Wrong at the second place of three: (0 + 1/2 + 1/3)/3.
    let area = Ranking::new(&[0.9, 0.5, 0.7]).area(&[1.0, 1.0, 0.0], |_| 1).unwrap();
    near(area, (0.5 + 1.0 / 3.0) / 3.0, 1e-15);
    // Two tied at the top, one of them wrong: at n = 1 half an error, whichever comes first.
    for correct in [[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]] {
        near(Ranking::new(&[0.9, 0.9, 0.1]).area(&correct, |_| 1).unwrap(), (0.5 + 0.5 + 1.0 / 3.0) / 3.0, 1e-15);
    }
}

#[test]
fn equals_verified_calibrations_selective_accuracy() {
    for case in cases_of("calibration") {
        let scored = scored(&case);
        same(Ranking::new(&scored.confidence).area(&scored.correct, |_| 1).unwrap(), case.expected("aurc").unwrap());
    }
}

#[test]
fn counts_are_repeated_examples() {
    let (confidence, correct, counts) = ([0.9, 0.5, 0.7], [1.0, 0.0, 0.0], [2, 0, 3]);
    let repeated = Ranking::new(&[0.9, 0.9, 0.7, 0.7, 0.7]).area(&[1.0, 1.0, 0.0, 0.0, 0.0], |_| 1).unwrap();
    near(Ranking::new(&confidence).area(&correct, |i| counts[i]).unwrap(), repeated, 1e-15);
}

#[test]
fn without_errors_zero_without_examples_undefined() {
    near(Ranking::new(&[1.0; 4]).area(&[1.0; 4], |_| 1).unwrap(), 0.0, 0.0);
    assert!(Ranking::new(&[]).area(&[], |_| 1).unwrap_err().0.contains("no examples"));
    assert!(Ranking::new(&[0.5]).area(&[1.0], |_| 0).is_err());
}
