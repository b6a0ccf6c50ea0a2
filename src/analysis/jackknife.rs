//! Delete-a-group jackknife, for statistics of pairs of examples or of covariances, which resampled duplicates wreck.
//!
//! Fed by mergeable sums of `metrics`, read by `measure`, `pairs` and `groups`. The groups are class-stratified and shared
//! by all variants, so that differences are paired.

use rayon::prelude::*;

use super::intervals::{mean, student_t};
use crate::metrics::Mergeable;

/// Groups of the jackknife.
pub const GROUPS: usize = 50;

/// The examples of each group.
#[derive(Clone, Debug)]
pub struct Jackknife {
    groups: Vec<Vec<usize>>,
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
        Self { groups }
    }

    /// The examples of each group, none of them empty.
    pub fn groups(&self) -> &[Vec<usize>] {
        &self.groups
    }

    /// The sums of all examples, and `value` of all without each group. `of` gives the sums of a group's examples; those of
    /// all groups are held at once, so wide ones come panel by panel.
    pub fn delete_a_group<S: Mergeable + Send + Sync, T: Send>(
        &self,
        of: impl Fn(&[usize]) -> S + Sync,
        value: impl Fn(&S) -> T + Sync,
    ) -> Option<(S, Vec<T>)> {
        let states: Vec<S> = self.groups.par_iter().map(|g| of(g)).collect();
        let total = merged(&states)?;
        let deleted = states.par_iter().map(|state| value(&without(&total, state))).collect();
        Some((total, deleted))
    }
}

/// The sums of all, merged in order: the threads do not change them.
fn merged<S: Mergeable>(states: &[S]) -> Option<S> {
    let mut total = states.first()?.clone();
    states[1..].iter().for_each(|s| total.merge(s));
    Some(total)
}

fn without<S: Mergeable>(total: &S, state: &S) -> S {
    let mut rest = total.clone();
    rest.subtract(state);
    rest
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
