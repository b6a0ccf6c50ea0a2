//! Participation ratio: tr(C)²/tr(C²) of the feature covariance, the number of directions that share the variance.

use super::definition::{Definition, Direction, Interval, Subject, Unit};
use super::{Measured, Undefined};

/// The registry's entry of `participation_ratio`.
pub const DEFINITION: Definition = Definition {
    name: "participation_ratio",
    title: "Participation ratio",
    short: "PR",
    measures: "The number of directions that share the variance of the features.",
    formula: "tr(C)²/tr(C²), C the covariance of the penultimate features (n - 1)",
    edges: "Between 1 and min(D, N - 1). Undefined where the features do not vary.",
    source: "standard",
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// Sums of shifted features (D); states add and subtract.
#[derive(Clone, Debug)]
pub struct State {
    shift: Vec<f64>,
    n: f64,
    sum: Vec<f64>,
    square: Vec<f64>, // (D, D)
}

impl State {
    /// An empty state, shifted by a row.
    #[must_use]
    pub fn new(shift: &[f32]) -> Self {
        let d = shift.len();
        Self {
            shift: shift.iter().map(|v| f64::from(*v)).collect(),
            n: 0.0,
            sum: vec![0.0; d],
            square: vec![0.0; d * d],
        }
    }

    /// Adds one feature row (D).
    pub fn push(&mut self, row: &[f32]) {
        let x: Vec<f64> = row.iter().zip(&self.shift).map(|(v, s)| f64::from(*v) - s).collect();
        self.n += 1.0;
        for (i, v) in x.iter().enumerate() {
            self.sum[i] += v;
            let out = &mut self.square[i * x.len()..(i + 1) * x.len()];
            out.iter_mut().zip(&x).for_each(|(o, w)| *o += v * w);
        }
    }

    /// Adds another state of the same shift.
    pub fn merge(&mut self, other: &Self) {
        self.combine(other, 1.0);
    }

    /// Takes away a state that was added.
    pub fn subtract(&mut self, other: &Self) {
        self.combine(other, -1.0);
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        self.n += sign * other.n;
        self.sum.iter_mut().zip(&other.sum).for_each(|(a, b)| *a += sign * b);
        self.square.iter_mut().zip(&other.square).for_each(|(a, b)| *a += sign * b);
    }

    /// Covariance (D, D), n - 1, row-major.
    #[must_use]
    pub fn covariance(&self) -> Vec<f64> {
        let d = self.sum.len();
        (0..d * d).map(|at| (self.square[at] - self.sum[at / d] * self.sum[at % d] / self.n) / (self.n - 1.0)).collect()
    }

    /// Between 1 and D.
    ///
    /// # Errors
    /// Undefined where the features do not vary.
    pub fn value(&self) -> Measured<f64> {
        let (c, d) = (self.covariance(), self.sum.len());
        let trace: f64 = (0..d).map(|i| c[i * d + i]).sum();
        let square: f64 = c.iter().map(|v| v * v).sum();
        if self.n < 2.0 || square <= 0.0 {
            return Err(Undefined("the features do not vary".to_owned()));
        }
        Ok(trace * trace / square)
    }
}
