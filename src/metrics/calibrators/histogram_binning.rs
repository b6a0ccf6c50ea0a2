//! Histogram binning (Zadrozny, Elkan 2001; Guo 2017, sec. 4.1): the frequency of a class in the bin of its probability.

use super::one_vs_rest::{self, ProbabilityMap};
use super::{Calibrated, Calibrator, ECE_AFTER, Fold, NLL_AFTER};
use crate::metrics::calibration_error::{bin_index, bins};
use crate::metrics::{Definition, Measured};

/// The registry's entry.
pub const CALIBRATOR: Calibrator = Calibrator {
    name: "histogram_binning",
    title: "Histogram binning",
    formula: "each class against the rest: its frequency in the bin of p_k, 15 equal-width bins, an empty one keeps its middle; then the sum is made 1",
    fit,
};

/// The registry's entry of `ece_histogram_binning`.
pub const ECE: Definition = Definition {
    name: "ece_histogram_binning",
    title: "ECE after histogram binning",
    short: "ECE (hist.)",
    formula: "ECE of the frequencies of each class in 15 equal-width bins of p_k, an empty bin keeping its middle; then the sum is made 1",
    ..ECE_AFTER
};

/// The registry's entry of `nll_histogram_binning`.
pub const NLL: Definition = Definition {
    name: "nll_histogram_binning",
    title: "NLL after histogram binning",
    short: "NLL (hist.)",
    formula: "NLL of the frequencies of each class in 15 equal-width bins of p_k, an empty bin keeping its middle; then the sum is made 1",
    ..NLL_AFTER
};

/// Bins of a class's probability.
const BINS: usize = 15;

struct Frequencies([f64; BINS]);

impl ProbabilityMap for Frequencies {
    fn at(&self, probability: f64) -> f64 {
        self.0[bin_index(probability, BINS)]
    }
}

fn fit(fold: &Fold<'_>) -> Measured<Box<dyn Calibrated>> {
    one_vs_rest::fit(fold, |probabilities, is_label| {
        let bins = bins(probabilities, is_label, BINS);
        Frequencies(std::array::from_fn(|b| match bins[b].count {
            0.0 => (b as f64 + 0.5) / BINS as f64,
            count => bins[b].correct_sum / count,
        }))
    })
}
