//! Isotonic regression (Zadrozny, Elkan 2002; Guo 2017, sec. 4.1): the rising function of a class's probability that is nearest
//! to the labels, by pooling adjacent violators.

use super::one_vs_rest::{self, ProbabilityMap};
use super::{Calibrated, Calibrator, ECE_AFTER, Fold, NLL_AFTER};
use crate::metrics::{Definition, Measured};

/// The registry's entry.
pub const CALIBRATOR: Calibrator = Calibrator {
    name: "isotonic_regression",
    title: "Isotonic regression",
    formula: "each class against the rest: least squares among rising functions of p_k, straight between the fitted points, constant beyond them; then the sum is made 1",
    fit,
};

/// The registry's entry of `ece_isotonic_regression`.
pub const ECE: Definition = Definition {
    name: "ece_isotonic_regression",
    title: "ECE after isotonic regression",
    short: "ECE (iso.)",
    formula: "ECE of the rising least-squares function of p_k for each class; then the sum is made 1",
    ..ECE_AFTER
};

/// The registry's entry of `nll_isotonic_regression`.
pub const NLL: Definition = Definition {
    name: "nll_isotonic_regression",
    title: "NLL after isotonic regression",
    short: "NLL (iso.)",
    formula: "NLL of the rising least-squares function of p_k for each class; then the sum is made 1",
    ..NLL_AFTER
};

/// A run of equal fitted values.
struct Run {
    first: f64,
    last: f64,
    sum: f64,
    count: f64,
}

/// Knots (place, value) of a rising function.
struct Rising(Vec<(f64, f64)>);

impl ProbabilityMap for Rising {
    fn at(&self, probability: f64) -> f64 {
        let after = self.0.partition_point(|(x, _)| *x < probability);
        match (after.checked_sub(1).and_then(|before| self.0.get(before)), self.0.get(after)) {
            (Some((x0, y0)), Some((x1, y1))) => y0 + (y1 - y0) * (probability - x0) / (x1 - x0),
            (Some((_, y)), None) | (None, Some((_, y))) => *y,
            (None, None) => probability,
        }
    }
}

/// Pools adjacent violators: values (n) against their places (n).
fn rising(places: &[f64], values: &[f64]) -> Rising {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].total_cmp(&places[*b]));
    let mut runs: Vec<Run> = Vec::new();
    for tied in order.chunk_by(|a, b| places[*a] >= places[*b]) {
        let place = places[tied[0]];
        let mut run = Run { first: place, last: place, sum: 0.0, count: tied.len() as f64 };
        run.sum = tied.iter().map(|i| values[*i]).sum();
        // A run that is not above the one before it is pooled with it.
        while let Some(before) = runs.pop_if(|before| before.sum * run.count >= run.sum * before.count) {
            run =
                Run { first: before.first, last: run.last, sum: before.sum + run.sum, count: before.count + run.count };
        }
        runs.push(run);
    }
    let knots = |run: &Run| [(run.first, run.sum / run.count), (run.last, run.sum / run.count)];
    let mut knots: Vec<(f64, f64)> = runs.iter().flat_map(knots).collect();
    knots.dedup();
    Rising(knots)
}

fn fit(fold: &Fold<'_>) -> Measured<Box<dyn Calibrated>> {
    one_vs_rest::fit(fold, rising)
}
