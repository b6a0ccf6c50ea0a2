//! Bayesian binning into quantiles (BBQ; Naeini, Cooper, Hauskrecht 2015; Guo 2017, sec. 4.1): the average over many binnings of
//! equal mass, each weighted by the probability that it gives to the labels.
//!
//! With B bins and N' = 2: bin b has the prior Beta(α_b, β_b), α_b = N'/B m_b, β_b = N'/B (1 - m_b), m_b the middle of the bin;
//! P(D|B) = Π_b Γ(N'/B)/Γ(N'/B + n_b) · Γ(α_b + k_b)/Γ(α_b) · Γ(β_b + n_b - k_b)/Γ(β_b), and the bin's value is
//! (α_b + k_b)/(N'/B + n_b), k_b the labels among its n_b examples.

use statrs::function::gamma::ln_gamma;

use super::one_vs_rest::{self, ProbabilityMap};
use super::{Calibrated, Calibrator, ECE_AFTER, Fold, NLL_AFTER};
use crate::metrics::equal_mass::EqualMass;
use crate::metrics::{Definition, Measured};

/// The registry's entry.
pub const CALIBRATOR: Calibrator = Calibrator {
    name: "bbq",
    title: "Bayesian binning into quantiles (BBQ)",
    formula: "each class against the rest: average over binnings of equal mass, ⌊∛n/10⌋ to ⌈10 ∛n⌉ bins (at most n/5), weighted by their marginal likelihood under Beta priors worth 2 examples; then the sum is made 1",
    fit,
};

/// The registry's entry of `ece_bbq`.
pub const ECE: Definition = Definition {
    name: "ece_bbq",
    title: "ECE after Bayesian binning into quantiles (BBQ)",
    short: "ECE (BBQ)",
    formula: "ECE of the average of binnings of p_k, weighted by their marginal likelihood, for each class; then the sum is made 1",
    ..ECE_AFTER
};

/// The registry's entry of `nll_bbq`.
pub const NLL: Definition = Definition {
    name: "nll_bbq",
    title: "NLL after Bayesian binning into quantiles (BBQ)",
    short: "NLL (BBQ)",
    formula: "NLL of the average of binnings of p_k, weighted by their marginal likelihood, for each class; then the sum is made 1",
    ..NLL_AFTER
};

/// Examples that the prior of a binning is worth.
const PRIOR: f64 = 2.0;

/// Weight below which a binning cannot be seen in the average.
const NEGLIGIBLE: f64 = 1e-13;

/// Rising probabilities (n) with how many of the first i are of the class (n + 1).
struct Sorted {
    probabilities: Vec<f64>,
    labels_before: Vec<f64>,
}

impl Sorted {
    fn new(probabilities: &[f64], is_label: &[f64]) -> Self {
        let mut pairs: Vec<(f64, f64)> = probabilities.iter().copied().zip(is_label.iter().copied()).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut labels_before = vec![0.0];
        labels_before.extend(pairs.iter().scan(0.0, |sum, (_, label)| {
            *sum += label;
            Some(*sum)
        }));
        Self { probabilities: pairs.into_iter().map(|(p, _)| p).collect(), labels_before }
    }
}

/// A binning with the values of its bins.
struct Binning {
    bins: EqualMass,
    values: Vec<f64>,
    log_likelihood: f64,
}

impl Binning {
    /// The binning into up to `count` bins.
    fn new(sorted: &Sorted, count: usize) -> Self {
        let bins = EqualMass::of_sorted(&sorted.probabilities, count);
        let prior = PRIOR / bins.count() as f64;
        let (mut log_likelihood, mut values) = (0.0, Vec::with_capacity(bins.count()));
        let (mut low, mut first) = (0.0, 0);
        for high in bins.edges().iter().copied().chain([1.0]) {
            let end = sorted.probabilities.partition_point(|p| *p <= high);
            let (n, labels) = ((end - first) as f64, sorted.labels_before[end] - sorted.labels_before[first]);
            // A bin of no width at 0 or 1 would have no prior on one side.
            let middle = f64::midpoint(low, high).clamp(1e-12, 1.0 - 1e-12);
            let (alpha, beta) = (prior * middle, prior * (1.0 - middle));
            log_likelihood += ln_gamma(prior) - ln_gamma(prior + n)
                + (ln_gamma(alpha + labels) - ln_gamma(alpha))
                + (ln_gamma(beta + n - labels) - ln_gamma(beta));
            values.push((alpha + labels) / (prior + n));
            (low, first) = (high, end);
        }
        Self { bins, values, log_likelihood }
    }
}

/// A step function: `values[i]` up to `edges[i]`, the last value beyond.
struct Steps {
    edges: Vec<f64>,
    values: Vec<f64>,
}

impl ProbabilityMap for Steps {
    fn at(&self, probability: f64) -> f64 {
        self.values[self.edges.partition_point(|edge| *edge < probability)]
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // cube roots of counts
fn average(probabilities: &[f64], is_label: &[f64]) -> Steps {
    let (root, sorted) = ((probabilities.len() as f64).cbrt(), Sorted::new(probabilities, is_label));
    let fewest = ((root / 10.0) as usize).max(1);
    let most = ((10.0 * root).ceil() as usize).min(probabilities.len().div_ceil(5)).max(fewest);
    let binnings: Vec<Binning> = (fewest..=most).map(|count| Binning::new(&sorted, count)).collect();
    let largest = binnings.iter().map(|b| b.log_likelihood).fold(f64::NEG_INFINITY, f64::max);
    let weights = binnings.iter().map(|b| (b.log_likelihood - largest).exp());
    weighted(&binnings, &weights.collect::<Vec<f64>>())
}

/// The weighted average of binnings: from the first values, a step at every edge.
fn weighted(binnings: &[Binning], weights: &[f64]) -> Steps {
    let total: f64 = weights.iter().sum();
    let kept = || binnings.iter().zip(weights).filter(|(_, w)| **w > NEGLIGIBLE);
    let step =
        |b: &Binning, i: usize, weight: f64| (b.bins.edges()[i], weight / total * (b.values[i + 1] - b.values[i]));
    let of = |(b, weight): (&Binning, &f64)| (0..b.bins.edges().len()).map(|i| step(b, i, *weight)).collect::<Vec<_>>();
    let mut steps: Vec<(f64, f64)> = kept().flat_map(of).collect();
    steps.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut value: f64 = kept().map(|(b, weight)| weight / total * b.values[0]).sum();
    let mut out = Steps { edges: Vec::new(), values: vec![value] };
    for at_edge in steps.chunk_by(|a, b| a.0 >= b.0) {
        value += at_edge.iter().map(|(_, step)| step).sum::<f64>();
        out.edges.push(at_edge[0].0);
        out.values.push(value.clamp(0.0, 1.0));
    }
    out
}

fn fit(fold: &Fold<'_>) -> Measured<Box<dyn Calibrated>> {
    one_vs_rest::fit(fold, average)
}
