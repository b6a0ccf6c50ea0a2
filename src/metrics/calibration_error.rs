//! ECE and MCE over equal-width bins closed on the right (Guo 2017, eq. 3 and 5).

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined};

/// The registry's entry of `ece`.
pub const ECE: Definition = Definition {
    name: "ece",
    title: "Expected calibration error (ECE)",
    short: "ECE",
    measures: "The mean gap of confidence and accuracy.",
    formula: "Σ_b n_b/N |acc_b - conf_b| over 15 equal-width bins (m/15, (m+1)/15]",
    edges: "Confidence 0 falls into the first bin, 1 into the last; empty bins count nothing. Positive even for a calibrated network.",
    source: "Guo 2017, eq. 3",
    topic: Topic::Calibration,
    subject: Subject::Variant,
    unit: Unit::Fraction,
    direction: Direction::Lower,
    interval: Interval::Basic,
};

/// The registry's entry of `mce`.
pub const MCE: Definition = Definition {
    name: "mce",
    title: "Maximum calibration error (MCE)",
    short: "MCE",
    measures: "The largest gap of confidence and accuracy in a bin.",
    formula: "max over non-empty bins of |acc_b - conf_b|, bins as for the ECE",
    edges: "A bin of one example decides it as readily as one of a thousand.",
    source: "Guo 2017, eq. 5",
    topic: Topic::Calibration,
    subject: Subject::Variant,
    unit: Unit::Fraction,
    direction: Direction::Lower,
    interval: Interval::None("none: a maximum over bins has no resampling interval that fits"),
};

/// Sums of one confidence bin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// Examples, or their weights.
    pub count: f64,
    /// Sum of confidences.
    pub confidence_sum: f64,
    /// Sum of right answers.
    pub correct_sum: f64,
}

impl Bin {
    /// Adds an example.
    pub fn add(&mut self, confidence: f64, correct: f64) {
        self.count += 1.0;
        self.confidence_sum += confidence;
        self.correct_sum += correct;
    }
}

/// Index of the bin (m/M, (m+1)/M] that holds `confidence`; 0 falls into the first.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // few bins, confidence in [0, 1]
pub fn bin_index(confidence: f64, bins: usize) -> usize {
    let m = bins as f64;
    let mut index = ((confidence * m) as usize).min(bins - 1);
    // The edges are m/M in f64, compared by <=.
    while index > 0 && confidence <= index as f64 / m {
        index -= 1;
    }
    while index + 1 < bins && confidence > (index + 1) as f64 / m {
        index += 1;
    }
    index
}

/// Bins of confidences (N) and right answers (N, 0 or 1).
pub fn bins(confidence: &[f64], correct: &[f64], bins: usize) -> Vec<Bin> {
    let mut out = vec![Bin::default(); bins];
    for (confidence, correct) in confidence.iter().zip(correct) {
        out[bin_index(*confidence, bins)].add(*confidence, *correct);
    }
    out
}

/// Σ_b |correct_b - confidence_b| / N, in [0, 1].
///
/// # Errors
/// Undefined without examples.
pub fn ece(bins: &[Bin]) -> Measured<f64> {
    let n: f64 = bins.iter().map(|b| b.count).sum();
    if n <= 0.0 {
        return Err(Undefined("there are no examples".to_owned()));
    }
    Ok(bins.iter().map(|b| (b.correct_sum - b.confidence_sum).abs()).sum::<f64>() / n)
}

/// Largest gap of a non-empty bin, in [0, 1].
///
/// # Errors
/// Undefined without examples.
pub fn mce(bins: &[Bin]) -> Measured<f64> {
    let gaps = bins.iter().filter(|b| b.count > 0.0).map(|b| (b.correct_sum - b.confidence_sum).abs() / b.count);
    gaps.max_by(f64::total_cmp).ok_or_else(|| Undefined("there are no examples".to_owned()))
}
