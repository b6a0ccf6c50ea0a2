//! Confidence: the largest probability.

use super::definition::{Definition, Direction, Interval, Subject, Unit};
use super::per_row;
use super::softmax::log_softmax;
use crate::linalg::Rows;

/// The registry's entry of `mean_confidence`.
pub const DEFINITION: Definition = Definition {
    name: "mean_confidence",
    title: "Mean confidence",
    short: "Conf",
    measures: "How sure the network is of its first answer.",
    formula: "mean of max_k p_k",
    edges: "In [1/K, 1].",
    source: "standard",
    subject: Subject::Variant,
    unit: Unit::Fraction,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

fn confidence(row: &[f32], temperature: f64) -> f64 {
    log_softmax(row, temperature).into_iter().fold(f64::NEG_INFINITY, f64::max).exp().min(1.0)
}

/// `max_k p_k`, in [1/K, 1]. Logits (N, K).
pub fn per_example(logits: Rows<'_>) -> Vec<f64> {
    per_row(logits.rows, |i| confidence(logits.row(i), 1.0))
}

/// The same with a temperature an example (N).
pub fn per_example_with(logits: Rows<'_>, temperatures: &[f64]) -> Vec<f64> {
    per_row(logits.rows, |i| confidence(logits.row(i), temperatures[i]))
}
