//! γ: probability mass off the label (Müller 2019, sec. 4).

use super::per_row;
use super::softmax::log_softmax;
use crate::linalg::Rows;

/// `Σ_{k≠y} p_k · K/(K-1)` at T = 1, summed off the label so that small masses keep their digits. Logits (N, K), K ≥ 2.
#[must_use]
#[allow(clippy::cast_precision_loss)] // class counts are small
pub fn per_example(logits: Rows<'_>, labels: &[usize]) -> Vec<f64> {
    let k = logits.cols as f64;
    per_row(logits.rows, |i| {
        let p = log_softmax(logits.row(i), 1.0);
        p.iter().enumerate().filter(|(j, _)| *j != labels[i]).map(|(_, p)| p.exp()).sum::<f64>() * k / (k - 1.0)
    })
}
