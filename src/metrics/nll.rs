//! Negative log-likelihood.

use super::definition::{Definition, Direction, Interval, Subject, Unit};
use super::per_row;
use super::softmax::log_softmax;
use crate::linalg::Rows;

/// The registry's entry of `nll`.
pub const DEFINITION: Definition = Definition {
    name: "nll",
    title: "Negative log-likelihood (NLL)",
    short: "NLL",
    measures: "How improbable the labels are to the network.",
    formula: "mean of -log softmax(z)_y, natural logarithm",
    edges: "Finite for finite logits.",
    source: "standard",
    subject: Subject::Variant,
    unit: Unit::Nats,
    direction: Direction::Lower,
    interval: Interval::Percentile,
};

/// -log softmax(z/T)_y, nats. Logits (N, K), labels (N).
pub fn per_example(logits: Rows<'_>, labels: &[usize], temperature: f64) -> Vec<f64> {
    per_row(logits.rows, |i| -log_softmax(logits.row(i), temperature)[labels[i]])
}

/// The same with a temperature an example (N).
pub fn per_example_with(logits: Rows<'_>, labels: &[usize], temperatures: &[f64]) -> Vec<f64> {
    per_row(logits.rows, |i| -log_softmax(logits.row(i), temperatures[i])[labels[i]])
}
