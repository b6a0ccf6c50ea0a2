//! Predictive entropy.

use super::per_row;
use super::softmax::log_softmax;
use crate::linalg::Rows;

/// `-Σ_k p_k log p_k`, nats, in [0, log K]. Logits (N, K).
#[must_use]
pub fn per_example(logits: Rows<'_>) -> Vec<f64> {
    per_row(logits.rows, |i| -log_softmax(logits.row(i), 1.0).iter().map(|l| if *l > -700.0 { l.exp() * l } else { 0.0 }).sum::<f64>())
}
