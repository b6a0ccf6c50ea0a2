//! Matrices that know nothing of candle: views of f32 rows, products and eigenvalues in f64 (thin over faer).
//!
//! Fed by `extract`, read by `metrics`. Every product runs on one thread, so that the thread count changes no bit; callers
//! run several of them side by side. Eigenvalues are by faer, products by gemm.

mod eigen;
mod exponential;
mod product;
pub mod svd;
mod upper_halves;
mod vectors;

use std::ops::Range;

use rayon::prelude::*;

pub use eigen::symmetric_eigen;
pub use exponential::exp;
pub use product::{add_product, add_transposed_product};
pub use vectors::vectorised;

/// Rows that one task takes where no reason asks for another number: fixed, so that threads change no bit.
pub const BLOCK_ROWS: usize = 256;

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

    /// The row numbers in blocks.
    pub fn blocks(&self) -> Vec<Range<usize>> {
        (0..self.rows).step_by(BLOCK_ROWS).map(|start| start..(start + BLOCK_ROWS).min(self.rows)).collect()
    }

    /// Mean of every column (cols), in f64.
    pub fn mean(&self) -> Vec<f64> {
        let of = |block: Range<usize>| {
            let mut sum = vec![0.0; self.cols];
            block.for_each(|i| sum.iter_mut().zip(self.row(i)).for_each(|(s, x)| *s += f64::from(*x)));
            sum
        };
        let sums: Vec<Vec<f64>> = self.blocks().into_par_iter().map(of).collect();
        let mut mean = vec![0.0; self.cols];
        sums.iter().for_each(|sum| mean.iter_mut().zip(sum).for_each(|(m, s)| *m += s));
        mean.iter_mut().for_each(|m| *m /= self.rows as f64);
        mean
    }
}

/// Σ a b.
#[inline]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    sum(a, b, |a, b| a * b)
}

/// Σ of(a, b).
#[inline]
pub fn sum<A: Copy, B: Copy>(a: &[A], b: &[B], of: impl Fn(A, B) -> f64) -> f64 {
    sum_of_three(a, b, b, |a, b, _| of(a, b))
}

/// Σ of(a, b, c), in eight running sums of fixed order, so that it vectorises and gives the same bits everywhere.
#[inline]
pub fn sum_of_three<A: Copy, B: Copy, C: Copy>(a: &[A], b: &[B], c: &[C], of: impl Fn(A, B, C) -> f64) -> f64 {
    let mut sums = [0.0; 8];
    let (a, b, c) = (a.chunks_exact(8), b.chunks_exact(8), c.chunks_exact(8));
    let rest = a.remainder().iter().zip(b.remainder()).zip(c.remainder());
    let rest: f64 = rest.map(|((a, b), c)| of(*a, *b, *c)).sum();
    for ((a, b), c) in a.zip(b).zip(c) {
        for (sum, ((a, b), c)) in sums.iter_mut().zip(a.iter().zip(b).zip(c)) {
            *sum += of(*a, *b, *c);
        }
    }
    sums.iter().sum::<f64>() + rest
}
