//! Brier score, summed over classes.

use super::per_row;
use super::softmax::log_softmax;
use crate::linalg::Rows;

/// `Σ_k (p_k - 1{k=y})²`, in [0, 2]. Logits (N, K), labels (N).
#[must_use]
pub fn per_example(logits: Rows<'_>, labels: &[usize]) -> Vec<f64> {
    per_row(logits.rows, |i| {
        let p = log_softmax(logits.row(i), 1.0);
        p.iter().enumerate().map(|(k, p)| (p.exp() - f64::from(u8::from(k == labels[i]))).powi(2)).sum()
    })
}
