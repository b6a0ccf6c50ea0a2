//! Every calibrator against an implementation that is not ours, fitted on the even rows and applied to odd ones.

mod bbq;
mod histogram_binning;
mod isotonic_regression;
mod matrix_scaling;
mod minimise;
mod temperature_scaling;
mod vector_scaling;

use penult::linalg::Rows;
use penult::metrics::calibrators::{CALIBRATORS, Calibrated, Calibrator, Fold, cross_fitted};
use penult::metrics::{Measured, temperature};

use super::{Case, Matrix, cases_of, near, noise, probabilities};

/// Odd rows that the reference script applies its fits to.
const APPLIED: usize = 60;

pub fn calibrator(name: &str) -> &'static Calibrator {
    CALIBRATORS.iter().find(|c| c.name == name).unwrap()
}

/// Fits on the even rows.
pub fn fit(name: &str, logits: Rows<'_>, labels: &[usize]) -> Measured<Box<dyn Calibrated>> {
    let is_in: Vec<bool> = (0..labels.len()).map(|i| i % 2 == 0).collect();
    (calibrator(name).fit)(&Fold { logits, labels, is_in: &is_in })
}

/// Probabilities of the first odd rows of a case.
pub fn applied(name: &str, case: &Case) -> Vec<Vec<f64>> {
    let fitted = fit(name, case.logits.rows(), &case.labels).unwrap();
    (0..APPLIED).map(|i| fitted.probabilities(case.logits.rows().row(2 * i + 1))).collect()
}

/// Within an absolute distance of the reference's probabilities; how many cases have them.
pub fn equals_the_reference(name: &str, within: f64) -> usize {
    let mut measured = 0;
    for case in cases_of("calibration") {
        if case.value(name).is_null() {
            continue;
        }
        let expected = case.list(name);
        let found = applied(name, &case).concat();
        assert_eq!(found.len(), expected.len());
        found.iter().zip(&expected).for_each(|(a, b)| near(*a, *b, within));
        measured += 1;
    }
    measured
}

#[test]
fn probabilities_are_probabilities_whatever_the_logits() {
    // K = 2 and 1000, logits of 1e4, constant logits, an absent class, a class of one.
    for (n, k, scale) in [(60, 2, 1.0), (60, 2, 1e4), (80, 5, 1e4), (80, 5, 0.0), (120, 1000, 3.0)] {
        let noise = noise(n * k, 8);
        let labels: Vec<usize> = (0..n).map(|i| if i == 7 { k - 1 } else { i * 5 % (k - 1) }).collect();
        let of_label = |at: usize| if labels[at / k] == at % k { 0.7 } else { 0.0 };
        let logits: Vec<f32> = noise.iter().enumerate().map(|(at, x)| scale * (x + of_label(at))).collect();
        let logits = Matrix::new(logits, k);
        for calibrator in CALIBRATORS {
            let fitted = match fit(calibrator.name, logits.rows(), &labels) {
                Ok(fitted) => fitted,
                Err(reason) => {
                    assert!(reason.0.len() > 10, "{}: {reason:?}", calibrator.name);
                    continue;
                }
            };
            for i in 0..n {
                let p = fitted.probabilities(logits.rows().row(i));
                assert!(p.iter().all(|p| (0.0..=1.0).contains(p)), "{} {p:?}", calibrator.name);
                near(p.iter().sum(), 1.0, 1e-12);
            }
        }
    }
}

#[test]
fn cross_fitting_scores_an_example_by_the_fold_that_it_is_not_in() {
    for case in cases_of("calibration") {
        let (logits, labels) = (case.logits.rows(), case.labels.as_slice());
        let ids: Vec<i64> = (0..).take(labels.len()).collect();
        let fitted = cross_fitted(calibrator("temperature_scaling").fit, logits, labels, &ids).unwrap();
        let temperatures = temperature::cross_fitted(logits, labels, &ids).unwrap();
        for (i, temperature) in temperatures.into_iter().enumerate() {
            let expected = probabilities(logits.row(i), temperature);
            let found = fitted.probabilities(i, logits.row(i));
            found.iter().zip(&expected).for_each(|(a, b)| near(*a, *b, 1e-15));
        }
    }
}

#[test]
fn no_examples_are_undefined() {
    let empty = Matrix::new(Vec::new(), 3);
    for calibrator in CALIBRATORS {
        assert!(cross_fitted(calibrator.fit, empty.rows(), &[], &[]).err().unwrap().0.contains("no examples"));
    }
}
