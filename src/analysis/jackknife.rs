//! Delete-a-group jackknife, for statistics of pairs of examples or of covariances, which resampled duplicates wreck.
//!
//! Fed by mergeable sums of `metrics`, read by `measure`, `pairs` and `groups`. The groups are class-stratified and shared
//! by all variants, so that differences are paired.

use rayon::prelude::*;

use super::intervals::{mean, student_t};
use crate::metrics::Mergeable;

/// Groups of the jackknife.
pub const GROUPS: usize = 50;

/// Bytes up to which the sums of the groups are kept; beyond, they are made again.
const KEPT_BYTES: usize = 64 << 20;

/// Groups whose sums are added up at once, where they are not kept.
const AT_ONCE: usize = 8;

/// The examples of each group, and how much memory their sums may take.
#[derive(Clone, Debug)]
pub struct Jackknife {
    groups: Vec<Vec<usize>>,
    kept_bytes: usize,
}

impl Jackknife {
    /// Groups of examples with these labels (N): class by class, the examples are dealt out in order.
    pub fn new(labels: &[usize]) -> Self {
        let mut groups = vec![Vec::new(); GROUPS];
        let mut seen = vec![0usize; labels.iter().max().map_or(0, |last| last + 1)];
        for (i, label) in labels.iter().enumerate() {
            // The class shifts the start, so that small classes do not all fall into group 0.
            groups[(seen[*label] + label * 7) % GROUPS].push(i);
            seen[*label] += 1;
        }
        // A group without examples takes nothing away and would count as a value without noise.
        groups.retain(|g| !g.is_empty());
        Self { groups, kept_bytes: KEPT_BYTES }
    }

    /// The same groups, their sums kept only where they take at most `limit` bytes.
    pub fn keeping(self, limit: usize) -> Self {
        Self { kept_bytes: limit, ..self }
    }

    /// The examples of each group, none of them empty.
    pub fn groups(&self) -> &[Vec<usize>] {
        &self.groups
    }

    /// The sums of all examples, and `value` of all without each group. `of` gives the sums of a group's examples.
    pub fn delete_a_group<S: Mergeable + Send + Sync, T: Send>(
        &self,
        of: impl Fn(&[usize]) -> S + Sync,
        value: impl Fn(&S) -> T + Sync,
    ) -> Option<(S, Vec<T>)> {
        let mut total = of(self.groups.first()?);
        let made = |groups: &[Vec<usize>]| groups.par_iter().map(|g| of(g)).collect::<Vec<S>>();
        let is_kept = total.bytes().saturating_mul(self.groups.len()) <= self.kept_bytes;
        let kept = if is_kept { made(&self.groups) } else { Vec::new() };
        // Merged in order, a few at a time: neither the threads nor the memory change the sums.
        for (at, chunk) in self.groups[1..].chunks(AT_ONCE).enumerate() {
            let first = 1 + at * AT_ONCE;
            let again = if is_kept { Vec::new() } else { made(chunk) };
            let states = if is_kept { &kept[first..first + chunk.len()] } else { &again };
            states.iter().for_each(|s| total.merge(s));
        }
        let without = |g: usize| {
            let mut rest = total.clone();
            match kept.get(g) {
                Some(state) => rest.subtract(state),
                None => rest.subtract(&of(&self.groups[g])),
            }
            value(&rest)
        };
        let deleted = (0..self.groups.len()).into_par_iter().map(without).collect();
        Some((total, deleted))
    }
}

/// Standard error from delete-a-group values: √((G-1)/G Σ (v_g - v̄)²).
pub fn error(deleted: &[f64]) -> f64 {
    let g = deleted.len() as f64;
    let mean = mean(deleted);
    ((g - 1.0) / g * deleted.iter().map(|v| (v - mean).powi(2)).sum::<f64>()).sqrt()
}

/// Half-width of the jackknife interval: Student's t with G - 1 degrees of freedom.
pub fn half_width(deleted: &[f64], level: f64) -> f64 {
    student_t(deleted.len().saturating_sub(1) as f64, level) * error(deleted)
}
