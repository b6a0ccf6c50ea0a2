//! Brier score, summed over classes.

use super::definition::{Definition, Direction, Interval, Subject, Unit};
use super::per_row;
use super::softmax::log_softmax;
use crate::linalg::Rows;

/// The registry's entry of `brier`.
pub const DEFINITION: Definition = Definition {
    name: "brier",
    title: "Brier score",
    short: "Brier",
    measures: "Squared distance of the probabilities from the label.",
    formula: "mean of Σ_k (p_k - 1{k = y})², summed over classes",
    edges: "In [0, 2].",
    source: "Brier 1950",
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Lower,
    interval: Interval::Percentile,
};

/// `Σ_k (p_k - 1{k=y})²`, in [0, 2]. Logits (N, K), labels (N).
pub fn per_example(logits: Rows<'_>, labels: &[usize]) -> Vec<f64> {
    per_row(logits.rows, |i| {
        let p = log_softmax(logits.row(i), 1.0);
        p.iter().enumerate().map(|(k, p)| (p.exp() - f64::from(u8::from(k == labels[i]))).powi(2)).sum()
    })
}
