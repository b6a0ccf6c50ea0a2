//! Predictive KL divergence at T = 1 (Stanton 2021, eq. 3).

use super::definition::{Definition, Direction, Interval, Subject, Unit};
use super::per_row;
use super::softmax::log_softmax;
use crate::linalg::Rows;

/// The registry's entry of `kl`.
pub const DEFINITION: Definition = Definition {
    name: "kl",
    title: "Predictive KL divergence",
    short: "KL",
    measures: "How far b's probabilities are from a's.",
    formula: "mean of KL(p_a || p_b) at T = 1",
    edges: "≥ 0; finite for finite logits.",
    source: "Stanton 2021, eq. 3",
    subject: Subject::Pair,
    unit: Unit::Nats,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// KL(p_a || p_b), nats, ≥ 0. Both (N, K).
pub fn per_example(a: Rows<'_>, b: Rows<'_>) -> Vec<f64> {
    per_row(a.rows, |i| {
        let (p, q) = (log_softmax(a.row(i), 1.0), log_softmax(b.row(i), 1.0));
        p.iter().zip(&q).map(|(p, q)| p.exp() * (p - q)).sum()
    })
}
