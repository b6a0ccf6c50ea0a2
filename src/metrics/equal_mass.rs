//! Bins of equal mass over the confidence, and the ECE over them: bins as p-lambda/verified_calibration makes them.
//!
//! The sorted confidences are cut into runs of equal length (the first ones longer by one where it doesn't divide); an edge lies
//! halfway between the last of a run and the first of the next. Equal confidences share a bin whatever the order of the rows.

use super::calibration_error::{Bin, ECE};
use super::definition::Definition;

/// The registry's entry of `ece_equal_mass`.
pub const DEFINITION: Definition = Definition {
    name: "ece_equal_mass",
    title: "Expected calibration error over bins of equal mass",
    short: "ECE mass",
    measures: "The mean gap of confidence and accuracy where every bin holds as many examples.",
    formula: "Σ_b n_b/N |acc_b - conf_b| over 15 bins of equal mass, edges halfway between neighbours, closed on the right",
    edges: "Equal confidences share a bin, so ties leave fewer bins; min(15, N) bins. The resamples hold the edges. Positive even for a calibrated network.",
    source: "Kumar 2019, code (get_equal_bins)",
    ..ECE
};

/// Edges of bins of about equal mass.
#[derive(Clone, Debug, PartialEq)]
pub struct EqualMass {
    edges: Vec<f64>, // rising; bin b is (edges[b - 1], edges[b]], the last one open
}

impl EqualMass {
    /// Up to `bins` bins for values (N).
    pub fn new(values: &[f64], bins: usize) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        Self::of_sorted(&sorted, bins)
    }

    /// The same for rising values.
    pub fn of_sorted(sorted: &[f64], bins: usize) -> Self {
        let bins = bins.min(sorted.len());
        let mut edges: Vec<f64> = (1..bins)
            .map(|b| {
                // Of N = q bins + r, the first r runs have q + 1.
                let cut = b * (sorted.len() / bins) + b.min(sorted.len() % bins);
                f64::midpoint(sorted[cut - 1], sorted[cut])
            })
            .collect();
        edges.dedup();
        // Ties at the largest value would leave an empty bin above it.
        edges.pop_if(|edge| sorted.last().is_some_and(|last| *edge >= *last));
        Self { edges }
    }

    /// The bins' inner edges, rising.
    pub fn edges(&self) -> &[f64] {
        &self.edges
    }

    /// How many bins there are.
    pub fn count(&self) -> usize {
        self.edges.len() + 1
    }

    /// Index of the bin that holds `value`.
    pub fn index(&self, value: f64) -> usize {
        self.edges.partition_point(|edge| *edge < value)
    }

    /// Bins of confidences (N) and right answers (N, 0 or 1).
    pub fn bins(&self, confidence: &[f64], correct: &[f64]) -> Vec<Bin> {
        let mut out = vec![Bin::default(); self.count()];
        for (confidence, correct) in confidence.iter().zip(correct) {
            out[self.index(*confidence)].add(*confidence, *correct);
        }
        out
    }
}
