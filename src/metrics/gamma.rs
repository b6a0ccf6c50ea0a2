//! γ: probability mass off the label (Müller 2019, sec. 4).

use super::definition::{Definition, Direction, Interval, Subject, Unit};
use super::per_row;
use super::softmax::log_softmax;
use crate::linalg::Rows;

/// The registry's entry of `gamma`.
pub const DEFINITION: Definition = Definition {
    name: "gamma",
    title: "Mass off the label (γ)",
    short: "γ",
    measures: "How soft the targets are that this network would give a student.",
    formula: "mean of Σ_{k≠y} p_k · K/(K-1) at T = 1",
    edges: "Equals α for a teacher that fits smoothed targets. Read it on train, where a student learns.",
    source: "Müller 2019, sec. 4",
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// `Σ_{k≠y} p_k · K/(K-1)` at T = 1, summed off the label so that small masses keep their digits. Logits (N, K), K ≥ 2.
#[must_use]
#[allow(clippy::cast_precision_loss)] // class counts are small
pub fn per_example(logits: Rows<'_>, labels: &[usize]) -> Vec<f64> {
    let k = logits.cols as f64;
    per_row(logits.rows, |i| {
        let p = log_softmax(logits.row(i), 1.0);
        p.iter().enumerate().filter(|(j, _)| *j != labels[i]).map(|(_, p)| p.exp()).sum::<f64>() * k / (k - 1.0)
    })
}
