use penult::metrics::entropy::per_example;

use super::{Matrix, cases, mean, near};

#[test]
fn is_log_k_for_equal_logits_and_zero_for_a_sure_answer() {
    let z = Matrix::new(vec![0.0, 0.0, 0.0, 0.0, 5000.0, 0.0, 0.0, 0.0], 4);
    let terms = per_example(z.rows());
    near(terms[0], 4f64.ln(), 1e-12);
    near(terms[1], 0.0, 0.0);
}

#[test]
fn equals_scipy_whatever_the_order_of_the_classes() {
    for case in cases() {
        near(mean(&per_example(case.logits.rows())), case.expected("entropy").unwrap(), 1e-12);
        let logits = case.logits.rows();
        let turned: Vec<f32> =
            (0..logits.rows).flat_map(|i| logits.row(i).iter().rev().copied().collect::<Vec<_>>()).collect();
        near(mean(&per_example(Matrix::new(turned, logits.cols).rows())), mean(&per_example(logits)), 1e-12);
    }
}
