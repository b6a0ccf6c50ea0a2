//! Negative log-likelihood.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::softmax::{Softmax, per_softmax};
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
    topic: Topic::Calibration,
    subject: Subject::Variant,
    unit: Unit::Nats,
    direction: Direction::Lower,
    interval: Interval::Percentile,
};

/// -log softmax(z)_y, nats.
pub fn term(row: &Softmax<'_>, label: usize) -> f64 {
    -row.log_probability(label)
}

/// [`term`] of each row at a temperature. Logits (N, K), labels (N).
pub fn per_example(logits: Rows<'_>, labels: &[usize], temperature: f64) -> Vec<f64> {
    per_softmax(logits, |_| temperature, |row, i| term(row, labels[i]))
}
