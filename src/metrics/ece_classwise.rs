//! Classwise ECE (Kull 2019): the ECE of every class's probability against the label being that class, averaged over classes.
//!
//! Its bins, with the Brier score beside them, also give the decomposition of the Brier score.

use super::calibration_error::{Bin, ECE, bin_index};
use super::definition::{Definition, Interval};
use super::{Measured, Mergeable, Undefined};

/// The registry's entry of `ece_classwise`.
pub const DEFINITION: Definition = Definition {
    name: "ece_classwise",
    title: "Classwise expected calibration error",
    short: "ECE class",
    measures: "The mean gap of a class's probability and its frequency, over all classes, not the first answer alone.",
    formula: "(1/K) Σ_k Σ_b n_kb/N |freq_kb - mean p_kb| over 15 equal-width bins (m/15, (m+1)/15] of p_k",
    edges: "Probability 0 falls into the first bin; an absent class counts with frequency 0. About K times smaller than the ECE.",
    source: "Kull 2019",
    interval: Interval::None("none: bins of every class would have to be resampled"),
    ..ECE
};

/// Bins of a class's probability.
const BINS: usize = 15;

/// For every class the bins of its probability, and the sum of the Brier scores.
#[derive(Clone, Debug)]
pub struct ClassBins {
    bins: Vec<Bin>, // (K, 15): confidence is p_k, correct is 1{y = k}
    brier_sum: f64,
    n: f64,
}

impl ClassBins {
    /// An empty state of K classes.
    pub fn new(classes: usize) -> Self {
        Self { bins: vec![Bin::default(); classes * BINS], brier_sum: 0.0, n: 0.0 }
    }

    /// Adds an example: probabilities (K), label.
    pub fn push(&mut self, probabilities: &[f64], label: usize) {
        for (k, (p, bins)) in probabilities.iter().zip(self.bins.chunks_exact_mut(BINS)).enumerate() {
            let is_label = f64::from(u8::from(k == label));
            bins[bin_index(*p, BINS)].add(*p, is_label);
            self.brier_sum += (p - is_label).powi(2);
        }
        self.n += 1.0;
    }

    /// N.
    pub fn count(&self) -> f64 {
        self.n
    }

    /// Mean Brier score, in [0, 2].
    pub fn brier(&self) -> f64 {
        self.brier_sum / self.n
    }

    /// The bins of every class.
    pub fn classes(&self) -> impl Iterator<Item = &[Bin]> {
        self.bins.chunks_exact(BINS)
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        for (a, b) in self.bins.iter_mut().zip(&other.bins) {
            a.count += sign * b.count;
            a.confidence_sum += sign * b.confidence_sum;
            a.correct_sum += sign * b.correct_sum;
        }
        self.brier_sum += sign * other.brier_sum;
        self.n += sign * other.n;
    }
}

impl Mergeable for ClassBins {
    fn merge(&mut self, other: &Self) {
        self.combine(other, 1.0);
    }

    fn subtract(&mut self, other: &Self) {
        self.combine(other, -1.0);
    }
}

/// The classwise ECE, in [0, 1].
///
/// # Errors
/// Undefined without examples.
pub fn ece_classwise(state: &ClassBins) -> Measured<f64> {
    if state.n <= 0.0 {
        return Err(Undefined("there are no examples".to_owned()));
    }
    let gaps: f64 = state.bins.iter().map(|b| (b.correct_sum - b.confidence_sum).abs()).sum();
    Ok(gaps / (state.n * state.classes().count() as f64))
}
