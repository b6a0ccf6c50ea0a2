use penult::metrics::calibrators::minimise::minimise;

use super::near;

#[test]
fn a_quadratic_of_unlike_curvatures() {
    // Σ c_i (x_i - i)²/2, curvatures from 1e-3 to 1e3.
    let curvature = |i: usize| 10f64.powf(i as f64 - 3.0);
    let of = |x: &[f64]| {
        let gap = |i: usize| x[i] - i as f64;
        let value = (0..7).map(|i| curvature(i) * gap(i).powi(2) / 2.0).sum();
        (value, (0..7).map(|i| curvature(i) * gap(i)).collect())
    };
    let found = minimise(of, vec![0.0; 7]).unwrap();
    found.iter().enumerate().for_each(|(i, x)| near(*x, i as f64, 1e-7));
}

#[test]
fn a_function_without_a_minimum_is_refused() {
    let reason = minimise(|x| (-x[0], vec![-1.0]), vec![0.0]).unwrap_err();
    assert!(reason.contains("no minimum in 2000 steps"), "{reason}");
}
