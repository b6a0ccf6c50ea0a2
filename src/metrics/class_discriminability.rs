//! Class discriminability: how different the wrong classes are for a network, in probabilities (derived) and logits (inherent).

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, off_target, per_row};
use crate::linalg::Rows;

/// The registry's entry of `class_discriminability`.
pub const DEFINITION: Definition = Definition {
    name: "class_discriminability",
    title: "Class discriminability, derived",
    short: "Discr",
    measures: "How different the probabilities are that a student sees on the wrong classes.",
    formula: "mean of Var_{k≠y}(p_k) at T; variance over the K - 1 wrong classes, divided by K - 1; T = 1 unless said",
    edges: "Undefined for fewer than three classes. Falls where the network is sure of the label: compare teachers at matched γ.",
    source: "penult's own",
    topic: Topic::Information,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// The registry's entry of `class_discriminability_inherent`.
pub const INHERENT: Definition = Definition {
    name: "class_discriminability_inherent",
    title: "Class discriminability, inherent",
    short: "Discr z",
    measures: "How different the logits of the wrong classes are.",
    formula: "mean of Var_{k≠y}(z_k); variance over the K - 1 wrong classes, divided by K - 1",
    edges: "Undefined for fewer than three classes. Grows with the scale of the logits.",
    ..DEFINITION
};

/// Var_{k≠y}(p_k) of every example. Logits (N, K), labels (N).
///
/// # Errors
/// Undefined for fewer than three classes, or a temperature that is not positive.
pub fn derived_per_example(logits: Rows<'_>, labels: &[usize], temperature: f64) -> Measured<Vec<f64>> {
    off_target::check(logits.cols, 3, temperature)?;
    Ok(per_row(logits.rows, |i| {
        let (row, label) = (logits.row(i), labels[i]);
        let off = off_target::log_masses(row, label, temperature).1;
        let log_q = off_target::log_probabilities(row, label, temperature);
        variance(&log_q.iter().map(|l| (l + off).exp()).collect::<Vec<f64>>())
    }))
}

/// Var_{k≠y}(z_k) of every example. Logits (N, K), labels (N).
///
/// # Errors
/// Undefined for fewer than three classes.
pub fn inherent_per_example(logits: Rows<'_>, labels: &[usize]) -> Measured<Vec<f64>> {
    off_target::check(logits.cols, 3, 1.0)?;
    Ok(per_row(logits.rows, |i| variance(&off_target::wrong_logits(logits.row(i), labels[i], 1.0))))
}

fn variance(values: &[f64]) -> f64 {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n
}
