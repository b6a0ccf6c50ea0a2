//! Class separation R² (Kornblith, Chen, Lee, Norouzi 2021, eq. 11).
//!
//! With u = h/||h||, `mu_k` the mean of u in class k, mu the mean of the `mu_k`:
//! R² = (mean_k ||mu_k||² - ||mu||²) / (1 - ||mu||²). Self-pairs included, classes weighted equally.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Mergeable, Undefined};
use crate::linalg::dot;

/// The registry's entry of `class_separation`.
pub const DEFINITION: Definition = Definition {
    name: "class_separation",
    title: "Class separation (R²)",
    short: "R²",
    measures: "How tight the classes are, against their distances, in the penultimate features.",
    formula: "1 - d_within/d_total; cosine distance on uncentred penultimate features; self-pairs included; classes weighted equally",
    edges: "At most 1. Features of norm 0 have no direction: left out and counted. Undefined with fewer than two classes or where all features have one direction.",
    source: "Kornblith 2021, eq. 11",
    topic: Topic::Geometry,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// Class sums of normalised features, or of some columns of them; states add and subtract.
#[derive(Clone, Debug)]
pub struct State {
    sums: Vec<f64>,
    counts: Vec<f64>,
    width: usize,
    /// Rows of zero norm, which have no direction and are left out.
    pub skipped: usize,
}

/// ||h||.
pub fn norm(row: &[f32]) -> f64 {
    row.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt()
}

impl State {
    /// An empty state of K classes and D features, or as many columns.
    pub fn new(classes: usize, width: usize) -> Self {
        Self { sums: vec![0.0; classes * width], counts: vec![0.0; classes], width, skipped: 0 }
    }

    /// Adds one feature row (D).
    pub fn push(&mut self, row: &[f32], label: usize) {
        self.push_columns(row, norm(row), label);
    }

    /// Adds some columns of a feature row of this norm.
    pub fn push_columns(&mut self, columns: &[f32], norm: f64, label: usize) {
        if norm <= 0.0 {
            self.skipped += 1;
            return;
        }
        self.counts[label] += 1.0;
        let sum = &mut self.sums[label * self.width..(label + 1) * self.width];
        sum.iter_mut().zip(columns).for_each(|(s, x)| *s += f64::from(*x) / norm);
    }

    /// What these columns add to R².
    pub fn parts(&self) -> Parts {
        let present: Vec<usize> = (0..self.counts.len()).filter(|k| self.counts[*k] > 0.5).collect();
        let k = present.len() as f64;
        let mut mean = vec![0.0; self.width];
        let mut within = 0.0;
        for class in &present {
            let sum = &self.sums[class * self.width..(class + 1) * self.width];
            let share = 1.0 / self.counts[*class];
            mean.iter_mut().zip(sum).for_each(|(m, s)| *m += s * share);
            within += dot(sum, sum) * share * share;
        }
        Parts { classes: present.len(), within: within / k, square: dot(&mean, &mean) / (k * k) }
    }

    /// R², at most 1; higher is tighter.
    ///
    /// # Errors
    /// As [`Parts::value`].
    pub fn value(&self) -> Measured<f64> {
        self.parts().value()
    }
}

/// Sums over columns of which R² is made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts {
    classes: usize,
    within: f64, // mean_k ||mu_k||²
    square: f64, // ||mu||²
}

impl Parts {
    /// Adds those of other columns of the same examples.
    pub fn add(&mut self, other: Self) {
        self.classes = other.classes;
        self.within += other.within;
        self.square += other.square;
    }

    /// R², at most 1; higher is tighter.
    ///
    /// # Errors
    /// Undefined with fewer than two classes, or where all features have one direction.
    pub fn value(&self) -> Measured<f64> {
        if self.classes < 2 {
            return Err(Undefined(format!("class separation needs two classes, found {}", self.classes)));
        }
        let total = 1.0 - self.square;
        if total <= 1e-12 {
            return Err(Undefined("all features have one direction, so there is nothing to separate".to_owned()));
        }
        Ok((self.within - self.square) / total)
    }
}

impl Mergeable for State {
    fn merge(&mut self, other: &Self) {
        self.sums.iter_mut().zip(&other.sums).for_each(|(a, b)| *a += b);
        self.counts.iter_mut().zip(&other.counts).for_each(|(a, b)| *a += b);
        self.skipped += other.skipped;
    }

    fn subtract(&mut self, other: &Self) {
        self.sums.iter_mut().zip(&other.sums).for_each(|(a, b)| *a -= b);
        self.counts.iter_mut().zip(&other.counts).for_each(|(a, b)| *a -= b);
        self.skipped -= other.skipped;
    }
}
