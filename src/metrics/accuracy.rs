//! Top-1 and top-5 accuracy.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::softmax::{Softmax, argmax, per_softmax};
use super::{Measured, Undefined, per_row};
use crate::linalg::Rows;

/// The registry's entry of `accuracy`.
pub const DEFINITION: Definition = Definition {
    name: "accuracy",
    title: "Top-1 accuracy",
    short: "Acc",
    measures: "The share of examples whose largest logit is the label's.",
    formula: "mean of 1{argmax_k z_k = y}",
    edges: "Ties go to the lowest class.",
    source: "standard",
    topic: Topic::Accuracy,
    subject: Subject::Variant,
    unit: Unit::Fraction,
    direction: Direction::Higher,
    interval: Interval::Percentile,
};

/// The registry's entry of `top5_accuracy`.
pub const TOP5: Definition = Definition {
    name: "top5_accuracy",
    title: "Top-5 accuracy",
    short: "Top-5",
    measures: "The share of examples whose label is among the five largest logits.",
    formula: "mean of 1{fewer than 5 classes come before y}",
    edges: "Undefined for K ≤ 5. Ties go to the lowest class.",
    source: "standard",
    topic: Topic::Accuracy,
    subject: Subject::Variant,
    unit: Unit::Fraction,
    direction: Direction::Higher,
    interval: Interval::Percentile,
};

/// 1 where the largest logit is the label's, else 0.
pub fn term(row: &Softmax<'_>, label: usize) -> f64 {
    of_logits(row.logits, label)
}

fn of_logits(row: &[f32], label: usize) -> f64 {
    f64::from(u8::from(argmax(row) == label))
}

/// [`term`] of each row. Logits (N, K), labels (N).
pub fn per_example(logits: Rows<'_>, labels: &[usize]) -> Vec<f64> {
    per_row(logits.rows, |i| of_logits(logits.row(i), labels[i]))
}

/// 1 where fewer than five classes come before the label's (ties go to the lowest class), else 0.
pub fn top5_term(row: &Softmax<'_>, label: usize) -> f64 {
    let (own, z) = (row.logits[label], row.logits);
    let above = |z: &&f32| **z > own;
    let before = z[..label].iter().filter(|z| **z >= own).count() + z[label..].iter().filter(above).count();
    f64::from(u8::from(before < 5))
}

/// Whether top-5 accuracy is defined.
///
/// # Errors
/// Undefined for K ≤ 5.
pub fn top5_needs(classes: usize) -> Measured<()> {
    if classes <= 5 {
        return Err(Undefined(format!("top-5 says nothing with {classes} classes")));
    }
    Ok(())
}

/// [`top5_term`] of each row.
///
/// # Errors
/// As [`top5_needs`].
pub fn top5_per_example(logits: Rows<'_>, labels: &[usize]) -> Measured<Vec<f64>> {
    top5_needs(logits.cols)?;
    Ok(per_softmax(logits, |_| 1.0, |row, i| top5_term(row, labels[i])))
}
