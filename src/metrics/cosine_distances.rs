//! Cosine distances within classes and over all, the two parts of class separation, and class separation without self-pairs
//! (Kornblith, Chen, Lee, Norouzi 2021, eq. 11).
//!
//! With u = h/||h||, `mu_k` the mean of u in class k and mu the mean of the `mu_k`: `d_within` = 1 - mean_k ||mu_k||²,
//! `d_total` = 1 - ||mu||². Without self-pairs, ||mu_k||² becomes (n_k ||mu_k||² - 1)/(n_k - 1) in both.

use super::class_sums::{ClassMeans, ClassSums};
use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined};
use crate::linalg::dot;

/// The registry's entry of `d_within`.
pub const WITHIN: Definition = Definition {
    name: "d_within",
    title: "Cosine distance within classes",
    short: "d_within",
    measures: "How far examples of one class are apart, by direction.",
    formula: "mean over classes of the mean cosine distance of two examples of the class; uncentred penultimate features; self-pairs included",
    edges: "In [0, 1]. Features of norm 0 have no direction and are left out. Undefined with fewer than two classes.",
    source: "Kornblith 2021, eq. 11",
    topic: Topic::Geometry,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// The registry's entry of `d_total`.
pub const TOTAL: Definition = Definition {
    name: "d_total",
    title: "Cosine distance over all classes",
    short: "d_total",
    measures: "How far any two examples are apart, by direction.",
    formula: "mean over all pairs of classes, a class with itself among them, of the mean cosine distance of their examples",
    edges: "In [0, 1]. Features of norm 0 are left out. Undefined with fewer than two classes.",
    ..WITHIN
};

/// The registry's entry of `class_separation_unbiased`.
pub const SEPARATION: Definition = Definition {
    name: "class_separation_unbiased",
    title: "Class separation (R²) without self-pairs",
    short: "R² (unb.)",
    measures: "Class separation without the gain of counting an example's distance 0 to itself.",
    formula: "1 - d_within/d_total, pairs of an example with itself left out of both",
    edges: "At most 1; may be negative. Undefined where a class has one example, with fewer than two classes, or where all features have one direction.",
    source: "Kornblith 2021, eq. 11, self-pairs left out",
    ..WITHIN
};

/// Adds the direction of a feature row (D); false where its norm is 0 and it has none.
pub fn push(sums: &mut ClassSums, row: &[f32], label: usize) -> bool {
    let norm = row.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt();
    if norm > 0.0 {
        sums.push(row.iter().map(|x| f64::from(*x) / norm), label);
    }
    norm > 0.0
}

/// Squared norms of the means of the directions: of the mean of all, and of every class (C).
fn squares(means: &ClassMeans) -> (f64, Vec<f64>) {
    let centre = dot(&means.centre, &means.centre);
    let of = |c: usize| means.row(c).iter().zip(&means.centre).map(|(m, g)| (m + g).powi(2)).sum();
    (centre, (0..means.classes.len()).map(of).collect())
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Cosine distance within classes from the means of directions, in [0, 1].
pub fn within(means: &ClassMeans) -> f64 {
    (1.0 - mean(&squares(means).1)).max(0.0)
}

/// Cosine distance over all pairs from the means of directions, in [0, 1].
pub fn total(means: &ClassMeans) -> f64 {
    (1.0 - squares(means).0).max(0.0)
}

/// Class separation without self-pairs from the means of directions, at most 1.
///
/// # Errors
/// Undefined where a class has one example, or where all features have one direction.
pub fn separation(means: &ClassMeans) -> Measured<f64> {
    if let Some(c) = means.counts.iter().position(|n| *n < 1.5) {
        return Err(Undefined(format!("class {} has one example, and so no pair", means.classes[c])));
    }
    let (centre, squares) = squares(means);
    let others: Vec<f64> = squares.iter().zip(&means.counts).map(|(s, n)| (n * s - 1.0) / (n - 1.0)).collect();
    let within = 1.0 - mean(&others);
    let total = 1.0 - (centre + (mean(&others) - mean(&squares)) / squares.len() as f64);
    if total <= 1e-12 {
        return Err(Undefined("all features have one direction, so there is nothing to separate".to_owned()));
    }
    Ok(1.0 - within / total)
}
