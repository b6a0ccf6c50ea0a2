//! Probabilities over the wrong classes: q_k = p_k / (1 - p_y) for k ≠ y, in logarithms and f64.
//!
//! Fed with rows of logits; read by every statistic of what a network says beside the label. q is the softmax of the K - 1 wrong
//! logits: nothing is divided by 1 - p_y, which rounds to 0 where a network is sure.

use super::{Measured, Undefined};
use crate::linalg::{dot, exp};

/// Refuses what has too few classes for a statistic, or a temperature that is none.
///
/// # Errors
/// Undefined for fewer than `least` classes, or where the temperature is not a number from 1e-9 to 1e9.
pub fn check(classes: usize, least: usize, temperature: f64) -> Measured<()> {
    if classes < least {
        return Err(Undefined(format!("needs {least} classes, found {classes}")));
    }
    // Beyond these, logits over T leave the range of f64.
    if !(1e-9..=1e9).contains(&temperature) {
        return Err(Undefined(format!("needs a temperature from 1e-9 to 1e9, found {temperature}")));
    }
    Ok(())
}

/// The K - 1 logits of the wrong classes over the temperature, in the order of the classes.
pub fn wrong_logits(row: &[f32], label: usize, temperature: f64) -> Vec<f64> {
    let (before, from) = row.split_at(label);
    before.iter().chain(&from[1..]).map(|z| f64::from(*z) / temperature).collect()
}

/// log q of the wrong classes (K - 1), in the order of the classes.
pub fn log_probabilities(row: &[f32], label: usize, temperature: f64) -> Vec<f64> {
    let mut log_q = wrong_logits(row, label, temperature);
    let total = log_sum_exp(&log_q);
    log_q.iter_mut().for_each(|z| *z -= total);
    log_q
}

/// log p_y and log (1 - p_y), both with all their digits however sure the network is. Needs two classes.
pub fn log_masses(row: &[f32], label: usize, temperature: f64) -> (f64, f64) {
    let odds = f64::from(row[label]) / temperature - log_sum_exp(&wrong_logits(row, label, temperature));
    (-softplus(-odds), -softplus(odds))
}

/// -Σ_k q_k log q_k of the wrong classes of a row, nats.
pub fn entropy(row: &[f32], label: usize, temperature: f64) -> f64 {
    let mut gaps = wrong_logits(row, label, temperature);
    let max = gaps.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    gaps.iter_mut().for_each(|z| *z -= max);
    let mut shares = gaps.clone();
    exp(&mut shares);
    let total: f64 = shares.iter().sum();
    total.ln() - dot(&shares, &gaps) / total
}

/// log softmax(row / T) of all classes (K).
pub fn log_softmax(row: &[f32], temperature: f64) -> Vec<f64> {
    let scaled: Vec<f64> = row.iter().map(|z| f64::from(*z) / temperature).collect();
    let total = log_sum_exp(&scaled);
    scaled.into_iter().map(|z| z - total).collect()
}

/// log Σ exp, without overflow.
pub fn log_sum_exp(values: &[f64]) -> f64 {
    let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut shares: Vec<f64> = values.iter().map(|v| v - max).collect();
    exp(&mut shares);
    max + shares.iter().sum::<f64>().ln()
}

/// log (1 + exp x).
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}
