//! γ: probability mass off the label (Müller 2019, sec. 4).

use super::definition::{Definition, Direction, Interval, Subject, Unit};
use super::softmax::log_softmax;
use super::{Measured, Undefined, per_row};
use crate::linalg::Rows;

/// The registry's entry of `gamma`.
pub const DEFINITION: Definition = Definition {
    name: "gamma",
    title: "Mass off the label (γ)",
    short: "γ",
    measures: "How soft the targets are that this network would give a student.",
    formula: "mean of Σ_{k≠y} p_k · K/(K-1) at T = 1",
    edges: "Undefined for one class. Equals α for a teacher that fits smoothed targets. Read it on train, where a student learns.",
    source: "Müller 2019, sec. 4",
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// `Σ_{k≠y} p_k · K/(K-1)` at T = 1, summed off the label so that small masses keep their digits. Logits (N, K).
///
/// # Errors
/// Undefined for one class, which leaves no mass off the label.
pub fn per_example(logits: Rows<'_>, labels: &[usize]) -> Measured<Vec<f64>> {
    let k = logits.cols as f64;
    if logits.cols < 2 {
        return Err(Undefined("γ needs two classes".to_owned()));
    }
    Ok(per_row(logits.rows, |i| {
        let p = log_softmax(logits.row(i), 1.0);
        p.iter().enumerate().filter(|(j, _)| *j != labels[i]).map(|(_, p)| p.exp()).sum::<f64>() * k / (k - 1.0)
    }))
}
