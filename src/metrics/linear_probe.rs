//! Linear probe: logistic regression on frozen features, for labels other than those that the network was trained on
//! (Kornblith 2021). Fitted by linfa-logistic.
//!
//! Fed with features (N, D) by `analysis::other_labels`. linfa does not say whether it converged, so the gradient is measured here.

use linfa::Dataset;
use linfa::traits::Fit;
use linfa_logistic::MultiLogisticRegression;
use ndarray::{Array1, Array2};

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined};
use crate::linalg::{Rows, add_product, add_transposed_product};

/// The registry's entry of `linear_probe_accuracy`.
pub const DEFINITION: Definition = Definition {
    name: "linear_probe_accuracy",
    title: "Linear probe, other labels",
    short: "Probe",
    measures: "How well a linear classifier on the frozen features tells labels apart that the network was not trained on: the superclasses.",
    formula: "accuracy of softmax regression that minimises Σ log-loss + ½||W||² (no penalty on the intercept; C = 1 of scikit-learn), each feature minus its mean and over its deviation on the examples it is fitted on; L-BFGS from 0 until the gradient's norm is below 1e-5 n, or 500 steps. Fitted on at most 10,000 class-stratified train examples, else on one half of the split and scored on the other, both ways; scored on at most 10,000",
    edges: "Superclasses join the labels of training, so unrelated labels would say more of transfer. A feature that does not vary counts as 0. Ties go to the first label. A fit that has not converged (an entry of the mean loss's gradient above 1e-4) is noted. Undefined without superclasses, and on the split that the probe is fitted on.",
    source: "Kornblith 2021, sec. 3 (there λ is chosen on a validation split)",
    topic: Topic::Geometry,
    subject: Subject::Variant,
    unit: Unit::Fraction,
    direction: Direction::Higher,
    interval: Interval::Percentile,
};

/// Weight of ½||W||² against the sum of the log-losses.
const PENALTY: f64 = 1.0;
/// Steps of L-BFGS, at most.
const STEPS: u64 = 500;
/// The gradient's norm at which it stops, an example.
const STOP: f64 = 1e-5;
/// An entry of the mean loss's gradient up to which a fit has converged: scikit-learn's rule.
pub const CONVERGED: f64 = 1e-4;

/// A fitted probe.
#[derive(Clone, Debug)]
pub struct LinearProbe {
    labels: Vec<usize>,
    weights: Vec<f64>, // (D, S), of features as they are
    intercepts: Vec<f64>,
    /// Largest entry of the gradient of the mean loss where the fit ended.
    pub gradient: f64,
}

/// Features brought to mean 0 and deviation 1, as they are on the examples of the fit.
struct Standardised {
    values: Vec<f64>, // (n, D)
    mean: Vec<f64>,
    over: Vec<f64>, // 1 / deviation, or 0
}

/// Fits a probe on some rows of features (N, D), labels (N).
///
/// # Errors
/// Undefined for fewer than two labels among the rows, or where linfa's line search fails.
pub fn fit(features: Rows<'_>, chosen: &[usize], labels: &[usize]) -> Measured<LinearProbe> {
    let targets: Vec<usize> = chosen.iter().map(|i| labels[*i]).collect();
    let mut known = targets.clone();
    known.sort_unstable();
    known.dedup();
    if known.len() < 2 {
        return Err(Undefined(format!("a probe needs examples of two labels, found {}", known.len())));
    }
    let failed = |e: &dyn std::fmt::Display| Undefined(format!("the linear probe was not fitted: {e}"));
    let x = standardised(features, chosen);
    let (n, d) = (chosen.len(), features.cols);
    let records = Array2::from_shape_vec((n, d), x.values.clone()).map_err(|e| failed(&e))?;
    let fitted = MultiLogisticRegression::default()
        .alpha(PENALTY)
        .max_iterations(STEPS)
        .gradient_tolerance(STOP * n as f64)
        .fit(&Dataset::new(records, Array1::from_vec(targets.clone())))
        .map_err(|e| failed(&e))?;
    let (weights, intercepts) = (fitted.params().iter().copied().collect::<Vec<f64>>(), fitted.intercept().to_vec());
    let mut probe = LinearProbe { labels: known, weights, intercepts, gradient: f64::NAN };
    probe.gradient = probe.gradient_at(&x.values, &targets);
    if !probe.gradient.is_finite() {
        return Err(failed(&"its weights are not finite"));
    }
    probe.take_as_they_are(&x);
    Ok(probe)
}

