//! Post-hoc calibrators (Guo 2017, sec. 4): fitted on logits and labels, they give other probabilities for the same logits.
//!
//! One file a calibrator; the registry is [`CALIBRATORS`]. They are fitted on one half of a held-out split and scored on the
//! other, never on what they were fitted on ([`cross_fitted`]).

mod affine;
pub mod bbq;
pub mod histogram_binning;
pub mod isotonic_regression;
pub mod matrix_scaling;
pub mod minimise;
mod one_vs_rest;
pub mod temperature_scaling;
pub mod vector_scaling;

use super::calibration_error::ECE;
use super::definition::Definition;
use super::{Measured, folds, nll};
use crate::linalg::{Rows, exp};

/// Examples to fit on: those of the split that `is_in` holds.
#[derive(Clone, Copy, Debug)]
pub struct Fold<'a> {
    /// (N, K), of the whole split.
    pub logits: Rows<'a>,
    /// (N).
    pub labels: &'a [usize],
    /// (N).
    pub is_in: &'a [bool],
}

impl Fold<'_> {
    /// Row numbers of its examples.
    fn rows(&self) -> Vec<usize> {
        (0..self.is_in.len()).filter(|i| self.is_in[*i]).collect()
    }
}

/// A fitted calibrator.
pub trait Calibrated: Send + Sync {
    /// Probabilities (K) of a row of logits (K); they add up to 1.
    fn probabilities(&self, logits: &[f32]) -> Vec<f64>;
}

/// Fits a calibrator.
pub type Fit = fn(&Fold<'_>) -> Measured<Box<dyn Calibrated>>;

/// A registered calibrator.
#[derive(Clone, Copy, Debug)]
pub struct Calibrator {
    /// Key, `vector_scaling`.
    pub name: &'static str,
    /// In a table.
    pub title: &'static str,
    /// What it does to the logits, and how it is fitted.
    pub formula: &'static str,
    /// Fits it.
    pub fit: Fit,
}

/// All calibrators, in the order of Guo's table.
pub const CALIBRATORS: &[Calibrator] = &[
    histogram_binning::CALIBRATOR,
    isotonic_regression::CALIBRATOR,
    bbq::CALIBRATOR,
    temperature_scaling::CALIBRATOR,
    vector_scaling::CALIBRATOR,
    matrix_scaling::CALIBRATOR,
];

/// What the entries of the ECE after calibration have in common.
const ECE_AFTER: Definition = Definition {
    measures: "What is left of the ECE after this calibrator.",
    edges: "Fitted on the other of two class-stratified folds (by a hash of the id), on a held-out split alone. Undefined where the calibrator is. The resamples hold the fits.",
    source: "Guo 2017, sec. 4, cross-fitted",
    ..ECE
};

/// What the entries of the NLL after calibration have in common.
const NLL_AFTER: Definition = Definition {
    measures: "What is left of the NLL after this calibrator.",
    edges: "Fitted on the other of two class-stratified folds (by a hash of the id), on a held-out split alone. Undefined where the calibrator is, or where it gives a label the probability 0.",
    source: "Guo 2017, sec. 4, cross-fitted",
    ..nll::DEFINITION
};

/// A calibrator fitted on each of two folds.
pub struct CrossFitted {
    fits: [Box<dyn Calibrated>; 2],
    is_first: Vec<bool>,
}

impl CrossFitted {
    /// Probabilities (K) of example `i` with logits `row` (K), by the fit on the fold that it is not in.
    pub fn probabilities(&self, i: usize, row: &[f32]) -> Vec<f64> {
        self.fits[usize::from(self.is_first[i])].probabilities(row)
    }
}

/// Fits a calibrator on each of two class-stratified folds. Logits (N, K), labels (N), ids (N).
///
/// # Errors
/// Undefined where the calibrator is on either fold.
pub fn cross_fitted(fit: Fit, logits: Rows<'_>, labels: &[usize], ids: &[i64]) -> Measured<CrossFitted> {
    let is_first = folds::is_first(labels, ids);
    let is_second: Vec<bool> = is_first.iter().map(|first| !first).collect();
    let on = |is_in: &[bool]| fit(&Fold { logits, labels, is_in });
    Ok(CrossFitted { fits: [on(&is_first)?, on(&is_second)?], is_first })
}

/// Turns a row of logits (K) into probabilities, and gives log Σ exp.
fn softmax(row: &mut [f64]) -> f64 {
    let max = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    row.iter_mut().for_each(|z| *z -= max);
    exp(row);
    let sum: f64 = row.iter().sum();
    row.iter_mut().for_each(|p| *p /= sum);
    max + sum.ln()
}

/// The temperature of a fold.
fn fitted_temperature(fold: &Fold<'_>) -> Measured<f64> {
    super::temperature::fit(fold.logits, fold.labels, &|i| fold.is_in[i])
}
