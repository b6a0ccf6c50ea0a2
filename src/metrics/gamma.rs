//! γ: probability mass off the label (Müller 2019, sec. 4).

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::softmax::{Softmax, per_softmax};
use super::{Measured, Undefined};
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
    topic: Topic::Information,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// `Σ_{k≠y} p_k · K/(K-1)` at T = 1.
pub fn term(row: &Softmax<'_>, label: usize) -> f64 {
    let k = row.logits.len() as f64;
    row.mass_off(label) * k / (k - 1.0)
}

/// Whether γ is defined.
///
/// # Errors
/// Undefined for one class, which leaves no mass off the label.
pub fn needs(classes: usize) -> Measured<()> {
    if classes < 2 {
        return Err(Undefined("γ needs two classes".to_owned()));
    }
    Ok(())
}

/// [`term`] of each row. Logits (N, K), labels (N).
///
/// # Errors
/// As [`needs`].
pub fn per_example(logits: Rows<'_>, labels: &[usize]) -> Measured<Vec<f64>> {
    needs(logits.cols)?;
    Ok(per_softmax(logits, |_| 1.0, |row, i| term(row, labels[i])))
}
