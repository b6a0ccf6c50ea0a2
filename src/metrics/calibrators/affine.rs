//! What vector and matrix scaling share: residuals of affine logits, blocks of a fold's rows, the prior.
//!
//! Both are a step from the temperature-scaled logits z/T, in units of the logits' spread, under a prior worth one example. So
//! the optimum exists and is unique where classes are separable or absent, and is the same for logits of any scale.

use rayon::prelude::*;

use super::{Fold, softmax};
use crate::linalg::BLOCK_ROWS;

/// Turns a row of logits (K) into its residual p - 1{y}, and gives -log p_y.
pub(super) fn residual(row: &mut [f64], label: usize) -> f64 {
    let own = row[label];
    let nll = softmax(row) - own;
    row[label] -= 1.0;
    nll
}

/// Mean of every column of the fold's logits (K).
pub(super) fn means(fold: &Fold<'_>, rows: &[usize]) -> Vec<f64> {
    let mut means = vec![0.0; fold.logits.cols];
    for i in rows {
        means.iter_mut().zip(fold.logits.row(*i)).for_each(|(m, z)| *m += f64::from(*z) / rows.len() as f64);
    }
    means
}

/// Sum over blocks of rows of a value and a gradient, in the order of the blocks.
pub(super) fn sum_of_blocks(rows: &[usize], of: impl Fn(&[usize]) -> (f64, Vec<f64>) + Sync + Send) -> (f64, Vec<f64>) {
    let parts: Vec<(f64, Vec<f64>)> = rows.par_chunks(BLOCK_ROWS).map(of).collect();
    let mut parts = parts.into_iter();
    let mut sum = parts.next().unwrap_or_default();
    for (value, gradient) in parts {
        sum.0 += value;
        sum.1.iter_mut().zip(&gradient).for_each(|(a, b)| *a += b);
    }
    sum
}

/// Mean NLL and its gradient from their sums over n examples, with the prior: ||step||²/2 counts as one example's NLL.
pub(super) fn with_prior((nll, mut gradient): (f64, Vec<f64>), step: &[f64], n: f64) -> (f64, Vec<f64>) {
    gradient.iter_mut().zip(step).for_each(|(g, s)| *g = (*g + s) / n);
    ((nll + step.iter().map(|s| s * s).sum::<f64>() / 2.0) / n, gradient)
}
