//! Predictive entropy.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::softmax::{Softmax, per_softmax};
use crate::linalg::Rows;

/// The registry's entry of `entropy`.
pub const DEFINITION: Definition = Definition {
    name: "entropy",
    title: "Predictive entropy",
    short: "Entropy",
    measures: "How widely the probabilities are spread.",
    formula: "mean of -Σ_k p_k log p_k",
    edges: "In [0, log K].",
    source: "Shannon 1948",
    topic: Topic::Calibration,
    subject: Subject::Variant,
    unit: Unit::Nats,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// `-Σ_k p_k log p_k`, nats, in [0, log K].
pub fn term(row: &Softmax<'_>, _label: usize) -> f64 {
    -row.mean_log_probability()
}

/// [`term`] of each row. Logits (N, K).
pub fn per_example(logits: Rows<'_>) -> Vec<f64> {
    per_softmax(logits, |_| 1.0, |row, _| term(row, 0))
}
