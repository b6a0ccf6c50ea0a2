use penult::metrics::nll::per_example;

use super::{Matrix, cases, mean, near};

#[test]
fn by_hand() {
    let z = Matrix::new(vec![3f32.ln(), 0.0], 2);
    near(per_example(z.rows(), &[0], 1.0)[0], -(0.75f64.ln()), 1e-7);
    near(per_example(z.rows(), &[1], 1.0)[0], -(0.25f64.ln()), 1e-7);
}

#[test]
fn stays_finite_and_exact_where_f32_softmax_gives_zero() {
    let z = Matrix::new(vec![2000.0, 0.0], 2);
    near(per_example(z.rows(), &[1], 1.0)[0], 2000.0, 0.0);
}

#[test]
fn equals_scikit_learn_and_a_temperature_divides_the_logits() {
    for case in cases() {
        let (rows, labels) = (case.logits.rows(), &case.labels);
        near(mean(&per_example(rows, labels, 1.0)), case.expected("nll").unwrap(), 1e-9);
        let halved = case.logits.map(|z| z / 2.0);
        near(mean(&per_example(rows, labels, 2.0)), mean(&per_example(halved.rows(), labels, 1.0)), 1e-12);
    }
}
