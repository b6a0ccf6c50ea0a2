//! Predictive KL divergence at T = 1 (Stanton 2021, eq. 3).

use super::per_row;
use super::softmax::log_softmax;
use crate::linalg::Rows;

/// KL(p_a || p_b), nats, ≥ 0. Both (N, K).
#[must_use]
pub fn per_example(a: Rows<'_>, b: Rows<'_>) -> Vec<f64> {
    per_row(a.rows, |i| {
        let (p, q) = (log_softmax(a.row(i), 1.0), log_softmax(b.row(i), 1.0));
        p.iter().zip(&q).map(|(p, q)| p.exp() * (p - q)).sum()
    })
}
