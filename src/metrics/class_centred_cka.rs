//! Class-centred CKA: linear CKA of what features say of an example beyond its class.
//!
//! Linear CKA is ruled by the class means, so any two good classifiers look alike. Here every row loses its class's mean: with
//! the residuals R that are left, C_xy = R_xᵀR_y and CKA = ||C_xy||²_F / (||C_xx||_F ||C_yy||_F).
//!
//! Fed with the sampled rows of two variants, read by the pairs. Rows that a jackknife leaves out change the means of their own
//! classes alone: without them, C is C - Σ_i r_i r_iᵀ - Σ_c s_c s_cᵀ / m_c, with r_i the residuals that go, s_c their sum in class c
//! and m_c the rows of c that stay. So a state is made from the whole one by a product of few rows.

use std::collections::BTreeMap;
use std::iter::once;

use rayon::prelude::*;

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::sample::Sample;
use super::{Measured, Undefined};
use crate::linalg::{add_transposed_product, dot};

/// The registry's entry of `class_centred_cka`.
pub const DEFINITION: Definition = Definition {
    name: "class_centred_cka",
    title: "Class-centred CKA",
    short: "CKA (in class)",
    measures: "How alike two networks place the examples within their classes.",
    formula: "linear_cka of h - mean of h over the example's class; on 2,000 class-stratified rows where there are more",
    edges: "In [0, 1]; biased upwards where N is small against D: hold it against class_centred_cka_null. Undefined where one side does not vary within classes. Measured of the first variants of any two of the first 16 groups.",
    source: "penult's own, on Kornblith 2019, sec. 3",
    topic: Topic::Similarity,
    subject: Subject::Pair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// Below this share of ||X||² ||Y||², X and Y less their means, ||C_xy||² is rounding.
const DIGITS: f64 = 1e-28;

/// The rows of one variant, every one less the mean of its class.
#[derive(Clone, Debug)]
pub struct Residuals {
    /// Residuals (n, D).
    pub rows: Sample,
    square: f64, // ||X||² of the rows less the mean of all
}

impl Residuals {
    /// Of features (n, D) less the mean of all rows, with these labels (n).
    pub fn of(centred: &Sample, labels: &[usize]) -> Self {
        Self { rows: centred.clone().class_centred(labels), square: centred.square() }
    }
}

/// Rows that are left out together.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// Those of each class, with the number of its rows that stay.
    of_class: Vec<(Vec<usize>, usize)>,
}

impl LeftOut {
    /// Some of the rows with these labels (n).
    pub fn new(rows: &[usize], labels: &[usize]) -> Self {
        let mut by_class: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        rows.iter().for_each(|i| by_class.entry(labels[*i]).or_default().push(*i));
        let with_staying = |(class, rows): (usize, Vec<usize>)| {
            let staying = labels.iter().filter(|label| **label == class).count() - rows.len();
            (rows, staying)
        };
        Self { of_class: by_class.into_iter().map(with_staying).collect() }
    }

    /// U (rows + classes, D): what goes of C_xy is U_xᵀU_y.
    fn gone(&self, residuals: &Residuals) -> Vec<f64> {
        let rows = &residuals.rows;
        let mut gone = Vec::new();
        for (of_class, staying) in &self.of_class {
            let mut sum = vec![0.0; rows.cols];
            for row in of_class.iter().map(|i| rows.row(*i)) {
                gone.extend_from_slice(row);
                sum.iter_mut().zip(row).for_each(|(s, r)| *s += r);
            }
            // A class that goes whole leaves no mean behind.
            if *staying > 0 {
                gone.extend(sum.iter().map(|s| s / (*staying as f64).sqrt()));
            }
        }
        gone
    }
}

/// ||C_xy||²_F of all rows, then without each of some parts of them; 0 where it is below the digits.
pub fn squares(x: &Residuals, y: &Residuals, without: &[LeftOut]) -> Vec<f64> {
    let all = x.rows.product(&y.rows); // (D1, D2)
    let square = |c: &[f64]| Some(dot(c, c)).filter(|square| *square > DIGITS * x.square * y.square).unwrap_or(0.0);
    let deleted = |left_out: &LeftOut| {
        let (mut gone_x, gone_y) = (left_out.gone(x), left_out.gone(y));
        gone_x.iter_mut().for_each(|v| *v = -*v);
        let size = (gone_x.len() / x.rows.cols.max(1), x.rows.cols, y.rows.cols);
        let mut rest = all.clone();
        add_transposed_product(&mut rest, &gone_x, &gone_y, size);
        square(&rest)
    };
    let deleted: Vec<f64> = without.par_iter().map(deleted).collect();
    once(square(&all)).chain(deleted).collect()
}

/// CKA of ||C_xy||², ||C_xx||², ||C_yy||², in [0, 1].
///
/// # Errors
/// Undefined where one side does not vary within classes.
pub fn class_centred_cka(xy: f64, xx: f64, yy: f64) -> Measured<f64> {
    if xx <= 0.0 || yy <= 0.0 {
        return Err(Undefined("the features of one variant do not vary within classes".to_owned()));
    }
    Ok(xy / (xx.sqrt() * yy.sqrt()))
}
