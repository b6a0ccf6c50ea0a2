use penult::metrics::Mergeable as _;
use penult::metrics::ece_smooth::SmoothSums;

use super::calibration_audit::scored;
use super::{cases_of, near, noise, partitions};

#[test]
fn one_confidence_by_hand() {
    // At confidence 1, right or wrong in turn: the residual is ½ K_s(t, 1), its integral ½ for every s.
    let sums = SmoothSums::new(&[1.0; 10], &[1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0]);
    for width in [0.001, 0.03, 1.0] {
        near(sums.at_width(width), 0.5, 1e-12);
    }
    let error = sums.value().unwrap();
    near(error.value, 0.5, 1e-12);
    near(error.width, 0.5, 1e-12);
}

#[test]
fn all_wrong_at_full_confidence_is_one_and_calibrated_ends_at_the_narrowest_width() {
    near(SmoothSums::new(&[1.0; 3], &[0.0; 3]).value().unwrap().value, 1.0, 1e-12);
    let right = SmoothSums::new(&[1.0; 3], &[1.0; 3]).value().unwrap();
    assert_eq!((right.value, right.width), (0.0, 0.001));
    assert!(SmoothSums::new(&[], &[]).value().unwrap_err().0.contains("no examples"));
}

#[test]
fn equals_our_own_quadrature_over_mirror_images() {
    for case in cases_of("calibration") {
        let scored = scored(&case);
        let sums = SmoothSums::new(&scored.confidence, &scored.correct);
        for at in case.value("ece_smooth_at").as_array().unwrap() {
            near(sums.at_width(at["width"].as_f64().unwrap()), at["value"].as_f64().unwrap(), 1e-9);
        }
        let error = sums.value().unwrap();
        near(error.value, case.expected("ece_smooth").unwrap(), 1e-9);
        near(error.width, case.expected("ece_smooth_width").unwrap(), 1e-9);
    }
}

#[test]
fn is_within_two_thousandths_of_relplot() {
    // relplot rounds to a grid and bisects ten times.
    for case in cases_of("calibration") {
        let scored = scored(&case);
        let found = SmoothSums::new(&scored.confidence, &scored.correct).value().unwrap().value;
        near(found, case.expected("ece_smooth_relplot").unwrap(), 2e-3);
    }
}

#[test]
fn any_partition_and_order_adds_up_and_comes_apart() {
    for case in cases_of("calibration") {
        let scored = scored(&case);
        let of = |rows: &[usize]| {
            let pick = |values: &[f64]| rows.iter().map(|i| values[*i]).collect::<Vec<_>>();
            SmoothSums::new(&pick(&scored.confidence), &pick(&scored.correct))
        };
        let whole = SmoothSums::new(&scored.confidence, &scored.correct).value().unwrap().value;
        for parts in partitions(case.labels.len()) {
            let mut merged = of(&parts[0]);
            parts[1..].iter().for_each(|part| merged.merge(&of(part)));
            near(merged.value().unwrap().value, whole, 1e-12);
            parts[..2].iter().for_each(|part| merged.subtract(&of(part)));
            near(merged.value().unwrap().value, of(&parts[2]).value().unwrap().value, 1e-12);
        }
    }
}

#[test]
fn a_wider_kernel_never_shows_more() {
    let uniform: Vec<f64> = noise(700, 3).iter().map(|x| f64::from(x.abs())).collect();
    let correct: Vec<f64> = (0..700).map(|i| f64::from(u8::from(i % 3 == 0))).collect();
    let sums = SmoothSums::new(&uniform, &correct);
    let widths: Vec<f64> = (0..=9).map(|i| 2f64.powi(-i)).collect();
    let values: Vec<f64> = widths.iter().map(|w| sums.at_width(*w)).collect();
    assert!(values.windows(2).all(|pair| pair[0] <= pair[1] + 1e-12), "{values:?}");
}
