//! Procrustes distance (Ding 2021): what is left between two sets of features after the best rotation.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::sample::Sample;
use super::{Measured, Undefined};
use crate::linalg::svd::singular_values;

/// The registry's entry of `procrustes`.
pub const DEFINITION: Definition = Definition {
    name: "procrustes",
    title: "Procrustes distance",
    short: "Procr",
    measures: "How far the features of two networks are after the best rotation, both scaled to norm 1.",
    formula: "2 - 2 ||XᵀY||_* with X and Y centred and of Frobenius norm 1 (the squared distance); on 2,000 class-stratified rows where there are more",
    edges: "In [0, 2]; 0 for features that differ by rotation, scale and shift alone. Undefined where one side does not vary. Measured of the first variants of any two of the first 16 groups.",
    source: "Ding 2021, as in js-d/sim_metric",
    topic: Topic::Similarity,
    subject: Subject::Pair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::None("none: a nuclear norm over examples grows with resampled duplicates"),
};

/// The distance of centred samples of the same rows, in [0, 2].
///
/// # Errors
/// Undefined where one side does not vary, or where the singular values do not converge.
pub fn procrustes(x: &Sample, y: &Sample) -> Measured<f64> {
    let scale = x.square().sqrt() * y.square().sqrt();
    if scale <= 0.0 {
        return Err(Undefined("the features of one variant do not vary".to_owned()));
    }
    let nuclear: f64 = singular_values(&x.product(y), x.cols, y.cols).map_err(Undefined)?.iter().sum();
    Ok((2.0 - 2.0 * nuclear / scale).clamp(0.0, 2.0))
}
