//! Brier score, summed over classes.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::softmax::{Softmax, per_softmax};
use crate::linalg::{Rows, dot};

/// The registry's entry of `brier`.
pub const DEFINITION: Definition = Definition {
    name: "brier",
    title: "Brier score",
    short: "Brier",
    measures: "Squared distance of the probabilities from the label.",
    formula: "mean of Σ_k (p_k - 1{k = y})², summed over classes",
    edges: "In [0, 2].",
    source: "Brier 1950",
    topic: Topic::Calibration,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Lower,
    interval: Interval::Percentile,
};

/// `Σ_k (p_k - 1{k=y})²`, in [0, 2].
pub fn term(row: &Softmax<'_>, label: usize) -> f64 {
    let (p, off) = (row.probabilities, row.mass_off(label));
    // 1 - p_y is the mass off the label.
    dot(&p[..label], &p[..label]) + dot(&p[label + 1..], &p[label + 1..]) + off * off
}

/// [`term`] of each row. Logits (N, K), labels (N).
pub fn per_example(logits: Rows<'_>, labels: &[usize]) -> Vec<f64> {
    per_softmax(logits, |_| 1.0, |row, i| term(row, labels[i]))
}
