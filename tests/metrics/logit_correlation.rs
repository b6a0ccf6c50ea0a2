use penult::metrics::Measured;
use penult::metrics::logit_correlation::{correlation, logit_correlation_difference};
use penult::metrics::moments::{Moments, Shifted};

use super::expected::{expected, extreme_logits, same, sound};
use super::{Matrix, cases, near};

fn of(logits: &Matrix) -> Measured<Vec<f64>> {
    let shifted = Shifted::by_mean(logits.rows());
    let rows: Vec<usize> = (0..logits.rows().rows).collect();
    correlation(&Moments::of(&shifted, &shifted, &rows).covariance(), logits.rows().cols)
}

#[test]
fn equals_numpy() {
    let expected = expected("transfer");
    for case in cases() {
        let (a, b) = (of(&case.logits).unwrap(), of(&case.other_logits).unwrap());
        let found = logit_correlation_difference(&a, &b, case.logits.rows().cols).unwrap();
        same(found, &expected[&case.name]["logit_correlation"]);
    }
}

#[test]
fn is_nothing_for_scaled_logits_and_two_for_opposite_ones() {
    let case = &cases()[0];
    let (a, b) = (of(&case.logits).unwrap(), of(&case.logits.map(|z| 2.0 * z)).unwrap());
    near(logit_correlation_difference(&a, &b, 4).unwrap(), 0.0, 1e-14);
    let (together, against) =
        (of(&Matrix::new(vec![1.0, 1.0, 2.0, 2.0], 2)), of(&Matrix::new(vec![1.0, 2.0, 2.0, 1.0], 2)));
    near(logit_correlation_difference(&together.unwrap(), &against.unwrap(), 2).unwrap(), 2.0, 1e-15);
}

#[test]
fn is_sound_at_the_edges() {
    for (logits, _) in extreme_logits() {
        let classes = logits.rows().cols;
        sound(&of(&logits).and_then(|a| logit_correlation_difference(&a, &a, classes)));
    }
    let still = of(&Matrix::new(vec![1.0, 5.0, 2.0, 5.0], 2)).unwrap_err().0;
    assert_eq!(still, "the logit of class 1 does not vary");
    assert!(logit_correlation_difference(&[1.0], &[1.0; 4], 2).is_err());
}
