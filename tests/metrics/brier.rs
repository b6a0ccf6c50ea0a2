use penult::metrics::brier::per_example;

use super::{Matrix, cases, mean, near};

#[test]
fn by_hand() {
    // p = (3/4, 1/4): (1/4)² + (1/4)² for the first class, 2 · (3/4)² for the second.
    let z = Matrix::new(vec![3f32.ln(), 0.0, 3f32.ln(), 0.0], 2);
    let terms = per_example(z.rows(), &[0, 1]);
    near(terms[0], 0.125, 1e-7);
    near(terms[1], 1.125, 1e-7);
}

#[test]
fn is_two_for_a_sure_error_and_zero_for_a_sure_answer() {
    let z = Matrix::new(vec![1000.0, 0.0, 1000.0, 0.0], 2);
    assert_eq!(per_example(z.rows(), &[0, 1]), [0.0, 2.0]);
}

#[test]
fn equals_numpy_and_ignores_a_shift_of_the_logits() {
    for case in cases() {
        let terms = per_example(case.logits.rows(), &case.labels);
        near(mean(&terms), case.expected("brier").unwrap(), 1e-12);
        let shifted = case.logits.map(|z| z + 4.0);
        // f32 logits keep 3 decimals through a shift by 4.
        near(mean(&per_example(shifted.rows(), &case.labels)), mean(&terms), 1e-5);
    }
}
