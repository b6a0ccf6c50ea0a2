//! PWCCA: canonical correlations weighted by how much of the features their directions carry (Morcos 2018).

use super::cca::{Basis, canonical};
use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::sample::{Sample, transposed_product};
use super::{Measured, Undefined};

/// The registry's entry of `pwcca`.
pub const DEFINITION: Definition = Definition {
    name: "pwcca",
    title: "PWCCA",
    short: "PWCCA",
    measures: "How well two networks' features predict each other, the directions that matter most counting most.",
    formula: "Σ w_i ρ_i / Σ w_i, w_i = Σ_j |<direction i, feature column j>| on the side of smaller rank (the first where equal); on 2,000 class-stratified rows where there are more",
    edges: "In [0, 1]; rises to 1 for any two networks as N falls to D: at least 10 examples a feature, and 1 where one side has as many directions as N - 1. Undefined where one side does not vary. Other code weighs always on the first side. Measured of the first variants of any two of the first 16 groups.",
    source: "Morcos 2018; weights as google/svcca means them",
    topic: Topic::Similarity,
    subject: Subject::DirectedPair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::None("none: resampled duplicates raise canonical correlations"),
};

/// PWCCA of two centred samples of the same rows, each with its whole [`Basis`] (share 1), in [0, 1].
///
/// # Errors
/// Undefined where the decomposition does not converge.
pub fn pwcca(x: (&Sample, &Basis), y: (&Sample, &Basis)) -> Measured<f64> {
    let (smaller, larger) = if y.1.rank < x.1.rank { (y, x) } else { (x, y) };
    // Centred rows have no more directions than that: the larger side holds every one of the smaller.
    if larger.1.rank + 1 >= larger.0.rows {
        return Ok(1.0);
    }
    let canonical = canonical(smaller.1, larger.1)?;
    let (n, count, width) = (smaller.0.rows, canonical.correlations.len(), smaller.0.cols);
    let loads = transposed_product(&canonical.directions, &smaller.0.values, (n, count, width));
    let weights = loads.chunks_exact(width).map(|row| row.iter().map(|l| l.abs()).sum::<f64>());
    let (sum, total) = weights.zip(&canonical.correlations).fold((0.0, 0.0), |(s, t), (w, r)| (s + w * r, t + w));
    if total > 0.0 { Ok(sum / total) } else { Err(Undefined("the canonical directions carry nothing".to_owned())) }
}
