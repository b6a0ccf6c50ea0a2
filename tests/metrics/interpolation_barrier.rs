use penult::metrics::interpolation_barrier::barrier;

use super::near;

#[test]
fn barrier_is_above_the_line_between_the_ends() {
    // The line from 1 to 3 is at 2 half way: 5 lies 3 above it.
    near(barrier(&[0.0, 0.5, 1.0], &[1.0, 5.0, 3.0]).unwrap(), 3.0, 1e-15);
    near(barrier(&[0.0, 0.25, 1.0], &[1.0, 2.0, 3.0]).unwrap(), 0.5, 1e-15);
    // The same from the other end.
    near(barrier(&[0.0, 0.75, 1.0], &[3.0, 2.0, 1.0]).unwrap(), 0.5, 1e-15);
}

#[test]
fn a_valley_has_none_and_one_end_is_no_line() {
    assert_eq!(barrier(&[0.0, 0.5, 1.0], &[1.0, 0.5, 3.0]), Ok(0.0));
    assert!(barrier(&[0.0], &[1.0]).unwrap_err().0.contains("two ends"));
    assert!(barrier(&[], &[]).is_err());
    assert!(barrier(&[0.0, 0.5, 1.0], &[1.0, f64::NAN, 3.0]).unwrap_err().0.contains("α = 0.5 is NaN"));
}
