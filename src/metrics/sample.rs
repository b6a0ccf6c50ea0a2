//! Some rows of a feature matrix in f64, centred or not: what the similarities of representations are measured on.
//!
//! Fed with features (N, D) and the rows that [`stratified`] chooses; read by RBF CKA, Procrustes, the canonical correlations and
//! the neighbours, whose cost grows with the square of the rows.

use crate::linalg::{Rows, add_transposed_product, dot};
use crate::random::Random;
pub use crate::random::stratified;

/// Rows that the quadratic statistics are measured on, where there are more.
pub const ROWS: usize = 2_000;

/// Chosen rows (n, D), row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Row-major values.
    pub values: Vec<f64>,
    /// n.
    pub rows: usize,
    /// D.
    pub cols: usize,
}

impl Sample {
    /// The chosen rows, as they are.
    pub fn of(features: Rows<'_>, chosen: &[usize]) -> Self {
        let values = chosen.iter().flat_map(|i| features.row(*i).iter().map(|x| f64::from(*x))).collect();
        Self { values, rows: chosen.len(), cols: features.cols }
    }

    /// Row `i` (D).
    pub fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.cols..(i + 1) * self.cols]
    }

    /// Minus the mean of every column.
    pub fn centred(self) -> Self {
        let labels = vec![0; self.rows];
        self.class_centred(&labels)
    }

    /// Minus the mean of every column over the rows of the same label; labels (n).
    pub fn class_centred(mut self, labels: &[usize]) -> Self {
        let classes = labels.iter().max().map_or(0, |k| k + 1);
        let (mut sums, mut counts) = (vec![0.0; classes * self.cols], vec![0.0; classes]);
        for (i, label) in labels.iter().enumerate() {
            counts[*label] += 1.0;
            let sum = &mut sums[label * self.cols..(label + 1) * self.cols];
            sum.iter_mut().zip(self.row(i)).for_each(|(s, x)| *s += x);
        }
        for (row, label) in self.values.chunks_exact_mut(self.cols.max(1)).zip(labels) {
            let sum = &sums[label * self.cols..(label + 1) * self.cols];
            row.iter_mut().zip(sum).for_each(|(x, s)| *x = residual(*x, s / counts[*label]));
        }
        self
    }

    /// The rows in another order, or some of them.
    pub fn pick(&self, order: &[usize]) -> Self {
        let values = order.iter().flat_map(|i| self.row(*i).iter().copied()).collect();
        Self { values, rows: order.len(), cols: self.cols }
    }

    /// ||X||²_F.
    pub fn square(&self) -> f64 {
        dot(&self.values, &self.values)
    }

    /// XᵀY (D1, D2) with another sample of the same rows.
    pub fn product(&self, other: &Self) -> Vec<f64> {
        transposed_product(&self.values, &other.values, (self.rows, self.cols, other.cols))
    }

    /// XXᵀ (n, n).
    pub fn gram(&self) -> Vec<f64> {
        let mut columns = vec![0.0; self.values.len()];
        for (i, row) in self.values.chunks_exact(self.cols.max(1)).enumerate() {
            row.iter().enumerate().for_each(|(j, x)| columns[j * self.rows + i] = *x);
        }
        transposed_product(&columns, &columns, (self.cols, self.rows, self.rows))
    }
}

/// XᵀY of row-major X (n, a) and Y (n, b), row-major (a, b).
pub(crate) fn transposed_product(x: &[f64], y: &[f64], (n, a, b): (usize, usize, usize)) -> Vec<f64> {
    let mut out = vec![0.0; a * b];
    add_transposed_product(&mut out, x, y, (n, a, b));
    out
}

/// x - mean, with what is below the digits of a sum of f32 values taken for 0: a feature that does not vary must not come out as
/// one that varies a little.
pub(crate) fn residual(x: f64, mean: f64) -> f64 {
    let residual = x - mean;
    if residual.abs() > 1e-13 * x.abs() { residual } else { 0.0 }
}

/// Rows in the order of the hashes of their ids: consecutive ones are of any class. Ids (N).
pub fn hashed_order(rows: &[usize], ids: &[i64]) -> Vec<usize> {
    let mut order = rows.to_vec();
    order.sort_by_cached_key(|i| (Random::from_state(ids[*i].cast_unsigned()).bits(), *i));
    order
}

/// What is said beside a similarity where there are few examples for the width; none where there are enough.
///
/// `ratio` examples a feature are enough: 4 for the kernel alignments and Procrustes, 10 for the canonical correlations, which
/// rise to 1 for any two networks as N falls to D.
pub fn width_note(examples: usize, widest: usize, ratio: usize) -> Option<String> {
    (examples < ratio * widest).then(|| {
        format!(
            "{examples} examples are few for {widest} features (fewer than {ratio} each): too high for unlike networks"
        )
    })
}
