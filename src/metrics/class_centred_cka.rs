//! Class-centred CKA: linear CKA of what features say of an example beyond its class.
//!
//! Linear CKA is ruled by the class means, so any two good classifiers look alike. Here every row loses its class's mean:
//! C_xy = Σ_i x_i y_iᵀ - Σ_c (Σ_{i in c} x_i)(Σ_{i in c} y_i)ᵀ / n_c, and CKA = ||C_xy||²_F / (||C_xx||_F ||C_yy||_F).

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::sample::{residual, transposed_product};
use super::{Measured, Mergeable, Undefined, add};
use crate::linalg::{Rows, dot};

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

/// Features (N, D) with the shift (D) that is taken from every row, for the digits.
pub type Side<'a> = (Rows<'a>, &'a [f64]);

/// Sums over the examples of x (D1) and y (D2), by class where the classes matter.
#[derive(Clone, Debug)]
pub struct State {
    counts: Vec<f64>, // (K)
    sums_x: Vec<f64>, // (K, D1)
    sums_y: Vec<f64>, // (K, D2)
    xy: Vec<f64>,     // (D1, D2)
}

impl State {
    /// Sums over the chosen rows, the same ones of both matrices. Labels (N) below `classes`.
    pub fn of(x: Side<'_>, y: Side<'_>, (labels, classes): (&[usize], usize), chosen: &[usize]) -> Self {
        let (d1, d2) = (x.0.cols, y.0.cols);
        let (gx, gy) = (gather(x, chosen), gather(y, chosen));
        let mut counts = vec![0.0; classes];
        chosen.iter().for_each(|i| counts[labels[*i]] += 1.0);
        let sums = |values: &[f64], width: usize| {
            let mut sums = vec![0.0; classes * width];
            for (row, i) in values.chunks_exact(width.max(1)).zip(chosen) {
                let sum = &mut sums[labels[*i] * width..(labels[*i] + 1) * width];
                sum.iter_mut().zip(row).for_each(|(s, v)| *s += v);
            }
            sums
        };
        let xy = transposed_product(&gx, &gy, (chosen.len(), d1, d2));
        Self { counts, sums_x: sums(&gx, d1), sums_y: sums(&gy, d2), xy }
    }

    /// Numbers in the sums over widths D1 and D2 and so many classes.
    pub fn size([d1, d2]: [usize; 2], classes: usize) -> usize {
        classes * (1 + d1 + d2) + d1 * d2
    }

    /// ||C_xy||²_F, with what is below its digits taken for 0.
    pub fn square(&self) -> f64 {
        let k = self.counts.len().max(1);
        let scaled = |sums: &[f64]| -> Vec<f64> {
            let of_class = |(sum, count): (&[f64], &f64)| {
                let scale = if *count > 0.5 { count.sqrt().recip() } else { 0.0 };
                sum.iter().map(|s| s * scale).collect::<Vec<f64>>()
            };
            sums.chunks_exact((sums.len() / k).max(1)).zip(&self.counts).flat_map(of_class).collect()
        };
        let between = transposed_product(
            &scaled(&self.sums_x),
            &scaled(&self.sums_y),
            (k, self.sums_x.len() / k, self.sums_y.len() / k),
        );
        let square = self.xy.iter().zip(&between).map(|(t, b)| (t - b).powi(2)).sum::<f64>();
        if square > 1e-28 * dot(&self.xy, &self.xy) { square } else { 0.0 }
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        add(&mut self.counts, &other.counts, sign);
        add(&mut self.sums_x, &other.sums_x, sign);
        add(&mut self.sums_y, &other.sums_y, sign);
        add(&mut self.xy, &other.xy, sign);
    }
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

fn gather((rows, shift): Side<'_>, chosen: &[usize]) -> Vec<f64> {
    chosen.iter().flat_map(|i| rows.row(*i).iter().zip(shift).map(|(x, s)| residual(f64::from(*x), *s))).collect()
}

impl Mergeable for State {
    fn merge(&mut self, other: &Self) {
        self.combine(other, 1.0);
    }

    fn subtract(&mut self, other: &Self) {
        self.combine(other, -1.0);
    }
}
