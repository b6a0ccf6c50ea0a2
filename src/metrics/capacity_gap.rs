//! Capacity gap: what a larger teacher does to the same student (Cho 2019; Mirzadeh 2020).
//!
//! Fed with one student network's accuracies under teachers of different size; read by the transfer section.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::rank_correlation::{RankCorrelation, rank_correlation};
use super::{Measured, Undefined};

/// The registry's entry of `capacity_gap`.
pub const DEFINITION: Definition = Definition {
    name: "capacity_gap",
    title: "Capacity gap",
    short: "Gap/2×",
    measures: "What the student gains or loses each time its teacher doubles in size.",
    formula: "least-squares slope of the student's accuracy on log2(teacher parameters / student parameters), over the teachers of one student network and recipe; Spearman's ρ and its permutation p beside it",
    edges: "A difference of fractions per doubling; < 0: larger teachers teach worse. Undefined for fewer than three teachers, or where all are of one size.",
    source: "penult's own, after Cho 2019 and Mirzadeh 2020",
    topic: Topic::Transfer,
    subject: Subject::Study,
    unit: Unit::Fraction,
    direction: Direction::Higher,
    interval: Interval::None("none over examples: it rests on the teachers, few as they are; see the permutation p"),
};

/// A teacher and what became of its student.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taught {
    /// Parameters of the teacher over those of the student, > 0.
    pub size_ratio: f64,
    /// Accuracy of the student, in [0, 1].
    pub student_accuracy: f64,
}

/// Slope and rank correlation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CapacityGap {
    /// Accuracy of the student per doubling of the teacher.
    pub slope: f64,
    /// Rank correlation of size and accuracy; undefined where the accuracies do not vary.
    pub rank: Option<RankCorrelation>,
}

/// The capacity gap of one student network over its teachers.
///
/// # Errors
/// Undefined for fewer than three teachers, for a size ratio that is not positive, or where all teachers are of one size.
pub fn capacity_gap(taught: &[Taught], seed: u64) -> Measured<CapacityGap> {
    if taught.len() < 3 {
        return Err(Undefined(format!("a capacity gap needs three teachers of one student, found {}", taught.len())));
    }
    if let Some(t) = taught.iter().find(|t| !(t.size_ratio > 0.0 && t.size_ratio.is_finite())) {
        return Err(Undefined(format!("a teacher is {} times the student's size", t.size_ratio)));
    }
    let n = taught.len() as f64;
    let x: Vec<f64> = taught.iter().map(|t| t.size_ratio.log2()).collect();
    let y: Vec<f64> = taught.iter().map(|t| t.student_accuracy).collect();
    let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let xx: f64 = x.iter().map(|x| (x - mx).powi(2)).sum();
    let xy: f64 = x.iter().zip(&y).map(|(x, y)| (x - mx) * (y - my)).sum();
    if xx <= 1e-18 {
        return Err(Undefined("all teachers are of one size".to_owned()));
    }
    Ok(CapacityGap { slope: xy / xx, rank: rank_correlation(&x, &y, seed).ok() })
}
