//! Murphy's decomposition of the Brier score, every class against the rest, with what the bins leave over.
//!
//! Brier = reliability - resolution + uncertainty + residual. The residual is 0 where all forecasts of a bin are equal; else it
//! is their variance within bins less twice their covariance with the outcome (Stephenson 2008).

use super::calibration_error::Bin;
use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::ece_classwise::ClassBins;
use super::{Measured, Undefined};

/// The registry's entry of `brier_reliability`.
pub const RELIABILITY: Definition = Definition {
    name: "brier_reliability",
    title: "Reliability part of the Brier score",
    short: "Brier rel.",
    measures: "The squared gap of probability and frequency: what calibration could gain.",
    formula: "Σ_k Σ_b n_kb/N (mean p_kb - freq_kb)² over 15 equal-width bins of p_k; Brier = reliability - resolution + uncertainty + residual",
    edges: "In [0, 2]; 0 is calibrated. An absent class counts with frequency 0.",
    source: "Murphy 1973; one class against the rest, summed",
    topic: Topic::Calibration,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Lower,
    interval: Interval::Jackknife,
};

/// The registry's entry of `brier_resolution`.
pub const RESOLUTION: Definition = Definition {
    name: "brier_resolution",
    title: "Resolution part of the Brier score",
    short: "Brier res.",
    measures: "How far the frequencies of the bins are from the overall one: what the probabilities tell apart.",
    formula: "Σ_k Σ_b n_kb/N (freq_kb - freq_k)² over the same bins",
    edges: "In [0, uncertainty]; 0 tells nothing apart.",
    direction: Direction::Higher,
    ..RELIABILITY
};

/// The registry's entry of `brier_uncertainty`.
pub const UNCERTAINTY: Definition = Definition {
    name: "brier_uncertainty",
    title: "Uncertainty part of the Brier score",
    short: "Brier unc.",
    measures: "How mixed the labels are, whatever the network.",
    formula: "Σ_k freq_k (1 - freq_k)",
    edges: "1 - 1/K for balanced classes.",
    direction: Direction::Neither,
    ..RELIABILITY
};

/// The registry's entry of `brier_residual`.
pub const RESIDUAL: Definition = Definition {
    name: "brier_residual",
    title: "Residual of the Brier decomposition",
    short: "Brier rest",
    measures: "What the bins leave over: forecasts differ within a bin.",
    formula: "Brier - reliability + resolution - uncertainty",
    edges: "0 where all probabilities of a bin are equal; may be negative.",
    direction: Direction::Neither,
    source: "Stephenson 2008",
    ..RELIABILITY
};

/// The parts of the Brier score; they add up to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BrierParts {
    /// At least 0, lower is better.
    pub reliability: f64,
    /// At least 0, higher is better.
    pub resolution: f64,
    /// In [0, 1].
    pub uncertainty: f64,
    /// Of either sign.
    pub residual: f64,
}

/// The parts of the Brier score.
///
/// # Errors
/// Undefined without examples.
pub fn brier_parts(state: &ClassBins) -> Measured<BrierParts> {
    let n = state.count();
    if n <= 0.0 {
        return Err(Undefined("there are no examples".to_owned()));
    }
    let (mut reliability, mut resolution, mut uncertainty) = (0.0, 0.0, 0.0);
    for bins in state.classes() {
        let frequency = bins.iter().map(|b| b.correct_sum).sum::<f64>() / n;
        let share = |b: &Bin, gap: f64| b.count / n * (gap / b.count).powi(2);
        let filled = || bins.iter().filter(|b| b.count > 0.5);
        reliability += filled().map(|b| share(b, b.confidence_sum - b.correct_sum)).sum::<f64>();
        resolution += filled().map(|b| share(b, b.correct_sum - b.count * frequency)).sum::<f64>();
        uncertainty += frequency * (1.0 - frequency);
    }
    let residual = state.brier() - reliability + resolution - uncertainty;
    Ok(BrierParts { reliability, resolution, uncertainty, residual })
}
