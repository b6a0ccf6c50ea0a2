//! Matched γ: the temperature at which a reference teacher is as soft as a smoothed one.
//!
//! Raw comparisons of two teachers' probabilities mix "erased" with "less sure". The smoothed teacher stays at T = 1; the
//! reference's T solves γ_ref(T) = γ_smoothed(1) on the split where the student learns. Every statistic that depends on softness
//! takes this T.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined, off_target, per_row};
use crate::linalg::Rows;

/// The registry's entry of `matched_temperature`.
pub const DEFINITION: Definition = Definition {
    name: "matched_temperature",
    title: "Temperature at matched γ",
    short: "T at γ",
    measures: "The temperature at which the reference is as soft as the smoothed teacher is at T = 1.",
    formula: "T of γ_reference(T) = γ_smoothed(1), by bisection on log T in [1/64, 64]",
    edges: "Undefined where γ of the reference at both ends does not bracket the other's.",
    source: "γ of Müller 2019, sec. 4; the matching is penult's own",
    topic: Topic::Information,
    subject: Subject::Pair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::None("none: a root on the whole split"),
};

/// The largest temperature that is tried; its inverse is the smallest.
pub const LARGEST: f64 = 64.0;

/// γ at a temperature: mean of (1 - p_y) · K/(K - 1). Logits (N, K), labels (N).
///
/// # Errors
/// Undefined for one class, without examples, or for a temperature that is not positive.
pub fn gamma_at(logits: Rows<'_>, labels: &[usize], temperature: f64) -> Measured<f64> {
    off_target::check(logits.cols, 2, temperature)?;
    if logits.rows == 0 {
        return Err(Undefined("there are no examples".to_owned()));
    }
    let k = logits.cols as f64;
    let masses = per_row(logits.rows, |i| off_target::log_masses(logits.row(i), labels[i], temperature).1.exp());
    Ok(masses.iter().sum::<f64>() / logits.rows as f64 * k / (k - 1.0))
}

/// The temperature at which the reference's γ is `gamma`. Logits (N, K), labels (N).
///
/// # Errors
/// As [`gamma_at`], and undefined where no temperature in [1/64, 64] brackets `gamma`.
pub fn matched_temperature(reference: Rows<'_>, labels: &[usize], gamma: f64) -> Measured<f64> {
    let (softest, hardest) = (gamma_at(reference, labels, LARGEST)?, gamma_at(reference, labels, LARGEST.recip())?);
    if !(hardest..=softest).contains(&gamma) {
        return Err(Undefined(format!(
            "no temperature from 1/64 to 64 gives the reference γ = {gamma:.4}: its γ runs from {hardest:.4} to {softest:.4}"
        )));
    }
    let (mut low, mut high) = (-LARGEST.ln(), LARGEST.ln());
    // 8.3 / 2^40: eleven digits of T.
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if gamma_at(reference, labels, middle.exp())? < gamma {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(f64::midpoint(low, high).exp())
}
