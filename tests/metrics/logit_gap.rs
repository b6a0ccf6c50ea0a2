use penult::metrics::logit_gap::{estimated_alpha, per_example};

use super::expected::{expected, extreme_logits, same, sound};
use super::{Matrix, cases, mean, near};

#[test]
fn gap_by_hand() {
    // 5 - (1 + 3)/2 = 3; 0 - (4 + 2)/2 = -3.
    let z = Matrix::new(vec![5.0, 1.0, 3.0, 4.0, 0.0, 2.0], 3);
    assert_eq!(per_example(z.rows(), &[0, 1]).unwrap(), [3.0, -3.0]);
}

#[test]
fn finds_the_smoothing_of_a_teacher_that_fits_its_targets() {
    // log 91 for K = 10 and α = 0.1, log 901 for K = 100, log 9001 for K = 1000.
    for (classes, inverse) in [(10, 91.0f64), (100, 901.0), (1000, 9001.0)] {
        let found = estimated_alpha(&[inverse.ln(); 5], classes).unwrap();
        near(found.alpha, 0.1, 1e-14);
        assert_eq!((found.low, found.high), (found.alpha, found.alpha));
    }
}

#[test]
fn equals_numpy_and_a_root_finder() {
    let expected = expected("information");
    for case in cases() {
        let gaps = per_example(case.logits.rows(), &case.labels).unwrap();
        let expected = &expected[&case.name];
        same(mean(&gaps), &expected["gap"]);
        let found = estimated_alpha(&gaps, case.logits.rows().cols).unwrap();
        same(found.alpha, &expected["alpha"]);
        assert!(found.low < found.alpha && found.alpha < found.high);
    }
}

#[test]
fn quartiles_follow_the_gaps() {
    // Gaps 0, 1, 2, 3, 4 of two classes: α = 2/(e^m + 1) at 2, 3 and 1.
    let found = estimated_alpha(&[4.0, 0.0, 3.0, 1.0, 2.0], 2).unwrap();
    near(found.alpha, 2.0 / (2f64.exp() + 1.0), 1e-15);
    near(found.low, 2.0 / (3f64.exp() + 1.0), 1e-15);
    near(found.high, 2.0 / (1f64.exp() + 1.0), 1e-15);
}

#[test]
fn is_sound_at_the_edges() {
    for (logits, labels) in extreme_logits() {
        let gaps = per_example(logits.rows(), &labels).unwrap_or_default();
        assert!(gaps.iter().all(|g| g.is_finite()));
        let found = estimated_alpha(&gaps, logits.rows().cols);
        sound(&found.clone().map(|a| a.alpha));
        sound(&found.clone().map(|a| a.low));
        sound(&found.map(|a| a.high));
    }
    assert!(estimated_alpha(&[-1.0], 10).unwrap_err().0.contains("not above"));
    near(estimated_alpha(&[0.0], 10).unwrap().alpha, 1.0, 0.0);
}
