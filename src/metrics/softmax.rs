//! Softmax of rows of logits: once a row, for all statistics that are means over examples.

use std::ops::Range;

use rayon::prelude::*;

use crate::linalg::{Rows, exp, sum, vectorised};

/// Values whose exp is taken at once: they stay in the first cache, and short rows fill the vectors.
const VALUES_AT_ONCE: usize = 2048;

/// A row of logits (K) with its probabilities at a temperature.
pub struct Softmax<'a> {
    /// Logits (K).
    pub logits: &'a [f32],
    /// Probabilities (K).
    pub probabilities: &'a [f64],
    /// The largest probability.
    pub largest: f64,
    temperature: f64,
    log_sum: f64,
}

impl Softmax<'_> {
    /// log p_k.
    pub fn log_probability(&self, k: usize) -> f64 {
        f64::from(self.logits[k]) / self.temperature - self.log_sum
    }

    /// Σ_k p_k log p_k.
    pub fn mean_log_probability(&self) -> f64 {
        let log = |z: f32| f64::from(z) / self.temperature - self.log_sum;
        sum(self.probabilities, self.logits, |p, z| p * log(z))
    }

    /// log Σ_k exp(z_k / T).
    pub fn log_sum(&self) -> f64 {
        self.log_sum
    }

    /// Σ_{k≠y} p_k, summed off the label so that small masses keep their digits.
    pub fn mass_off(&self, label: usize) -> f64 {
        let p = self.probabilities;
        total(&p[..label]) + total(&p[label + 1..])
    }
}

/// `of(softmax, i)` for each row in order, blocks of them side by side; `temperature(i)` of each row.
pub fn per_softmax<T: Send>(
    logits: Rows<'_>,
    temperature: impl Fn(usize) -> f64 + Sync,
    of: impl Fn(&Softmax<'_>, usize) -> T + Sync,
) -> Vec<T> {
    let block = |rows: Range<usize>| {
        let mut out = Vec::with_capacity(rows.len());
        let mut values = Vec::new();
        for chunk in rows.clone().step_by(rows_at_once(logits.cols)) {
            let chunk = chunk..(chunk + rows_at_once(logits.cols)).min(rows.end);
            values.clear();
            chunk.clone().for_each(|i| values.extend(gaps(logits.row(i)).map(|gap| gap / temperature(i))));
            exp(&mut values);
            for (i, p) in chunk.zip(values.chunks_exact_mut(logits.cols.max(1))) {
                let (row, temperature, sum) = (logits.row(i), temperature(i), total(p));
                let log_sum = f64::from(largest(row)) / temperature + sum.ln();
                // exp of the largest is 1.
                let share = 1.0 / sum;
                p.iter_mut().for_each(|p| *p *= share);
                let softmax = Softmax { logits: row, probabilities: p, largest: share, temperature, log_sum };
                out.push(vectorised(|| of(&softmax, i)));
            }
        }
        out
    };
    logits.blocks().into_par_iter().flat_map_iter(block).collect()
}

/// Probabilities of one row at T = 1 (K), the same as those of [`per_softmax`].
pub fn probabilities(row: &[f32]) -> Vec<f64> {
    let mut p: Vec<f64> = gaps(row).collect();
    exp(&mut p);
    let share = 1.0 / total(&p);
    p.iter_mut().for_each(|p| *p *= share);
    p
}

/// Rows of K logits whose exp is taken at once.
pub(super) fn rows_at_once(classes: usize) -> usize {
    VALUES_AT_ONCE.div_ceil(classes.max(1))
}

/// z_k - max z, exactly.
pub(super) fn gaps(row: &[f32]) -> impl Iterator<Item = f64> {
    let largest = f64::from(largest(row));
    row.iter().map(move |z| f64::from(*z) - largest)
}

/// The largest value.
pub fn largest(row: &[f32]) -> f32 {
    let mut lanes = [f32::NEG_INFINITY; 8];
    let chunks = row.chunks_exact(8);
    let rest = chunks.remainder().iter().copied().fold(f32::NEG_INFINITY, f32::max);
    chunks.for_each(|chunk| lanes.iter_mut().zip(chunk).for_each(|(l, z)| *l = if *z > *l { *z } else { *l }));
    lanes.into_iter().fold(rest, f32::max)
}

/// Σ v.
pub(super) fn total(values: &[f64]) -> f64 {
    sum(values, values, |v, _| v)
}

/// Index of the largest value; ties go to the lowest.
pub fn argmax(row: &[f32]) -> usize {
    let largest = largest(row);
    row.iter().position(|z| *z >= largest).unwrap_or(0)
}
