//! Margin: the label's logit above the largest wrong one, negative where the answer is wrong.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, off_target, per_row};
use crate::linalg::Rows;

/// The registry's entry of `margin`.
pub const DEFINITION: Definition = Definition {
    name: "margin",
    title: "Margin",
    short: "Margin",
    measures: "How far the label's logit is above the largest other one.",
    formula: "mean of z_y - max_{k≠y} z_k",
    edges: "Undefined for one class. Negative where the answer is wrong; 0 in a tie.",
    source: "standard",
    topic: Topic::Information,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// z_y - max_{k≠y} z_k of every example. Logits (N, K), labels (N).
///
/// # Errors
/// Undefined for one class.
pub fn per_example(logits: Rows<'_>, labels: &[usize]) -> Measured<Vec<f64>> {
    off_target::check(logits.cols, 2, 1.0)?;
    Ok(per_row(logits.rows, |i| {
        let largest =
            off_target::wrong_logits(logits.row(i), labels[i], 1.0).into_iter().fold(f64::NEG_INFINITY, f64::max);
        f64::from(logits.row(i)[labels[i]]) - largest
    }))
}