fn standardised(features: Rows<'_>, chosen: &[usize]) -> Standardised {
    let (n, d) = (chosen.len() as f64, features.cols);
    let mut mean = vec![0.0; d];
    let rows = || chosen.iter().map(|i| features.row(*i));
    rows().for_each(|row| mean.iter_mut().zip(row).for_each(|(m, x)| *m += f64::from(*x) / n));
    let mut values: Vec<f64> =
        rows().flat_map(|row| row.iter().zip(&mean).map(|(x, m)| f64::from(*x) - m).collect::<Vec<f64>>()).collect();
    let mut squares = vec![0.0; d];
    values.chunks_exact(d.max(1)).for_each(|row| squares.iter_mut().zip(row).for_each(|(s, x)| *s += x * x));
    // Below the digits of a sum, a deviation is rounding.
    let deviation = |(square, m): (&f64, &f64)| Some((square / n).sqrt()).filter(|s| *s > 1e-12 * m.abs());
    let over: Vec<f64> = squares.iter().zip(&mean).map(|of| deviation(of).map_or(0.0, f64::recip)).collect();
    values.chunks_exact_mut(d.max(1)).for_each(|row| row.iter_mut().zip(&over).for_each(|(x, o)| *x *= o));
    Standardised { values, mean, over }
}

impl LinearProbe {
    /// Largest entry of the gradient of the mean loss, on standardised features (n, D) and their labels (n).
    fn gradient_at(&self, x: &[f64], targets: &[usize]) -> f64 {
        let (n, d, s) = (targets.len(), self.weights.len() / self.labels.len(), self.labels.len());
        let mut errors: Vec<f64> = self.intercepts.iter().copied().cycle().take(n * s).collect();
        add_product(&mut errors, x, &self.weights, (n, d, s));
        for (row, target) in errors.chunks_exact_mut(s).zip(targets) {
            let largest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            row.iter_mut().for_each(|z| *z = (*z - largest).exp());
            let sum: f64 = row.iter().sum();
            row.iter_mut()
                .zip(&self.labels)
                .for_each(|(p, label)| *p = *p / sum - f64::from(u8::from(label == target)));
        }
        let mut gradient: Vec<f64> = self.weights.iter().map(|w| PENALTY * w).collect();
        add_transposed_product(&mut gradient, x, &errors, (n, d, s));
        let of_intercept = |k: usize| errors.iter().skip(k).step_by(s).sum::<f64>();
        let entries = gradient.into_iter().chain((0..s).map(of_intercept));
        // NaN must not be lost in a maximum.
        entries.map(f64::abs).fold(0.0, |a: f64, b| if b > a || b.is_nan() { b } else { a }) / n as f64
    }

    /// Weights of standardised features become those of features as they are.
    fn take_as_they_are(&mut self, x: &Standardised) {
        let s = self.labels.len();
        for (row, (over, mean)) in self.weights.chunks_exact_mut(s).zip(x.over.iter().zip(&x.mean)) {
            for (weight, intercept) in row.iter_mut().zip(&mut self.intercepts) {
                *weight *= over;
                *intercept -= *weight * mean;
            }
        }
    }

    /// A logit of each label (S), rising, of a feature row (D).
    pub fn logits(&self, row: &[f32]) -> Vec<f64> {
        let mut logits = self.intercepts.clone();
        for (weights, x) in self.weights.chunks_exact(self.labels.len()).zip(row) {
            logits.iter_mut().zip(weights).for_each(|(z, w)| *z += w * f64::from(*x));
        }
        logits
    }

    /// The label of a feature row (D).
    pub fn predict(&self, row: &[f32]) -> usize {
        let scores = self.logits(row);
        let first = |best: usize, k: usize| if scores[k] > scores[best] { k } else { best };
        self.labels[(0..scores.len()).fold(0, first)]
    }

    /// Whether the fit ended where the loss is least.
    pub fn has_converged(&self) -> bool {
        self.gradient <= CONVERGED
    }
}
