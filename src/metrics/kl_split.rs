//! The KL of distillation, split into what is said of the label and what is said of the other classes (Zhao 2022).
//!
//! KL(p_t || p_s) = KL(b_t || b_s) + (1 - p_t,y) KL(q_t || q_s), b = (p_y, 1 - p_y) and q the probabilities of the wrong classes
//! among themselves. The weight 1 - p_t,y is small for a sure teacher: it then hardly passes on the second part.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::divergence::divergence;
use super::{Measured, off_target, per_row};
use crate::linalg::Rows;

/// The registry's entry of `tckd`.
pub const TARGET: Definition = Definition {
    name: "tckd",
    title: "Target-class part of the KL (TCKD)",
    short: "TCKD",
    measures: "How far the student's confidence in the label is from the teacher's.",
    formula: "mean of KL(b_t || b_s), b = (p_y, 1 - p_y), at T on both sides; T = 1 unless said",
    edges: "≥ 0; finite for finite logits. Undefined for one class. Measured of a teacher and its student, of a variant and its reference, and of the first variants of any two of the first 16 groups.",
    source: "Zhao 2022",
    topic: Topic::Transfer,
    subject: Subject::DirectedPair,
    unit: Unit::Nats,
    direction: Direction::Neither,
    interval: Interval::Percentile,
};

/// The registry's entry of `nckd`.
pub const NON_TARGET: Definition = Definition {
    name: "nckd",
    title: "Non-target-class part of the KL (NCKD)",
    short: "NCKD",
    measures: "How far the student's ranking of the wrong classes is from the teacher's.",
    formula: "mean of KL(q_t || q_s), q the softmax of the wrong logits over T, not weighted by 1 - p_t,y",
    edges: "≥ 0; finite for finite logits. 0 for two classes, which leave one wrong class. Undefined for one class. Measured of a teacher and its student, of a variant and its reference, and of the first variants of any two of the first 16 groups.",
    ..TARGET
};

/// The registry's entry of `nckd_weight`.
pub const WEIGHT: Definition = Definition {
    name: "nckd_weight",
    title: "Weight of the non-target part",
    short: "1 - p_t,y",
    measures: "How much of the non-target part the teacher's confidence lets through.",
    formula: "mean of 1 - p_t,y at T",
    edges: "In [0, 1]. Undefined for one class. Measured of a teacher and its student, of a variant and its reference, and of the first variants of any two of the first 16 groups.",
    unit: Unit::Fraction,
    ..TARGET
};

/// The parts of one example.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// KL(b_t || b_s), nats.
    pub target: f64,
    /// KL(q_t || q_s), nats.
    pub non_target: f64,
    /// 1 - p_t,y.
    pub weight: f64,
}

/// The parts of every example at T on both sides. Both (N, K), labels (N).
///
/// # Errors
/// Undefined for one class, or a temperature that is not positive.
pub fn per_example(teacher: Rows<'_>, student: Rows<'_>, labels: &[usize], temperature: f64) -> Measured<Vec<Split>> {
    off_target::check(teacher.cols, 2, temperature)?;
    Ok(per_row(teacher.rows, |i| {
        let (t, s, y) = (teacher.row(i), student.row(i), labels[i]);
        let (on_t, off_t) = off_target::log_masses(t, y, temperature);
        let (on_s, off_s) = off_target::log_masses(s, y, temperature);
        let [q_t, q_s] = [t, s].map(|row| off_target::log_probabilities(row, y, temperature));
        Split {
            target: divergence(&[on_t, off_t], &[on_s, off_s]).kl,
            non_target: divergence(&q_t, &q_s).kl,
            weight: off_t.exp(),
        }
    }))
}
