//! Participation ratio: tr(C)²/tr(C²) of the feature covariance, the number of directions that share the variance.

use super::definition::{Definition, Direction, Interval, Subject, Unit};
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
    let (trace, square) = (moments.total_variation_x(), moments.centred_square());
    if moments.count() < 1.5 || square <= 0.0 {
        return Err(Undefined("the features do not vary".to_owned()));
    }
    Ok(trace * trace / square)
}
