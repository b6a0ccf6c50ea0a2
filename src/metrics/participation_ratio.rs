//! Participation ratio: tr(C)²/tr(C²) of the feature covariance, the number of directions that share the variance.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::moments::Moments;
use super::{Measured, Undefined};

/// The registry's entry of `participation_ratio`.
pub const DEFINITION: Definition = Definition {
    name: "participation_ratio",
    title: "Participation ratio",
    short: "PR",
    measures: "The number of directions that share the variance of the features.",
    formula: "tr(C)²/tr(C²), C the covariance of the penultimate features (n - 1)",
    edges: "Between 1 and min(D, N - 1). Undefined where the features do not vary.",
    source: "standard",
    topic: Topic::Geometry,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// tr(C)²/tr(C²) from the moments of one matrix, between 1 and min(D, N - 1).
///
/// # Errors
/// Undefined where the features do not vary.
pub fn participation_ratio(moments: &Moments) -> Measured<f64> {
    of_sums(moments.count(), moments.total_variation_x(), moments.centred_square())
}

/// The same from what adds up over panels: n, Σ ||x - x̄||² and ||XᵀX||² of the centred features.
///
/// # Errors
/// As [`participation_ratio`].
pub fn of_sums(n: f64, variation: f64, square: f64) -> Measured<f64> {
    if n < 1.5 || square <= 0.0 {
        return Err(Undefined("the features do not vary".to_owned()));
    }
    Ok(variation * variation / square)
}
