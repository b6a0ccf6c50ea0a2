//! Off-target entropy: how evenly a network spreads what it does not give to the label.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, off_target, per_row};
use crate::linalg::Rows;

/// The registry's entry of `off_target_entropy`.
pub const DEFINITION: Definition = Definition {
    name: "off_target_entropy",
    title: "Off-target entropy",
    short: "H off",
    measures: "How evenly the probability off the label is spread over the wrong classes.",
    formula: "mean of -Σ_{k≠y} q_k log q_k / log(K - 1), q the softmax of the wrong logits over T; T = 1 unless said",
    edges: "In [0, 1]; 1 for a teacher that fits smoothed targets. Undefined for fewer than three classes. Rises with T: compare teachers at matched γ.",
    source: "Shannon 1948, on the non-target probabilities of Zhao 2022",
    topic: Topic::Information,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// H(q) / log(K - 1) of a row of at least three logits, in [0, 1].
pub fn term(row: &[f32], label: usize, temperature: f64) -> f64 {
    (off_target::entropy(row, label, temperature) / ((row.len() - 1) as f64).ln()).clamp(0.0, 1.0)
}

/// Whether the statistic is defined.
///
/// # Errors
/// Undefined for fewer than three classes, or a temperature that is not positive.
pub fn needs(classes: usize, temperature: f64) -> Measured<()> {
    off_target::check(classes, 3, temperature)
}

/// [`term`] of every example. Logits (N, K), labels (N).
///
/// # Errors
/// As [`needs`].
pub fn per_example(logits: Rows<'_>, labels: &[usize], temperature: f64) -> Measured<Vec<f64>> {
    needs(logits.cols, temperature)?;
    Ok(per_row(logits.rows, |i| term(logits.row(i), labels[i], temperature)))
}
