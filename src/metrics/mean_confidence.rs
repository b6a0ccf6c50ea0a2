//! Confidence: the largest probability.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::softmax::{Softmax, per_softmax};
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
    topic: Topic::Calibration,
    subject: Subject::Variant,
    unit: Unit::Fraction,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// `max_k p_k`, in [1/K, 1].
pub fn term(row: &Softmax<'_>, _label: usize) -> f64 {
    row.largest
}

/// [`term`] of each row. Logits (N, K).
pub fn per_example(logits: Rows<'_>) -> Vec<f64> {
    per_softmax(logits, |_| 1.0, |row, _| row.largest)
}
