use super::{applied, equals_the_reference, fit};
use crate::metrics::{cases_of, near};

#[test]
fn equals_scipy() {
    // The reference's Newton steps have a numerical Hessian.
    assert_eq!(equals_the_reference("vector_scaling", 1e-8), 4);
}

#[test]
fn a_scale_of_the_logits_changes_nothing() {
    for case in cases_of("calibration") {
        let scaled = case.logits.map(|z| 1024.0 * z);
        let fitted = fit("vector_scaling", scaled.rows(), &case.labels).unwrap();
        for (i, p) in applied("vector_scaling", &case).iter().enumerate() {
            let again = fitted.probabilities(scaled.rows().row(2 * i + 1));
            p.iter().zip(&again).for_each(|(a, b)| near(*a, *b, 1e-7));
        }
    }
}
