use penult::metrics::matched_gamma::{gamma_at, matched_temperature};
use penult::metrics::{gamma, off_target_entropy};

use super::expected::{close, expected, extreme_logits, same, sound};
use super::{Matrix, cases, mean, near};

#[test]
fn gamma_at_one_is_gamma_and_equals_numpy_at_four() {
    let expected = expected("information");
    for case in cases() {
        let (logits, labels) = (case.logits.rows(), case.labels.as_slice());
        let at_one = gamma_at(logits, labels, 1.0).unwrap();
        near(at_one / mean(&gamma::per_example(logits, labels).unwrap()), 1.0, 1e-12);
        same(gamma_at(logits, labels, 4.0).unwrap(), &expected[&case.name]["gamma_at_4"]);
    }
}

#[test]
fn equals_a_root_finder() {
    let expected = expected("information");
    for case in cases() {
        let target = gamma_at(case.other_logits.rows(), &case.labels, 1.0).unwrap();
        // NumPy's 1 - p has nine digits where γ is 4e-6.
        close(target, &expected[&case.name]["target_gamma"], 1e-9);
        let found = matched_temperature(case.logits.rows(), &case.labels, target).unwrap();
        same(found, &expected[&case.name]["matched_temperature"]);
        near(gamma_at(case.logits.rows(), &case.labels, found).unwrap() / target, 1.0, 1e-9);
    }
}

#[test]
fn undoes_a_temperature_and_with_it_what_softness_alone_changed() {
    // The smoothed teacher is the reference at T = 3: at matched γ nothing of the difference is left.
    let case = &cases()[0];
    let soft = case.logits.map(|z| z / 3.0);
    let (logits, labels) = (case.logits.rows(), case.labels.as_slice());
    let found = matched_temperature(logits, labels, gamma_at(soft.rows(), labels, 1.0).unwrap()).unwrap();
    near(found, 3.0, 1e-6); // f32 logits
    let entropy = |z: &Matrix, t: f64| mean(&off_target_entropy::per_example(z.rows(), labels, t).unwrap());
    assert!((entropy(&case.logits, 1.0) - entropy(&soft, 1.0)).abs() > 0.1);
    near(entropy(&case.logits, found), entropy(&soft, 1.0), 1e-6);
}

#[test]
fn undefined_where_no_temperature_brackets_the_other() {
    let case = &cases()[0];
    // The wrong answers alone keep γ above this at any T.
    let reason = matched_temperature(case.logits.rows(), &case.labels, 1e-6).unwrap_err().0;
    assert!(reason.contains("from 1/64 to 64"), "{reason}");
    assert!(matched_temperature(case.logits.rows(), &case.labels, 1.5).is_err());
    assert!(matched_temperature(case.logits.rows(), &case.labels, f64::NAN).is_err());
}

#[test]
fn is_sound_at_the_edges() {
    for (logits, labels) in extreme_logits() {
        sound(&gamma_at(logits.rows(), &labels, 1.0));
        sound(&matched_temperature(logits.rows(), &labels, 0.1));
    }
}
