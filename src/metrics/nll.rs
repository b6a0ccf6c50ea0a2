//! Negative log-likelihood.

use super::per_row;
use super::softmax::log_softmax;
use crate::linalg::Rows;

/// -log softmax(z/T)_y, nats. Logits (N, K), labels (N).
#[must_use]
pub fn per_example(logits: Rows<'_>, labels: &[usize], temperature: f64) -> Vec<f64> {
    per_row(logits.rows, |i| -log_softmax(logits.row(i), temperature)[labels[i]])
}

/// The same with a temperature an example (N).
#[must_use]
pub fn per_example_with(logits: Rows<'_>, labels: &[usize], temperatures: &[f64]) -> Vec<f64> {
    per_row(logits.rows, |i| -log_softmax(logits.row(i), temperatures[i])[labels[i]])
}
