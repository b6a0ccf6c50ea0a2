//! Temperature scaling (Guo 2017, eq. 9): minimise the NLL over β = 1/T, a convex 1-D problem.

use super::definition::{Definition, Direction, Interval, Subject, Unit};
use super::{Measured, Undefined, per_row};
use crate::linalg::Rows;
use crate::random::Random;

/// The registry's entry of `temperature`.
pub const DEFINITION: Definition = Definition {
    name: "temperature",
    title: "Fitted temperature (T*)",
    short: "T*",
    measures: "By how much the logits are too large (T* > 1) or too small (T* < 1).",
    formula: "T > 0 that minimises the NLL of softmax(z/T) on the whole split, a convex problem in 1/T",
    edges: "Not clamped to ≥ 1. Undefined where every example is right (the NLL falls for ever as T falls) or where no T > 0 beats the uniform distribution.",
    source: "Guo 2017, sec. 4",
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::None("none: descriptive, fitted on the whole split"),
};

/// The registry's entry of `nll_at_temperature`.
pub const NLL_AT_TEMPERATURE: Definition = Definition {
    name: "nll_at_temperature",
    title: "NLL at the fitted temperature",
    short: "NLL(T*)",
    measures: "What is left of the NLL after temperature scaling.",
    formula: "NLL of softmax(z/T), T fitted on the other of two class-stratified folds (by a hash of the id)",
    edges: "Undefined where the temperature of a fold is.",
    source: "Guo 2017, cross-fitted",
    subject: Subject::Variant,
    unit: Unit::Nats,
    direction: Direction::Lower,
    interval: Interval::Percentile,
};

/// The registry's entry of `ece_at_temperature`.
pub const ECE_AT_TEMPERATURE: Definition = Definition {
    name: "ece_at_temperature",
    title: "ECE at the fitted temperature",
    short: "ECE(T*)",
    measures: "What is left of the ECE after temperature scaling.",
    formula: "ECE of softmax(z/T), T fitted on the other of two class-stratified folds (by a hash of the id)",
    edges: "Undefined where the temperature of a fold is. The resamples hold the folds' temperatures.",
    source: "Guo 2017, cross-fitted",
    subject: Subject::Variant,
    unit: Unit::Fraction,
    direction: Direction::Lower,
    interval: Interval::Basic,
};

/// Largest β that is searched; beyond it there is no finite optimum worth the name.
const LARGEST_BETA: f64 = 1e4;

/// First and second derivative of the NLL in β over the rows: Σ (E_p[z] - z_y) and Σ Var_p[z].
fn derivatives(logits: Rows<'_>, labels: &[usize], rows: &[usize], beta: f64) -> (f64, f64) {
    let terms = per_row(rows.len(), |r| {
        let (row, y) = (logits.row(rows[r]), labels[rows[r]]);
        let max = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let (mut sum, mut first, mut second) = (0.0, 0.0, 0.0);
        for z in row {
            let gap = f64::from(*z) - f64::from(max);
            let weight = (beta * gap).exp();
            sum += weight;
            first += weight * gap;
            second += weight * gap * gap;
        }
        let mean = first / sum;
        (mean - (f64::from(row[y]) - f64::from(max)), second / sum - mean * mean)
    });
    terms.iter().fold((0.0, 0.0), |a, t| (a.0 + t.0, a.1 + t.1))
}

/// T that minimises the NLL of softmax(z/T) over the rows that `select` keeps. Logits (N, K), labels (N).
///
/// # Errors
/// Undefined without rows, where every example is right (the NLL falls for ever as T -> 0), or where no T > 0 is best.
pub fn fit(logits: Rows<'_>, labels: &[usize], select: &dyn Fn(usize) -> bool) -> Measured<f64> {
    let rows: Vec<usize> = (0..logits.rows).filter(|i| select(*i)).collect();
    if rows.is_empty() {
        return Err(Undefined("there are no examples to fit a temperature on".to_owned()));
    }
    let slope = |beta: f64| derivatives(logits, labels, &rows, beta).0;
    if slope(0.0) >= 0.0 {
        return Err(Undefined(
            "no temperature helps: the logits are no better than the uniform distribution".to_owned(),
        ));
    }
    let is_largest = |i: &usize| logits.row(*i).iter().all(|z| *z <= logits.row(*i)[labels[*i]]);
    let all_right = || Undefined("no finite temperature is best: every example is right".to_owned());
    if rows.iter().all(is_largest) {
        return Err(all_right());
    }
    let (mut low, mut high) = (0.0, 1.0);
    while slope(high) < 0.0 {
        low = high;
        high *= 2.0;
        if high > LARGEST_BETA {
            return Err(all_right());
        }
    }
    Ok(1.0 / root(|beta| derivatives(logits, labels, &rows, beta), low, high))
}

/// The zero of a rising function between `low` and `high`: Newton, halving where a step would leave the bracket.
fn root(of: impl Fn(f64) -> (f64, f64), mut low: f64, mut high: f64) -> f64 {
    let mut beta = f64::midpoint(low, high);
    for _ in 0..100 {
        let (value, slope) = of(beta);
        if value < 0.0 {
            low = beta;
        } else {
            high = beta;
        }
        let newton = beta - value / slope;
        // Newton squares the error with each step: after one this small, f64 has no digits left.
        if (newton - beta).abs() <= 1e-9 * beta {
            return newton;
        }
        beta = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
    }
    beta
}

fn hash(id: i64) -> u64 {
    Random::from_state(id.cast_unsigned()).bits()
}

/// A temperature an example, fitted on the fold that it is not in: two folds, class-stratified by a hash of the id.
///
/// # Errors
/// As [`fit`], on either fold.
pub fn cross_fitted(logits: Rows<'_>, labels: &[usize], ids: &[i64]) -> Measured<Vec<f64>> {
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by_key(|i| (labels[*i], hash(ids[*i]), *i));
    let mut is_first = vec![false; labels.len()];
    let mut flag = false;
    for i in order {
        is_first[i] = flag;
        flag = !flag;
    }
    let from_second = fit(logits, labels, &|i| !is_first[i])?;
    let from_first = fit(logits, labels, &|i| is_first[i])?;
    Ok(is_first.iter().map(|first| if *first { from_second } else { from_first }).collect())
}
