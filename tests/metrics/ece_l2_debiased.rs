use penult::metrics::calibration_error::Bin;
use penult::metrics::ece_l2_debiased::ece_l2_debiased;
use penult::metrics::equal_mass::EqualMass;

use super::calibration_audit::scored;
use super::{cases_of, near, same};

#[test]
fn by_hand() {
    // Four at 0.9, half of them right: 0.4² - ¼/3; a bin of one counts nothing, but its share does.
    let bin = |count: f64, confidence: f64, correct: f64| Bin {
        count,
        confidence_sum: count * confidence,
        correct_sum: correct,
    };
    let found = ece_l2_debiased(&[bin(4.0, 0.9, 2.0), bin(1.0, 0.3, 1.0), Bin::default()]).unwrap();
    near(found, (0.8 * (0.16 - 0.25 / 3.0f64)).sqrt(), 1e-15);
}

#[test]
fn chance_alone_is_zero_and_no_pairs_are_undefined() {
    let even = Bin { count: 4.0, confidence_sum: 2.0, correct_sum: 2.0 };
    near(ece_l2_debiased(&[even]).unwrap(), 0.0, 0.0);
    let one = Bin { count: 1.0, confidence_sum: 0.5, correct_sum: 1.0 };
    assert!(ece_l2_debiased(&[one, one]).unwrap_err().0.contains("two examples"));
    assert!(ece_l2_debiased(&[]).is_err());
}

#[test]
fn equals_verified_calibration_on_the_top_label_not_its_marginal_default() {
    for case in cases_of("calibration") {
        let scored = scored(&case);
        let bins = EqualMass::new(&scored.confidence, 15).bins(&scored.confidence, &scored.correct);
        let found = ece_l2_debiased(&bins).unwrap();
        same(found, case.expected("ece_l2_debiased").unwrap());
        assert!((found - case.expected("verified_marginal").unwrap()).abs() > 1e-3);
    }
}
