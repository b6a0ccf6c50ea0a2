use penult::metrics::off_target::{check, entropy, log_masses, log_probabilities, log_sum_exp, wrong_logits};

use super::near;

#[test]
fn probabilities_of_the_wrong_classes_by_hand() {
    // Label 1; the wrong logits are log 1, log 3, log 4: q = 1/8, 3/8, 4/8; p_y = 8/16.
    let row = [0.0, 8f32.ln(), 3f32.ln(), 4f32.ln()];
    let log_q = log_probabilities(&row, 1, 1.0);
    for (found, expected) in log_q.iter().zip([0.125f64, 0.375, 0.5]) {
        near(found.exp(), expected, 1e-7);
    }
    let (on, off) = log_masses(&row, 1, 1.0);
    near(on.exp(), 0.5, 1e-7);
    near(off.exp(), 0.5, 1e-7);
    assert_eq!(wrong_logits(&[2.0, 4.0, 8.0], 2, 2.0), [1.0, 2.0]);
    let expected = -[0.125f64, 0.375, 0.5].iter().map(|q| q * q.ln()).sum::<f64>();
    near(entropy(&row, 1, 1.0), expected, 1e-7);
    near(entropy(&[1e4, 800.0, 800.0], 0, 1.0), 2f64.ln(), 1e-15);
    assert_eq!(entropy(&[0.0, 800.0, -800.0], 0, 1.0), 0.0);
}

#[test]
fn masses_keep_their_digits_where_the_network_is_sure() {
    // 1 - p_y = 2 e^-800 / (1 + 2 e^-800), far below what f64 holds of 1 - p_y itself.
    let (on, off) = log_masses(&[800.0, 0.0, 0.0], 0, 1.0);
    near(off, 2f64.ln() - 800.0, 1e-12);
    assert_eq!(on, 0.0);
    let (on, off) = log_masses(&[-1e4, 1e4, -1e4], 0, 1.0);
    near(on, -2e4, 1e-9);
    assert_eq!(off, 0.0);
    near(log_sum_exp(&[1e4, 1e4]), 1e4 + 2f64.ln(), 1e-9);
}

#[test]
fn refuses_too_few_classes_and_temperatures_that_are_none() {
    assert!(check(3, 3, 1.0).is_ok());
    for temperature in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e-300] {
        assert!(check(3, 3, temperature).unwrap_err().0.contains("temperature"));
    }
    assert_eq!(check(2, 3, 1.0).unwrap_err().0, "needs 3 classes, found 2");
}
