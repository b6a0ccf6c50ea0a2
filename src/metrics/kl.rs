//! Predictive KL divergence at T = 1 (Stanton 2021, eq. 3).

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::softmax::{Softmax, per_softmax};
use crate::linalg::{Rows, sum_of_three};

/// The registry's entry of `kl`.
pub const DEFINITION: Definition = Definition {
    name: "kl",
    title: "Predictive KL divergence",
    short: "KL",
    measures: "How far b's probabilities are from a's.",
    formula: "mean of KL(p_a || p_b) at T = 1",
    edges: "≥ 0; finite for finite logits.",
    source: "Stanton 2021, eq. 3",
    topic: Topic::Transfer,
    subject: Subject::DirectedPair,
    unit: Unit::Nats,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// KL(p_a || p_b), nats, ≥ 0, from b's logits and their log Σ exp.
pub fn term(a: &Softmax<'_>, b: &[f32], b_log_sum: f64) -> f64 {
    let gap = a.log_sum() - b_log_sum;
    sum_of_three(a.probabilities, a.logits, b, |p, a, b| p * ((f64::from(a) - f64::from(b)) - gap))
}

/// [`term`] of each row. Both (N, K).
pub fn per_example(a: Rows<'_>, b: Rows<'_>) -> Vec<f64> {
    let log_sums = per_softmax(b, |_| 1.0, |row, _| row.log_sum());
    per_softmax(a, |_| 1.0, |row, i| term(row, b.row(i), log_sums[i]))
}
