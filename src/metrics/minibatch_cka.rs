//! Minibatch CKA (Nguyen 2021): the mean of the unbiased HSIC_1 over batches first, the ratio last.
//!
//! The mean of ratios of batches, which other code calls by the same name, is another and biased quantity.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::kernel::Kernel;
use super::sample::Sample;
use super::{Measured, Mergeable, Undefined};
use crate::linalg::Rows;

/// The registry's entry of `minibatch_cka`.
pub const DEFINITION: Definition = Definition {
    name: "minibatch_cka",
    title: "Minibatch CKA",
    short: "CKA (mb)",
    measures: "How alike the features of two networks are, from batches of examples.",
    formula: "mean HSIC_1(X, Y) / √(mean HSIC_1(X, X) · mean HSIC_1(Y, Y)) over batches of 256 consecutive rows, linear kernels; on 2,000 class-stratified rows in the order of the hashes of their ids where there are more",
    edges: "May be negative. Batches of fewer than 4 rows are left out. Undefined without a batch, or where a mean HSIC_1 is not positive. Its interval leaves out batch by batch. Measured of the first variants of any two of the first 16 groups.",
    source: "Nguyen 2021, as in torch_cka; HSIC_1 of Song 2012, eq. 5",
    topic: Topic::Similarity,
    subject: Subject::Pair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// Rows of a batch.
pub const BATCH: usize = 256;

/// Sums of HSIC_1 over batches.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct State {
    batches: f64,
    xy: f64,
    xx: f64,
    yy: f64,
}

impl State {
    /// The sums over batches of so many rows of two feature matrices (N, D1) and (N, D2), taken in the given order.
    pub fn of(x: Rows<'_>, y: Rows<'_>, order: &[usize], batch: usize) -> Self {
        let mut state = Self::default();
        for rows in order.chunks(batch.max(1)) {
            state.push(&Sample::of(x, rows), &Sample::of(y, rows));
        }
        state
    }

    /// Adds one batch of the same rows of both; fewer than 4 have no HSIC_1 and are left out.
    pub fn push(&mut self, x: &Sample, y: &Sample) {
        self.push_kernels(&Kernel::linear(x), &Kernel::linear(y));
    }

    /// Adds the linear kernels of one batch.
    pub fn push_kernels(&mut self, k: &Kernel, l: &Kernel) {
        if k.count() < 4 {
            return;
        }
        self.batches += 1.0;
        self.xy += k.hsic_1(l);
        self.xx += k.hsic_1(k);
        self.yy += l.hsic_1(l);
    }

    /// The CKA.
    ///
    /// # Errors
    /// Undefined without a batch, or where the mean HSIC_1 of one side with itself is not positive.
    pub fn value(&self) -> Measured<f64> {
        if self.batches < 0.5 {
            return Err(Undefined("minibatch CKA needs a batch of 4 examples".to_owned()));
        }
        if self.xx <= 0.0 || self.yy <= 0.0 {
            return Err(Undefined("the features of one variant do not vary within the batches".to_owned()));
        }
        Ok(self.xy / (self.xx.sqrt() * self.yy.sqrt()))
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        self.batches += sign * other.batches;
        self.xy += sign * other.xy;
        self.xx += sign * other.xx;
        self.yy += sign * other.yy;
    }
}

impl Mergeable for State {
    fn merge(&mut self, other: &Self) {
        self.combine(other, 1.0);
    }

    fn subtract(&mut self, other: &Self) {
        self.combine(other, -1.0);
    }
}
