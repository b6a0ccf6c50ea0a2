//! How far the loss rises on the straight line between two networks (Frankle 2020).
//!
//! Fed by `extract::probes::barrier`: losses at offsets α from 0 to 1, batch norm's statistics recomputed at every α.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined};

/// The registry's entry of `interpolation_barrier`.
pub const BARRIER: Definition = Definition {
    name: "interpolation_barrier",
    title: "Barrier to the reference",
    short: "barrier",
    measures: "How far the loss rises on the straight line from these weights to the reference's: 0 in one basin.",
    formula: "max over α of L((1-α)θ₁ + αθ₂) - (1-α)L(θ₁) - αL(θ₂), α in steps of 0.1, batch norm's statistics recomputed at every α; mean -log p_y on 1,000 class-stratified examples where there are more",
    edges: "At least 0. Units are not aligned by permutation. Undefined without a reference of the same network. Needs the weights and `--probes landscape`.",
    source: "Frankle 2020, sec. 2",
    topic: Topic::Landscape,
    subject: Subject::Variant,
    unit: Unit::Nats,
    direction: Direction::Neither,
    interval: Interval::None("none: two networks on fixed examples"),
};

/// The registry's entry of `interpolation_barrier_seeds`.
pub const SEEDS: Definition = Definition {
    name: "interpolation_barrier_seeds",
    title: "Barrier to the next seed",
    short: "barrier (seed)",
    measures: "How far the loss rises on the straight line from these weights to those of the next seed of its group.",
    edges: "At least 0. What independent training alone makes: the measure of the barrier to the reference. Undefined for a group of one. Needs the weights and `--probes landscape`.",
    ..BARRIER
};

/// The barrier of losses (S) at offsets (S) from 0 to 1.
///
/// # Errors
/// Undefined for fewer than two points, or where a loss is not finite.
pub fn barrier(offsets: &[f64], losses: &[f64]) -> Measured<f64> {
    let (Some(first), Some(last)) = (losses.first(), losses.last().filter(|_| losses.len() > 1)) else {
        return Err(Undefined("a line needs two ends".to_owned()));
    };
    if let Some((alpha, loss)) = offsets.iter().zip(losses).find(|(_, loss)| !loss.is_finite()) {
        return Err(Undefined(format!("the loss at α = {alpha} is {loss}")));
    }
    let above = offsets.iter().zip(losses).map(|(a, loss)| loss - (1.0 - a) * first - a * last);
    Ok(above.fold(0.0, f64::max))
}
