use penult::metrics::margin::per_example;

use super::expected::{expected, extreme_logits, same};
use super::{Matrix, cases, mean};

#[test]
fn margin_by_hand() {
    // 5 - 3 = 2; 0 - 4 = -4; a tie is 0.
    let z = Matrix::new(vec![5.0, 1.0, 3.0, 4.0, 0.0, 2.0, 1.0, 1.0, 0.0], 3);
    assert_eq!(per_example(z.rows(), &[0, 1, 1]).unwrap(), [2.0, -4.0, 0.0]);
}

#[test]
fn equals_numpy() {
    let expected = expected("information");
    for case in cases() {
        same(mean(&per_example(case.logits.rows(), &case.labels).unwrap()), &expected[&case.name]["margin"]);
    }
}

#[test]
fn is_sound_at_the_edges() {
    for (logits, labels) in extreme_logits() {
        match per_example(logits.rows(), &labels) {
            Ok(margins) => assert!(margins.iter().all(|m| m.is_finite())),
            Err(reason) => assert_eq!(reason.0, "needs 2 classes, found 1"),
        }
    }
}
