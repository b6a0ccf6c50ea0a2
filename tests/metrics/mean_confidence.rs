use penult::metrics::mean_confidence::per_example;
use penult::metrics::softmax::per_softmax;

use super::{Matrix, cases, mean, near};

#[test]
fn by_hand_and_never_above_one() {
    let z = Matrix::new(vec![3f32.ln(), 0.0, 5000.0, 0.0, 0.0, 0.0], 2);
    let terms = per_example(z.rows());
    near(terms[0], 0.75, 1e-7);
    assert_eq!(&terms[1..], [1.0, 0.5]);
}

#[test]
fn a_temperature_of_one_changes_nothing_and_a_high_one_makes_even() {
    for case in cases() {
        let (rows, k) = (case.logits.rows(), case.logits.rows().cols as f64);
        near(mean(&per_example(rows)), case.expected("mean_confidence").unwrap(), 1e-12);
        assert_eq!(per_softmax(rows, |_| 1.0, |row, _| row.largest), per_example(rows));
        near(mean(&per_softmax(rows, |_| 1e9, |row, _| row.largest)), 1.0 / k, 1e-7);
    }
}
