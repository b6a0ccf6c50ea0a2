//! Temperature scaling (Guo 2017, eq. 9): minimise the NLL over β = 1/T, a convex 1-D problem.

use rayon::prelude::*;

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::softmax::{gaps, largest, rows_at_once, total};
use super::{Measured, Undefined, folds};
use crate::linalg::{BLOCK_ROWS, Rows, dot, exp, sum, vectorised};

/// The registry's entry of `temperature`.
pub const DEFINITION: Definition = Definition {
    name: "temperature",
    title: "Fitted temperature (T*)",
    short: "T*",
    measures: "By how much the logits are too large (T* > 1) or too small (T* < 1).",
    formula: "T > 0 that minimises the NLL of softmax(z/T) on the whole split, a convex problem in 1/T",
    edges: "Not clamped to ≥ 1. Undefined where every example is right (the NLL falls for ever as T falls) or where no T > 0 beats the uniform distribution.",
    source: "Guo 2017, sec. 4",
    topic: Topic::Calibration,
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
    topic: Topic::Calibration,
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
    topic: Topic::Calibration,
    subject: Subject::Variant,
    unit: Unit::Fraction,
    direction: Direction::Lower,
    interval: Interval::Basic,
};

/// Largest β that is searched; beyond it there is no finite optimum worth the name.
const LARGEST_BETA: f64 = 1e4;

/// The examples that a temperature is fitted on.
struct Problem<'a> {
    logits: Rows<'a>,
    labels: &'a [usize],
    rows: Vec<usize>,
}

impl Problem<'_> {
    /// First and second derivative of the NLL in β over the rows: Σ (E_p[z] - z_y) and Σ Var_p[z].
    fn derivatives(&self, beta: f64) -> (f64, f64) {
        let blocks: Vec<(f64, f64)> = self.rows.par_chunks(BLOCK_ROWS).map(|rows| self.of_block(rows, beta)).collect();
        blocks.iter().fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1))
    }

    fn of_block(&self, rows: &[usize], beta: f64) -> (f64, f64) {
        let (mut value, mut slope) = (0.0, 0.0);
        let (mut gap, mut weight) = (Vec::new(), Vec::new());
        for rows in rows.chunks(rows_at_once(self.logits.cols)) {
            gap.clear();
            rows.iter().for_each(|i| gap.extend(gaps(self.logits.row(*i))));
            weight.clear();
            weight.extend(gap.iter().map(|g| beta * g));
            exp(&mut weight);
            let k = self.logits.cols.max(1);
            let of_row = |((i, gap), weight): ((&usize, &[f64]), &[f64])| {
                let sums = total(weight);
                let mean = dot(weight, gap) / sums;
                value += mean - gap[self.labels[*i]];
                slope += sum(weight, gap, |w, g| w * g * g) / sums - mean * mean;
            };
            vectorised(|| rows.iter().zip(gap.chunks_exact(k)).zip(weight.chunks_exact(k)).for_each(of_row));
        }
        (value, slope)
    }

    /// The first derivative at β = 0, where all classes weigh the same.
    fn slope_at_zero(&self) -> f64 {
        let of = |i: &usize| {
            let row = self.logits.row(*i);
            row.iter().map(|z| f64::from(*z)).sum::<f64>() / row.len() as f64 - f64::from(row[self.labels[*i]])
        };
        self.rows.iter().map(of).sum()
    }

    fn is_all_right(&self) -> bool {
        self.rows.iter().all(|i| largest(self.logits.row(*i)) <= self.logits.row(*i)[self.labels[*i]])
    }

    /// The β of the least NLL; `start` is where the search begins.
    fn solve(&self, start: f64) -> Measured<f64> {
        if self.rows.is_empty() {
            return Err(Undefined("there are no examples to fit a temperature on".to_owned()));
        }
        if self.slope_at_zero() >= 0.0 {
            return Err(Undefined(
                "no temperature helps: the logits are no better than the uniform distribution".to_owned(),
            ));
        }
        let all_right = || Undefined("no finite temperature is best: every example is right".to_owned());
        if self.is_all_right() {
            return Err(all_right());
        }
        root(|beta| self.derivatives(beta), start).ok_or_else(all_right)
    }
}

/// The zero of a rising function that is negative at 0: Newton, halving where a step would leave the bracket. None beyond
/// `LARGEST_BETA`.
fn root(of: impl Fn(f64) -> (f64, f64), start: f64) -> Option<f64> {
    let (mut low, mut high) = (0.0, 2.0 * LARGEST_BETA);
    let mut beta = start;
    for _ in 0..100 {
        let (value, slope) = of(beta);
        if value < 0.0 {
            low = beta;
        } else {
            high = beta;
        }
        if low > LARGEST_BETA {
            return None;
        }
        let newton = beta - value / slope;
        // Newton squares the error with each step: after one this small, f64 has no digits left.
        if (newton - beta).abs() <= 1e-9 * beta {
            return Some(newton);
        }
        // Far from the zero the slope says little: at most a factor of 4 a step.
        let next = newton.clamp(beta / 4.0, beta * 4.0);
        beta = if next > low && next < high { next } else { f64::midpoint(low, high) };
    }
    Some(beta)
}

/// T that minimises the NLL of softmax(z/T) over the rows that `select` keeps. Logits (N, K), labels (N).
///
/// # Errors
/// Undefined without rows, where every example is right (the NLL falls for ever as T -> 0), or where no T > 0 is best.
pub fn fit(logits: Rows<'_>, labels: &[usize], select: &dyn Fn(usize) -> bool) -> Measured<f64> {
    let rows = (0..logits.rows).filter(|i| select(*i)).collect();
    Problem { logits, labels, rows }.solve(1.0).map(|beta| 1.0 / beta)
}

/// A temperature an example, fitted on the fold that it is not in: two folds, class-stratified by a hash of the id.
///
/// # Errors
/// As [`fit`], on either fold.
pub fn cross_fitted(logits: Rows<'_>, labels: &[usize], ids: &[i64]) -> Measured<Vec<f64>> {
    let is_first = folds::is_first(labels, ids);
    let fold = |first: bool| (0..labels.len()).filter(|i| is_first[*i] == first).collect();
    let from_second = Problem { logits, labels, rows: fold(false) }.solve(1.0)?;
    // The folds are alike: one begins where the other ended.
    let from_first = Problem { logits, labels, rows: fold(true) }.solve(from_second)?;
    Ok(is_first.iter().map(|first| 1.0 / if *first { from_second } else { from_first }).collect())
}
