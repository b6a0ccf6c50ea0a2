//! How far a network is from linear between examples: what mixup asks of it (MIX-KD).
//!
//! Fed by `extract::probes::mixing`: distances of p(λx₁ + (1 − λ)x₂) to λp(x₁) + (1 − λ)p(x₂), of pairs (N) at several λ.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined};

/// The registry's entry of `mixing_gap`.
pub const TOTAL_VARIATION: Definition = Definition {
    name: "mixing_gap",
    title: "Gap under mixing",
    short: "mixing",
    measures: "How far the answer to a mix of two images is from the mix of their answers: 0 for a smooth network, up to 1.",
    formula: "mean over 500 disjoint random pairs and λ = 0.1 … 0.9 of ½ ||p(λx₁ + (1-λ)x₂) - λp(x₁) - (1-λ)p(x₂)||₁ at T = 1",
    edges: "In [0, 1]. Fewer pairs where there are fewer examples; undefined for fewer than two pairs. Needs the weights and `--probes mixing`.",
    source: "Choi 2023 (MIX-KD); the distance is penult's own",
    topic: Topic::Landscape,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Own("percentile bootstrap over disjoint pairs, the same for all variants"),
};

/// The registry's entry of `mixing_gap_euclidean`.
pub const EUCLIDEAN: Definition = Definition {
    name: "mixing_gap_euclidean",
    title: "Gap under mixing, Euclidean",
    short: "mixing₂",
    formula: "the same with || · ||₂",
    edges: "In [0, √2]. Fewer pairs where there are fewer examples; undefined for fewer than two pairs. Needs the weights and `--probes mixing`.",
    ..TOTAL_VARIATION
};

/// Mean over λ of each pair (N), from rows of gaps, one a pair.
///
/// # Errors
/// Undefined for fewer than two pairs, or where a gap is not finite.
pub fn per_pair<'a>(rows: impl Iterator<Item = &'a [f64]>) -> Measured<Vec<f64>> {
    let means: Vec<f64> = rows.map(|row| row.iter().sum::<f64>() / row.len() as f64).collect();
    if means.len() < 2 {
        return Err(Undefined(format!("needs two pairs of examples, found {}", means.len())));
    }
    if means.iter().any(|m| !m.is_finite()) {
        return Err(Undefined("an answer to a mix is not finite".to_owned()));
    }
    Ok(means)
}
