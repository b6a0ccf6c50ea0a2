//! Logit gap: the label's logit above the mean of the wrong ones; and the smoothing α that would explain it.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::distribution::quantiles;
use super::{Measured, Undefined, off_target, per_row};
use crate::linalg::Rows;

/// The registry's entry of `logit_gap`.
pub const DEFINITION: Definition = Definition {
    name: "logit_gap",
    title: "Logit gap",
    short: "Gap",
    measures: "How far the label's logit is above the mean of the others.",
    formula: "mean of z_y - mean_{k≠y} z_k",
    edges: "Undefined for one class. log((1 - α + α/K)/(α/K)) for a teacher that fits smoothed targets: log 91 for K = 10, α = 0.1. Grows without end on hard labels.",
    source: "the optimum of the smoothed cross-entropy of Müller 2019, sec. 2",
    topic: Topic::Information,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// The registry's entry of `estimated_alpha`.
pub const ALPHA: Definition = Definition {
    name: "estimated_alpha",
    title: "Estimated smoothing (α̂)",
    short: "α̂",
    measures: "The label smoothing at whose optimum the logit gaps would be what they are.",
    formula: "K / (e^m + K - 1), m the median logit gap; α in Müller's convention, (1 - α) on the label plus α/K everywhere",
    edges: "Undefined where the median gap is negative. Means smoothing only where the gaps are narrow (see its quartiles) and only on the examples that were trained on. Shen's convention, α off the label, has (K - 1)/K of it.",
    source: "penult's own: the smoothed optimum solved for α",
    topic: Topic::Information,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::None("none: the quartiles beside it say how narrow the gaps are"),
};

/// z_y - mean_{k≠y} z_k of every example. Logits (N, K), labels (N).
///
/// # Errors
/// Undefined for one class.
pub fn per_example(logits: Rows<'_>, labels: &[usize]) -> Measured<Vec<f64>> {
    off_target::check(logits.cols, 2, 1.0)?;
    Ok(per_row(logits.rows, |i| gap(logits.row(i), labels[i])))
}

/// z_y - mean_{k≠y} z_k of one row of at least two classes.
pub fn gap(row: &[f32], label: usize) -> f64 {
    let wrong = off_target::wrong_logits(row, label, 1.0);
    f64::from(row[label]) - wrong.iter().sum::<f64>() / wrong.len() as f64
}

/// α at the quartiles of the gaps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EstimatedAlpha {
    /// At the median gap.
    pub alpha: f64,
    /// At the third quartile of the gaps.
    pub low: f64,
    /// At the first quartile of the gaps; above 1 where that gap is negative.
    pub high: f64,
}

/// α of the gaps (N) of a network of K classes.
///
/// # Errors
/// Undefined without examples, for one class, or where the median gap is negative.
pub fn estimated_alpha(gaps: &[f64], classes: usize) -> Measured<EstimatedAlpha> {
    off_target::check(classes, 2, 1.0)?;
    let quartiles = quantiles(gaps, &[0.25, 0.5, 0.75])?;
    if quartiles[1] < 0.0 {
        return Err(Undefined(format!(
            "the median logit gap is {:.3}: the label's logit is not above the others",
            quartiles[1]
        )));
    }
    let k = classes as f64;
    let [high, alpha, low] = [0, 1, 2].map(|i: usize| k / (quartiles[i].exp_m1() + k));
    Ok(EstimatedAlpha { alpha, low, high })
}
