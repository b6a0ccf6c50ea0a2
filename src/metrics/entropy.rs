//! Predictive entropy.

use super::definition::{Definition, Direction, Interval, Subject, Unit};
use super::per_row;
use super::softmax::log_softmax;
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
    subject: Subject::Variant,
    unit: Unit::Nats,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// `-Σ_k p_k log p_k`, nats, in [0, log K]. Logits (N, K).
pub fn per_example(logits: Rows<'_>) -> Vec<f64> {
    per_row(logits.rows, |i| {
        -log_softmax(logits.row(i), 1.0).iter().map(|l| if *l > -700.0 { l.exp() * l } else { 0.0 }).sum::<f64>()
    })
}
