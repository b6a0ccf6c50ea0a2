//! The trace of the loss's Hessian by Hutchinson's estimator, and its top eigenvalue: how sharp a minimum is.
//!
//! Fed by `extract::probes::hessian`: r'Hr of random sign vectors r, whose mean is tr H, and λ of a power iteration with the
//! length of Hv − λv.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined};

/// The registry's entry of `hessian_trace`.
pub const TRACE: Definition = Definition {
    name: "hessian_trace",
    title: "Trace of the Hessian",
    short: "tr H",
    measures: "How sharply the loss curves at the weights, summed over all directions.",
    formula: "mean of r'Hr over 10 Rademacher vectors r (Hutchinson); H the exact Hessian of the mean -log p_y at T = 1 in all trained values, evaluation mode, without weight decay, on 1,000 class-stratified examples where there are more",
    edges: "Depends on the scale of the weights, which batch norm and ReLU leave free, and goes to 0 where the network is sure of every example: compare the scaled form at the fitted temperature. Needs the weights and `--probes landscape`.",
    source: "Pham 2022; Hutchinson 1990; PyHessian (Yao 2020)",
    topic: Topic::Landscape,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Own("Student's t over 10 Rademacher vectors"),
};

/// The registry's entry of `hessian_trace_scaled`.
pub const TRACE_SCALED: Definition = Definition {
    name: "hessian_trace_scaled",
    title: "Trace of the filter-normalised Hessian",
    short: "tr DHD",
    measures: "How sharply the loss curves along a random filter-normalised direction.",
    formula: "tr(D H D), D = ||filter|| / √(values of the filter) for weights, 0 for biases and batch norm: the mean second derivative along filter-normalised directions; mean of (Dr)'H(Dr) over the vectors of the trace",
    edges: "Does not change when a filter and what undoes it are rescaled. At T = 1 an over-confident network looks flat: see the value at the fitted temperature. Needs the weights and `--probes landscape`.",
    ..TRACE
};

/// The registry's entry of `hessian_trace_scaled_at_temperature`.
pub const TRACE_SCALED_AT_TEMPERATURE: Definition = Definition {
    name: "hessian_trace_scaled_at_temperature",
    title: "Trace of the filter-normalised Hessian at the fitted temperature",
    short: "tr DHD (T*)",
    formula: "the same of the mean -log p_y at T*, the temperature of the least NLL on the whole split: networks are compared where each is as sure as it is right",
    edges: "Undefined where T* is. Needs the weights and `--probes landscape`.",
    ..TRACE_SCALED
};

/// The registry's entry of `hessian_top`.
pub const TOP: Definition = Definition {
    name: "hessian_top",
    title: "Top eigenvalue of the Hessian",
    short: "λ",
    measures: "How sharply the loss curves in its sharpest direction.",
    formula: "λ of largest size by power iteration on H (see the trace), to ||Hv - λv|| ≤ 0.02 |λ| or 30 steps",
    interval: Interval::Own("an eigenvalue lies within the residual ||Hv - λv|| of the value"),
    ..TRACE
};

/// The registry's entry of `hessian_top_scaled`.
pub const TOP_SCALED: Definition = Definition {
    name: "hessian_top_scaled",
    title: "Top eigenvalue of the filter-normalised Hessian",
    short: "λ DHD",
    measures: "How sharply the loss curves in its sharpest direction, weights measured in units of their filters.",
    formula: "λ of largest size of D H D (see its trace), as of H",
    edges: TRACE_SCALED.edges,
    interval: TOP.interval,
    ..TRACE
};

/// The registry's entry of `hessian_top_scaled_at_temperature`.
pub const TOP_SCALED_AT_TEMPERATURE: Definition = Definition {
    name: "hessian_top_scaled_at_temperature",
    title: "Top eigenvalue of the filter-normalised Hessian at the fitted temperature",
    short: "λ DHD (T*)",
    formula: "the same of the mean -log p_y at T*, the temperature of the least NLL on the whole split",
    edges: TRACE_SCALED_AT_TEMPERATURE.edges,
    ..TOP_SCALED
};

/// A mean of random draws with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The mean.
    pub value: f64,
    /// Its standard error: the sample deviation over √count.
    pub error: f64,
    /// Number of draws.
    pub count: usize,
}

/// Of draws, such as r'Hr of random vectors r.
///
/// # Errors
/// Undefined for fewer than two draws, or where one is not finite.
pub fn mean_of_draws(draws: &[f64]) -> Measured<Mean> {
    if draws.len() < 2 {
        return Err(Undefined(format!("a standard error needs two draws, found {}", draws.len())));
    }
    if let Some(value) = draws.iter().find(|d| !d.is_finite()) {
        return Err(Undefined(format!("a draw is {value}: the loss overflows near the weights")));
    }
    let n = draws.len() as f64;
    let value = draws.iter().sum::<f64>() / n;
    let variance = draws.iter().map(|d| (d - value).powi(2)).sum::<f64>() / (n - 1.0);
    Ok(Mean { value, error: (variance / n).sqrt(), count: draws.len() })
}
