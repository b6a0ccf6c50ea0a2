use penult::metrics::kl::per_example;

use super::{Matrix, cases, mean, near};

#[test]
fn by_hand() {
    // p = (3/4, 1/4), q = (1/2, 1/2): ¾ log 3/2 + ¼ log 1/2.
    let (a, b) = (Matrix::new(vec![3f32.ln(), 0.0], 2), Matrix::new(vec![0.0, 0.0], 2));
    near(per_example(a.rows(), b.rows())[0], 0.75 * 1.5f64.ln() + 0.25 * 0.5f64.ln(), 1e-7);
}

#[test]
fn stays_finite_for_sure_answers() {
    let (a, b) = (Matrix::new(vec![900.0, 0.0], 2), Matrix::new(vec![0.0, 900.0], 2));
    near(per_example(a.rows(), b.rows())[0], 900.0, 1e-9);
}

#[test]
fn equals_scipy_is_zero_with_itself_and_ignores_shifts() {
    for case in cases() {
        let (a, b) = (case.logits.rows(), case.other_logits.rows());
        // SciPy works on probabilities, which keep fewer digits where they are tiny.
        near(mean(&per_example(a, b)), case.expected("kl").unwrap(), 1e-9);
        assert!(per_example(a, b).iter().all(|t| *t >= -1e-15));
        near(mean(&per_example(a, a)), 0.0, 0.0);
        let shifted = case.other_logits.map(|z| z + 2.0);
        near(mean(&per_example(a, shifted.rows())), mean(&per_example(a, b)), 1e-5);
    }
}
