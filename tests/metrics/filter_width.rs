use penult::metrics::filter_width::{NATS, half_width, rise};

use super::near;

const OFFSETS: [f64; 5] = [-1.0, -0.5, 0.0, 0.5, 1.0];

#[test]
fn half_width_by_hand() {
    // Left: from 0 to 0.2 at 0.5, a tenth at 0.25. Right: from 0 to 1 at 0.5, a tenth at 0.05.
    near(half_width(&OFFSETS, &[1.8, 1.2, 1.0, 2.0, 9.0]).unwrap(), 0.15, 1e-12);
    // Left: from 0.05 at 0.5 to 0.55 at 1, a tenth at 0.55.
    near(half_width(&OFFSETS, &[1.55, 1.05, 1.0, 2.0, 9.0]).unwrap(), 0.3, 1e-12);
    // A parabola through its own samples: 4 α² = 0.1, found to the square of the step.
    let fine: Vec<f64> = (0..=200).map(|i| f64::from(i) / 100.0 - 1.0).collect();
    let losses: Vec<f64> = fine.iter().map(|a| 0.3 + 4.0 * a * a).collect();
    near(half_width(&fine, &losses).unwrap(), (NATS / 4.0).sqrt(), 2e-4);
}

#[test]
fn a_loss_that_falls_first_counts_from_the_weights() {
    near(half_width(&OFFSETS, &[3.0, 0.5, 1.0, 0.5, 3.0]).unwrap(), 0.5 + 0.5 * (0.6 / 2.5), 1e-12);
}

#[test]
fn a_flat_side_is_undefined_and_an_overflow_has_risen() {
    let flat = half_width(&OFFSETS, &[9.0, 5.0, 1.0, 1.02, 1.06]).unwrap_err().0;
    assert_eq!(flat, "the loss rises by 0.060 nats up to |α| = 1, less than 0.1");
    near(half_width(&OFFSETS, &[9.0, f64::NAN, 1.0, f64::INFINITY, 9.0]).unwrap(), 0.5, 1e-12);
    assert!(half_width(&OFFSETS, &[1.0, 1.0, f64::NAN, 1.0, 1.0]).is_err());
    assert!(half_width(&[0.5, 1.0], &[1.0, 2.0]).is_err());
}

#[test]
fn rise_is_the_mean_of_both_sides() {
    near(rise(&OFFSETS, &[1.8, 1.2, 1.0, 2.0, 9.0], 0.5).unwrap(), 0.6, 1e-12);
    assert!(rise(&OFFSETS, &[1.8, 1.2, 1.0, f64::NAN, 9.0], 0.5).unwrap_err().0.contains("α = 0.5"));
    assert!(rise(&OFFSETS, &[1.8, 1.2, 1.0, 2.0, 9.0], 0.7).is_err());
}
