use penult::metrics::hutchinson::mean_of_draws;

use super::near;

#[test]
fn mean_and_standard_error_by_hand() {
    // Deviations -3, -1, 1, 3: variance 20/3, error √(20/3/4).
    let mean = mean_of_draws(&[1.0, 3.0, 5.0, 7.0]).unwrap();
    assert_eq!((mean.value, mean.count), (4.0, 4));
    near(mean.error, (5.0f64 / 3.0).sqrt(), 1e-15);
    let order = mean_of_draws(&[7.0, 1.0, 5.0, 3.0]).unwrap();
    near(order.error, mean.error, 1e-15);
}

#[test]
fn one_draw_and_draws_that_overflow_are_undefined() {
    assert!(mean_of_draws(&[1.0]).unwrap_err().0.contains("needs two draws, found 1"));
    assert!(mean_of_draws(&[1.0, f64::INFINITY]).unwrap_err().0.contains("overflows"));
    assert_eq!(mean_of_draws(&[2.0, 2.0]).unwrap().error, 0.0);
}
