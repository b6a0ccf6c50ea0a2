//! Matrices that know nothing of candle: views of f32 rows, products and eigenvalues in f64 (thin over faer).
//!
//! Fed by `extract`, read by `metrics`. Every product runs on one thread, so that the thread count changes no bit; callers
//! run several of them side by side.

pub mod svd;
mod upper_halves;

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};

/// A borrowed row-major matrix of f32, (rows, cols).
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// Row-major values, `rows * cols` of them.
    pub data: &'a [f32],
    /// N.
    pub rows: usize,
    /// D or K.
    pub cols: usize,
}

impl<'a> Rows<'a> {
    /// A view of `data` as (rows, cols). `None` when the length does not fit.
    pub fn new(data: &'a [f32], rows: usize, cols: usize) -> Option<Self> {
        (rows.checked_mul(cols) == Some(data.len())).then_some(Self { data, rows, cols })
    }

    /// Row `i`, of `cols` values.
    pub fn row(&self, i: usize) -> &'a [f32] {
        &self.data[i * self.cols..(i + 1) * self.cols]
    }

    /// Mean of every column (cols), in f64.
    pub fn mean(&self) -> Vec<f64> {
        let mut mean = vec![0.0; self.cols];
        for row in self.data.chunks_exact(self.cols.max(1)) {
            mean.iter_mut().zip(row).for_each(|(m, x)| *m += f64::from(*x));
        }
        mean.iter_mut().for_each(|m| *m /= self.rows as f64);
        mean
    }
}

/// XᵀY of row-major X (n, a) and Y (n, b), row-major (a, b).
pub fn transposed_product(x: &[f64], y: &[f64], (n, a, b): (usize, usize, usize)) -> Vec<f64> {
    let mut out = vec![0.0; a * b];
    let (x, y) = (MatRef::from_row_major_slice(x, n, a), MatRef::from_row_major_slice(y, n, b));
    matmul(MatMut::from_row_major_slice_mut(&mut out, a, b), Accum::Replace, x.transpose(), y, 1.0, Par::Seq);
    upper_halves::clear();
    out
}

/// out += XY of row-major X (a, n) and Y (n, b), out row-major (a, b).
pub fn add_product(out: &mut [f64], x: &[f64], y: &[f64], (a, n, b): (usize, usize, usize)) {
    let (x, y) = (MatRef::from_row_major_slice(x, a, n), MatRef::from_row_major_slice(y, n, b));
    matmul(MatMut::from_row_major_slice_mut(out, a, b), Accum::Add, x, y, 1.0, Par::Seq);
    upper_halves::clear();
}

/// Eigenvalues, falling, of a symmetric matrix (d, d), with the first `k` eigenvectors, each of d values.
///
/// # Errors
/// When the iteration does not converge.
pub fn symmetric_eigen(matrix: &[f64], d: usize, k: usize) -> Result<(Vec<f64>, Vec<Vec<f64>>), String> {
    faer::set_global_parallelism(Par::Seq);
    let matrix = MatRef::from_row_major_slice(matrix, d, d);
    let eigen = matrix.self_adjoint_eigen(faer::Side::Lower);
    upper_halves::clear();
    let eigen = eigen.map_err(|e| format!("no convergence ({e:?})"))?;
    // faer gives them rising.
    let (values, vectors) = (eigen.S().column_vector(), eigen.U());
    let vector = |c: usize| (0..d).map(|i| vectors[(i, d - 1 - c)]).collect();
    Ok(((0..d).rev().map(|i| values[i]).collect(), (0..k.min(d)).map(vector).collect()))
}

/// Σ a b, in eight running sums of fixed order, so that it vectorises and gives the same bits everywhere.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (left, right) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in left.zip(right) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f64>() + rest
}
