//! SVCCA: mean canonical correlation of the principal directions that hold 99 % of the variance (Raghu 2017).

use super::Measured;
use super::cca::{Basis, canonical};
use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};

/// The registry's entry of `svcca`.
pub const DEFINITION: Definition = Definition {
    name: "svcca",
    title: "SVCCA",
    short: "SVCCA",
    measures: "How well the main directions of two networks' features predict each other.",
    formula: "mean canonical correlation of the fewest principal directions of each side that hold 99 % of its variance (penult's reading of the threshold); on 2,000 class-stratified rows where there are more",
    edges: "In [0, 1]; rises to 1 for any two networks as N falls to D: at least 10 examples a feature. Undefined where one side does not vary. Measured of the first variants of any two of the first 16 groups.",
    source: "Raghu 2017",
    topic: Topic::Similarity,
    subject: Subject::Pair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::None("none: resampled duplicates raise canonical correlations"),
};

/// Share of the variance that is kept: the `share` of both [`Basis`].
pub const VARIANCE: f64 = 0.99;

/// Mean canonical correlation of two bases over the same examples, in [0, 1].
///
/// # Errors
/// Undefined where the decomposition does not converge.
pub fn svcca(x: &Basis, y: &Basis) -> Measured<f64> {
    let correlations = canonical(x, y)?.correlations;
    Ok(correlations.iter().sum::<f64>() / correlations.len() as f64)
}
