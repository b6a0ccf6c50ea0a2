use penult::metrics::gamma::per_example;

use super::{Matrix, cases, mean, near};

#[test]
fn equals_alpha_for_a_teacher_that_fits_smoothed_targets() {
    // α = 0.1, K = 10: 0.91 on the label, 0.01 elsewhere.
    let mut row = vec![0.01f32.ln(); 10];
    row[3] = 0.91f32.ln();
    near(per_example(Matrix::new(row, 10).rows(), &[3]).unwrap()[0], 0.1, 1e-6);
}

#[test]
fn keeps_the_digits_of_a_small_mass() {
    // p off the label is e^-50: 1 - p_y would be 0.
    let z = Matrix::new(vec![50.0, 0.0], 2);
    near(per_example(z.rows(), &[0]).unwrap()[0] / (2.0 * (-50f64).exp()), 1.0, 1e-12);
    assert!(per_example(Matrix::new(vec![1.0], 1).rows(), &[0]).unwrap_err().0.contains("two classes"));
}

#[test]
fn equals_numpy_and_ignores_the_order_of_the_examples() {
    for case in cases() {
        let terms = per_example(case.logits.rows(), &case.labels).unwrap();
        near(mean(&terms), case.expected("gamma").unwrap(), 1e-10);
        let order = case.backwards();
        let labels: Vec<usize> = order.iter().map(|i| case.labels[*i]).collect();
        near(mean(&per_example(case.logits.pick(&order).rows(), &labels).unwrap()), mean(&terms), 1e-14);
    }
}
