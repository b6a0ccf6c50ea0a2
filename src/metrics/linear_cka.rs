//! Linear CKA, biased and debiased (Kornblith, Norouzi, Lee, Hinton 2019; the unbiased HSIC of Song 2012).
//!
//! CKA = HSIC(X, Y) / √(HSIC(X, X) HSIC(Y, Y)), with HSIC from [`Moments`]. HSIC is bilinear, so the parts of one matrix are
//! measured once for all its pairs, and the HSIC of wide matrices is the sum over panels of their columns.

use serde::{Deserialize, Serialize};

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::moments::{Moments, Panel, Shifted, panels, symmetric_panels};
use super::{Measured, Undefined};
use crate::linalg::Rows;

/// The registry's entry of `linear_cka`.
pub const DEFINITION: Definition = Definition {
    name: "linear_cka",
    title: "Linear CKA, biased",
    short: "CKA",
    measures: "How alike the features of two networks are, up to rotation and scale.",
    formula: "||XᵀY||²_F / (||XᵀX||_F ||YᵀY||_F) on centred features",
    edges: "In [0, 1]; biased upwards where N is small against D. Undefined where one side does not vary.",
    source: "Kornblith 2019, sec. 3",
    topic: Topic::Similarity,
    subject: Subject::Pair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// The registry's entry of `linear_cka_debiased`.
pub const DEBIASED: Definition = Definition {
    name: "linear_cka_debiased",
    title: "Linear CKA, debiased",
    short: "CKA (deb.)",
    measures: "The same without the bias of few examples.",
    formula: "linear_cka with the unbiased HSIC of Song 2012, in feature form",
    edges: "May be negative. Undefined for N < 4 or where an HSIC is not positive.",
    source: "Kornblith 2019; Song 2012, eq. 5",
    topic: Topic::Similarity,
    subject: Subject::Pair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// HSIC with linear kernels, biased and debiased, up to factors that cancel in the CKA.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hsic {
    n: f64,
    biased: f64,
    debiased: f64,
}

/// HSIC of the two matrices of the moments.
pub fn hsic(moments: &Moments) -> Hsic {
    let biased = moments.centred_square();
    Hsic { n: moments.count(), biased, debiased: biased + moments.debiasing() }
}

impl Hsic {
    /// Number of examples.
    pub fn n(&self) -> f64 {
        self.n
    }

    /// The biased one, times (n - 1)².
    pub fn biased(&self) -> f64 {
        self.biased
    }

    /// The unbiased one, times n(n - 3).
    pub fn debiased(&self) -> f64 {
        self.debiased
    }

    /// Adds that of a panel, which counts `weight` times.
    pub fn add(&mut self, panel: Self, weight: f64) {
        self.n = panel.n;
        self.biased += weight * panel.biased;
        self.debiased += weight * panel.debiased;
    }

    /// Over all rows of some panels.
    fn of(panels: &[Panel<'_>]) -> Self {
        let mut total = Self::default();
        panels.iter().for_each(|p| total.add(hsic(&Moments::of_all(&p.x, &p.y)), p.weight));
        total
    }
}

/// Biased and debiased CKA of features x (N, D1) and y (N, D2), without intervals.
///
/// # Errors
/// As [`biased`] and [`debiased`].
pub fn linear_cka(x: Rows<'_>, y: Rows<'_>) -> (Measured<f64>, Measured<f64>) {
    let (x, y) = (Shifted::by_mean(x), Shifted::by_mean(y));
    let (xx, yy) = (Hsic::of(&symmetric_panels(&x)), Hsic::of(&symmetric_panels(&y)));
    let xy = Hsic::of(&panels(&x, &y));
    (biased(xy, xx, yy), debiased(xy, xx, yy))
}

/// Biased CKA of HSIC(X, Y), HSIC(X, X), HSIC(Y, Y), in [0, 1].
///
/// # Errors
/// Undefined for fewer than two examples, or where one side does not vary.
pub fn biased(xy: Hsic, xx: Hsic, yy: Hsic) -> Measured<f64> {
    if xy.n < 1.5 || xx.biased <= 0.0 || yy.biased <= 0.0 {
        return Err(Undefined("the features of one variant do not vary".to_owned()));
    }
    Ok(xy.biased / (xx.biased.sqrt() * yy.biased.sqrt()))
}

/// Debiased CKA of the same; may be negative.
///
/// # Errors
/// Undefined for N < 4, or where the debiased HSIC of one side is not positive.
pub fn debiased(xy: Hsic, xx: Hsic, yy: Hsic) -> Measured<f64> {
    if xy.n < 3.5 {
        return Err(Undefined(format!("debiased CKA needs 4 examples, found {}", xy.n)));
    }
    if xx.debiased <= 0.0 || yy.debiased <= 0.0 {
        return Err(Undefined("the features of one variant do not vary enough for a debiased HSIC".to_owned()));
    }
    Ok(xy.debiased / (xx.debiased.sqrt() * yy.debiased.sqrt()))
}
