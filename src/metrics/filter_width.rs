//! How wide a minimum is along filter-normalised directions (Li et al. 2018): where the loss has risen by a tenth of a nat.
//!
//! Fed by `extract::probes::landscape`: losses L(θ + αd) of random directions d at offsets α from −1 to 1. A direction of α = 1
//! is as long as the weights, filter by filter.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined};

/// The registry's entry of `filter_width`.
pub const WIDTH: Definition = Definition {
    name: "filter_width",
    title: "Half-width of the minimum",
    short: "width",
    measures: "How far the weights can be moved at random, in units of their filters, before the loss rises by a tenth of a nat.",
    formula: "mean over 10 filter-normalised directions of the mean over both sides of the smallest |α| with L(θ + αd) - L(θ) = 0.1, linear between steps of 0.05; biases and batch norm do not move; mean -log p_y at T = 1 on 1,000 class-stratified examples where there are more",
    edges: "Undefined where the loss rises by less than a tenth of a nat within |α| ≤ 1 on a side. Needs the weights and `--probes landscape`.",
    source: "Li 2018, sec. 4; the half-width is penult's own",
    topic: Topic::Landscape,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Own("Student's t over 10 random directions"),
};

/// The registry's entry of `filter_width_at_temperature`.
pub const WIDTH_AT_TEMPERATURE: Definition = Definition {
    name: "filter_width_at_temperature",
    title: "Half-width of the minimum at the fitted temperature",
    short: "width (T*)",
    formula: "the same of the mean -log p_y at T*, the temperature of the least NLL on the whole split",
    edges: "Undefined where T* is, or where the loss rises by less than a tenth of a nat within |α| ≤ 1 on a side. Needs the weights and `--probes landscape`.",
    ..WIDTH
};

/// The registry's entry of `filter_rise`.
pub const RISE: Definition = Definition {
    name: "filter_rise",
    title: "Rise of the loss half way",
    short: "rise",
    measures: "By how much the loss rises when the weights are moved at random by half their length.",
    formula: "mean over the same directions of (L(θ - d/2) + L(θ + d/2))/2 - L(θ), T = 1",
    edges: "Needs the weights and `--probes landscape`.",
    unit: Unit::Nats,
    ..WIDTH
};

/// The rise at which the width is taken, in nats.
pub const NATS: f64 = 0.1;

/// Half-width of one profile: losses (S) at offsets (S), rising, with 0 among them.
///
/// # Errors
/// Undefined without the offset 0, where the loss there is not finite, or where a side does not reach the rise.
pub fn half_width(offsets: &[f64], losses: &[f64]) -> Measured<f64> {
    let middle = middle(offsets, losses)?;
    let rises: Vec<(f64, f64)> = offsets.iter().zip(losses).map(|(a, l)| (a.abs(), l - losses[middle])).collect();
    let left: Vec<_> = rises[..=middle].iter().rev().copied().collect();
    Ok(f64::midpoint(crossing(&left)?, crossing(&rises[middle..])?))
}

/// How much higher the loss is at ±α, the mean of both sides.
///
/// # Errors
/// Undefined without the offsets 0, −α and α, or where a loss is not finite.
pub fn rise(offsets: &[f64], losses: &[f64], alpha: f64) -> Measured<f64> {
    let middle = middle(offsets, losses)?;
    let at = |wanted: f64| {
        let found = offsets.iter().position(|a| (a - wanted).abs() < 1e-9).map(|i| losses[i]);
        found.filter(|l| l.is_finite()).ok_or_else(|| Undefined(format!("there is no finite loss at α = {wanted}")))
    };
    Ok(f64::midpoint(at(-alpha)?, at(alpha)?) - losses[middle])
}

/// Where the offset is 0.
fn middle(offsets: &[f64], losses: &[f64]) -> Measured<usize> {
    let found = offsets.iter().position(|a| a.abs() < 1e-9).filter(|i| losses.get(*i).is_some_and(|l| l.is_finite()));
    found.ok_or_else(|| Undefined("there is no finite loss at the weights themselves".to_owned()))
}

/// The smallest |α| at which the rise reaches a tenth of a nat, outwards from the weights. A loss that overflows has risen.
fn crossing(side: &[(f64, f64)]) -> Measured<f64> {
    for pair in side.windows(2) {
        let ((near, low), (far, high)) = (pair[0], pair[1]);
        if high.is_finite() && high < NATS {
            continue;
        }
        let share = if high.is_finite() { (NATS - low) / (high - low) } else { 1.0 };
        return Ok(near + share * (far - near));
    }
    let (last, rise) = side.last().copied().unwrap_or_default();
    Err(Undefined(format!("the loss rises by {rise:.3} nats up to |α| = {last}, less than {NATS}")))
}
