use penult::metrics::ece_null::ece_null;

use super::calibration_audit::scored;
use super::{cases_of, near};

#[test]
fn certain_confidences_have_no_null_and_any_error_is_rare() {
    let null = ece_null(0.1, &[1.0; 50], 15, 1).unwrap();
    near(null.level, 0.0, 0.0);
    near(null.p_value, 1.0 / 1001.0, 1e-15);
    near(ece_null(0.0, &[1.0; 50], 15, 1).unwrap().p_value, 1.0, 0.0);
}

#[test]
fn coin_tosses_have_the_mean_of_a_binomial() {
    // One bin, n = 100 at ½: E|B/100 - ½| = √(2/π) · 0.05 (1 - 1/400 + …) = 0.03979; its error over 1000 draws is 0.00095.
    near(ece_null(0.0, &[0.5; 100], 15, 7).unwrap().level, 0.0398, 4.0 * 0.00095);
}

#[test]
fn equals_numpys_surrogates_within_their_noise() {
    for case in cases_of("calibration") {
        let null = ece_null(case.expected("ece").unwrap(), &scored(&case).confidence, 15, 3).unwrap();
        let noise = case.expected("ece_null_sd").unwrap() / 1000f64.sqrt();
        near(null.level, case.expected("ece_null").unwrap(), 4.0 * noise);
        let p = case.expected("ece_null_p").unwrap();
        near(null.p_value, p, 4.0 * (p * (1.0 - p) / 1000.0).sqrt() + 2.0 / 1001.0);
    }
}

#[test]
fn a_seed_gives_the_same_bits_and_no_examples_are_undefined() {
    let confidence = [0.4, 0.7, 0.9, 0.95];
    assert_eq!(ece_null(0.1, &confidence, 15, 5), ece_null(0.1, &confidence, 15, 5));
    assert_ne!(ece_null(0.1, &confidence, 15, 5).unwrap().level, ece_null(0.1, &confidence, 15, 6).unwrap().level);
    assert!(ece_null(0.1, &[], 15, 5).unwrap_err().0.contains("no examples"));
}
