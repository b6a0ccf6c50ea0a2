use super::{APPLIED, applied, equals_the_reference, fit};
use crate::metrics::{Matrix, cases_of, mean, near, noise};

#[test]
fn equals_scipy() {
    // The reference's Newton steps have a numerical Hessian.
    assert_eq!(equals_the_reference("matrix_scaling", 1e-7), 4);
}

#[test]
fn without_the_prior_scikit_learn_overfits_as_guo_found() {
    // The prior is worth one example: with few parameters it hardly shows, with 110 from 200 examples it does.
    for case in cases_of("calibration") {
        let found = applied("matrix_scaling", &case);
        let nll: Vec<f64> = (0..APPLIED).map(|i| -found[i][case.labels[2 * i + 1]].ln()).collect();
        let without = case.expected("matrix_scaling_without_prior_nll").unwrap();
        if case.logits.rows().cols < 10 {
            near(mean(&nll), without, 0.05);
        } else {
            assert!(mean(&nll) < without, "{} {without}", mean(&nll));
        }
    }
}

#[test]
fn too_many_classes_are_undefined() {
    let logits = Matrix::new(noise(2 * 257, 1), 257);
    let reason = fit("matrix_scaling", logits.rows(), &[0, 1]).err().unwrap();
    assert!(reason.0.contains("66306 parameters"), "{reason:?}");
}
