//! Residual variance of the wrong logits within classes: what the logits say of an example beyond its class.
//!
//! With r_ik = z_ik - mean_{l≠y} z_il for k ≠ y and r̄_c its mean in class c: mean ||r_i||² = V_within + V_between, where
//! V_within = 1/N Σ_i ||r_i - r̄_{y_i}||² and V_between = Σ_c n_c/N ||r̄_c||². The residuals of different classes live in
//! different coordinates, so there is no covariance across classes.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::logit_gap::gap;
use super::{Measured, Mergeable, Undefined, add, off_target};

/// The registry's entry of `wrong_logit_variance`.
pub const DEFINITION: Definition = Definition {
    name: "wrong_logit_variance",
    title: "Within-class variance of the wrong logits (V_within)",
    short: "V within",
    measures: "How much the wrong logits differ between examples of one class.",
    formula: "1/N Σ_i ||r_i - r̄_{y_i}||², r_ik = z_ik - mean_{l≠y} z_il over k ≠ y",
    edges: "Undefined for fewer than three classes. 0 where every example of a class has the same wrong logits, and for classes of one example. Grows with the scale of the logits: compare its ratios.",
    source: "penult's own",
    topic: Topic::Information,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// The registry's entry of `wrong_logit_variance_ratio`.
pub const RATIO: Definition = Definition {
    name: "wrong_logit_variance_ratio",
    title: "V_within / V_between of the wrong logits",
    short: "Vw/Vb",
    measures: "How much the wrong logits say of an example, against what they say of its class.",
    formula: "V_within / V_between, V_between = Σ_c n_c/N ||r̄_c||²",
    edges: "Undefined for fewer than three classes, or where the class means of the residuals are 0. Does not depend on the scale of the logits.",
    ..DEFINITION
};

/// The registry's entry of `wrong_logit_variance_of_gap`.
pub const OF_GAP: Definition = Definition {
    name: "wrong_logit_variance_of_gap",
    title: "V_within / squared logit gap",
    short: "Vw/gap²",
    measures: "The same, against the squared distance of the label's logit to the wrong ones.",
    formula: "V_within / mean (z_y - mean_{k≠y} z_k)²",
    edges: "Undefined for fewer than three classes, or where every gap is 0. Does not depend on the scale of the logits.",
    ..DEFINITION
};

/// Sums of the residuals of each class.
#[derive(Clone, Debug)]
pub struct State {
    classes: usize,
    counts: Vec<f64>,
    sums: Vec<f64>,  // (K, K - 1): Σ r over the examples of class c
    squares: f64,    // Σ ||r||²
    gap_square: f64, // Σ gap²
}

/// The two variances and the gap, in squared logits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variances {
    /// V_within.
    pub within: f64,
    /// V_between.
    pub between: f64,
    /// Mean squared logit gap.
    pub gap_square: f64,
}

impl State {
    /// An empty state of K classes.
    ///
    /// # Errors
    /// Undefined for fewer than three classes.
    pub fn new(classes: usize) -> Measured<Self> {
        off_target::check(classes, 3, 1.0)?;
        let sums = vec![0.0; classes * (classes - 1)];
        Ok(Self { classes, counts: vec![0.0; classes], sums, squares: 0.0, gap_square: 0.0 })
    }

    /// Adds one row of logits (K).
    pub fn push(&mut self, row: &[f32], label: usize) {
        let wrong = off_target::wrong_logits(row, label, 1.0);
        let mean = wrong.iter().sum::<f64>() / wrong.len() as f64;
        self.counts[label] += 1.0;
        self.gap_square += gap(row, label).powi(2);
        let width = self.classes - 1;
        for (sum, z) in self.sums[label * width..(label + 1) * width].iter_mut().zip(&wrong) {
            *sum += z - mean;
            self.squares += (z - mean).powi(2);
        }
    }

    /// The variances, in squared logits.
    ///
    /// # Errors
    /// Undefined without examples.
    pub fn value(&self) -> Measured<Variances> {
        let n: f64 = self.counts.iter().sum();
        if n < 0.5 {
            return Err(Undefined("there are no examples".to_owned()));
        }
        let of_class = |(sum, count): (&[f64], &f64)| sum.iter().map(|s| s * s).sum::<f64>() / count;
        let classes = self.sums.chunks_exact(self.classes - 1).zip(&self.counts).filter(|(_, count)| **count > 0.5);
        let between = classes.map(of_class).sum::<f64>() / n;
        let within = self.squares / n - between;
        // What is below the digits of the difference is no variance.
        let within = if within > 1e-14 * self.squares / n { within } else { 0.0 };
        Ok(Variances { within, between, gap_square: self.gap_square / n })
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        add(&mut self.counts, &other.counts, sign);
        add(&mut self.sums, &other.sums, sign);
        self.squares += sign * other.squares;
        self.gap_square += sign * other.gap_square;
    }
}

impl Variances {
    /// V_within / V_between.
    ///
    /// # Errors
    /// Undefined where V_between is 0.
    pub fn ratio(&self) -> Measured<f64> {
        ratio(self.within, self.between, "the wrong logits of a class are alike on average")
    }

    /// V_within / mean squared gap.
    ///
    /// # Errors
    /// Undefined where every gap is 0.
    pub fn of_gap(&self) -> Measured<f64> {
        ratio(self.within, self.gap_square, "the label's logit equals the mean of the others everywhere")
    }
}

fn ratio(a: f64, b: f64, why: &str) -> Measured<f64> {
    let ratio = a / b;
    if b > 0.0 && ratio.is_finite() { Ok(ratio) } else { Err(Undefined(why.to_owned())) }
}

impl Mergeable for State {
    fn merge(&mut self, other: &Self) {
        self.combine(other, 1.0);
    }

    fn subtract(&mut self, other: &Self) {
        self.combine(other, -1.0);
    }
}
