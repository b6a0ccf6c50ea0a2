//! Intervals: paired bootstrap of means and bins, delete-a-group jackknife of pair statistics, seeds.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;

use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF as _, StudentsT};

use crate::linalg::add_product;
use crate::metrics::Mergeable;
use crate::metrics::calibration_error::bin_index;

/// Groups of the jackknife.
pub const JACKKNIFE_GROUPS: usize = 50;

/// Bytes up to which the jackknife keeps the sums of its groups; beyond, they are made again.
const KEPT_BYTES: usize = 64 << 20;

/// Bytes up to which resamples are kept for the next variant; beyond, they are drawn again.
const RESAMPLES_BYTES: usize = 128 << 20;

/// Resamples that one product covers, and examples that one of its steps adds: fixed, so that threads change no bit.
const RESAMPLES_AT_ONCE: usize = 100;
const EXAMPLES_AT_ONCE: usize = 1024;

/// How often each of N examples is drawn in each resample: the same for every variant, so that differences are paired.
#[derive(Clone, Debug)]
pub struct Resamples {
    n: usize,
    seed: u64,
    count: usize,
    kept: Option<Vec<Vec<u16>>>,
}

impl Resamples {
    /// `count` resamples of `n` examples from a seed.
    pub fn new(n: usize, count: usize, seed: u64) -> Self {
        let empty = Self { n, seed, count, kept: None };
        let is_small = n.saturating_mul(count * size_of::<u16>()) <= RESAMPLES_BYTES;
        let kept = is_small.then(|| (0..count).into_par_iter().map(|index| empty.draw(index)).collect());
        Self { kept, ..empty }
    }

    /// How often each example is drawn (N), by splitmix64 and multiply-shift.
    fn draw(&self, index: usize) -> Vec<u16> {
        let mut state =
            self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (index as u64).wrapping_mul(0xd1b5_4a32_d192_ed03);
        let mut counts = vec![0u16; self.n];
        for _ in 0..self.n {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^= z >> 31;
            #[allow(clippy::cast_possible_truncation)] // below n
            let drawn = ((u128::from(z) * self.n as u128) >> 64) as usize;
            counts[drawn] = counts[drawn].saturating_add(1);
        }
        counts
    }

    /// Sums of S per-example terms over every resample: `[term][resample]`. `terms(range)` gives those examples' terms,
    /// row-major (examples, S): the counts are weights, no row is copied.
    fn sums(&self, width: usize, terms: impl Fn(Range<usize>) -> Vec<f64> + Sync) -> Vec<Vec<f64>> {
        let starts: Vec<usize> = (0..self.count).step_by(RESAMPLES_AT_ONCE).collect();
        let of = |first: &usize| {
            let chosen = *first..(*first + RESAMPLES_AT_ONCE).min(self.count);
            let drawn: Vec<Cow<'_, [u16]>> = chosen.clone().map(|index| self.counts(index)).collect();
            let mut sums = vec![0.0; chosen.len() * width];
            for start in (0..self.n).step_by(EXAMPLES_AT_ONCE) {
                let examples = start..(start + EXAMPLES_AT_ONCE).min(self.n);
                let weights: Vec<f64> =
                    drawn.iter().flat_map(|d| &d[examples.clone()]).map(|c| f64::from(*c)).collect();
                let size = (chosen.len(), examples.len(), width);
                add_product(&mut sums, &weights, &terms(examples), size);
            }
            sums
        };
        let parts: Vec<f64> = starts.par_iter().map(of).collect::<Vec<_>>().concat();
        (0..width).map(|term| parts.iter().skip(term).step_by(width.max(1)).copied().collect()).collect()
    }

    fn counts(&self, index: usize) -> Cow<'_, [u16]> {
        match &self.kept {
            Some(kept) => Cow::Borrowed(&kept[index]),
            None => Cow::Owned(self.draw(index)),
        }
    }

    /// Replicates of the means of several per-example terms (N each): `[term][resample]`.
    pub fn means(&self, terms: &[&[f64]]) -> Vec<Vec<f64>> {
        let rows = |examples: Range<usize>| examples.flat_map(|i| terms.iter().map(move |t| t[i])).collect();
        let mut sums = self.sums(terms.len(), rows);
        sums.iter_mut().flatten().for_each(|s| *s /= self.n as f64);
        sums
    }

    /// Replicates of the ECE over `bins` bins. Confidences (N), right answers (N, 0 or 1).
    pub fn ece(&self, confidence: &[f64], correct: &[f64], bins: usize) -> Vec<f64> {
        // One term a bin: an example's gap in its own, 0 in the others.
        let rows = |examples: Range<usize>| {
            let mut out = vec![0.0; examples.len() * bins];
            for (row, i) in out.chunks_exact_mut(bins.max(1)).zip(examples) {
                row[bin_index(confidence[i], bins)] = correct[i] - confidence[i];
            }
            out
        };
        let sums = self.sums(bins, rows);
        (0..self.count).map(|r| sums.iter().map(|bin| bin[r].abs()).sum::<f64>() / self.n as f64).collect()
    }
}

/// Percentile interval at `level`, linear between order statistics.
pub fn percentile(replicates: &[f64], level: f64) -> (f64, f64) {
    let mut sorted = replicates.to_vec();
    sorted.sort_by(f64::total_cmp);
    (quantile(&sorted, (1.0 - level) / 2.0), quantile(&sorted, f64::midpoint(1.0, level)))
}

/// Basic (reflected) interval at `level`: 2 v - q.
pub fn basic(value: f64, replicates: &[f64], level: f64) -> (f64, f64) {
    let (low, high) = percentile(replicates, level);
    (2.0 * value - high, 2.0 * value - low)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // an index
fn quantile(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = q * last as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (at - below as f64) * (sorted[above] - sorted[below])
}

/// The examples of each jackknife group: class by class, the examples are dealt out in order.
pub fn jackknife_groups(labels: &[usize], classes: usize) -> Vec<Vec<usize>> {
    let mut members = vec![Vec::new(); JACKKNIFE_GROUPS];
    let mut seen = vec![0usize; classes];
    for (i, label) in labels.iter().enumerate() {
        // The class shifts the start, so that small classes do not all fall into group 0.
        members[(seen[*label] + label * 7) % JACKKNIFE_GROUPS].push(i);
        seen[*label] += 1;
    }
    // A group without examples takes nothing away and would count as a value without noise.
    members.retain(|m| !m.is_empty());
    members
}

/// The sums of all examples, and `value` of all without each group. `of` gives the sums of a group's examples.
pub fn delete_a_group<S: Mergeable + Send + Sync, T: Send>(
    groups: &[Vec<usize>],
    of: impl Fn(&[usize]) -> S + Sync,
    value: impl Fn(&S) -> T + Sync,
) -> Option<(S, Vec<T>)> {
    let first = of(groups.first()?);
    let is_kept = first.bytes() * groups.len() <= KEPT_BYTES;
    let kept: Vec<S> = if is_kept { groups.par_iter().map(|g| of(g)).collect() } else { Vec::new() };
    let mut total = first;
    // Merged in order, a few at a time: neither the threads nor the memory change the sums.
    for (index, chunk) in groups.chunks(8).enumerate() {
        let made: Vec<S> = if is_kept { Vec::new() } else { chunk.par_iter().map(|g| of(g)).collect() };
        let states = if is_kept { &kept[index * 8..index * 8 + chunk.len()] } else { &made };
        states.iter().skip(usize::from(index == 0)).for_each(|s| total.merge(s));
    }
    let without = |g: usize| {
        let mut rest = total.clone();
        match kept.get(g) {
            Some(state) => rest.subtract(state),
            None => rest.subtract(&of(&groups[g])),
        }
        value(&rest)
    };
    let deleted = (0..groups.len()).into_par_iter().map(without).collect();
    Some((total, deleted))
}

/// Standard error from delete-a-group values: √((G-1)/G Σ (v_g - v̄)²).
pub fn jackknife_error(deleted: &[f64]) -> f64 {
    let g = deleted.len() as f64;
    let mean = mean(deleted);
    ((g - 1.0) / g * deleted.iter().map(|v| (v - mean).powi(2)).sum::<f64>()).sqrt()
}

/// Half-width of the jackknife interval: Student's t with G - 1 degrees of freedom.
pub fn jackknife_half_width(deleted: &[f64], level: f64) -> f64 {
    student_t(deleted.len().saturating_sub(1) as f64, level) * jackknife_error(deleted)
}

/// Quantiles that were asked for: statrs finds one by bisection, and every interval of a study asks for the same few.
static QUANTILES: Mutex<BTreeMap<(u64, u64), f64>> = Mutex::new(BTreeMap::new());

/// Two-sided quantile of Student's t at `level`; infinite without degrees of freedom.
pub fn student_t(degrees: f64, level: f64) -> f64 {
    let of = || StudentsT::new(0.0, 1.0, degrees).map_or(f64::INFINITY, |t| t.inverse_cdf(f64::midpoint(1.0, level)));
    match QUANTILES.lock() {
        Ok(mut known) => *known.entry((degrees.to_bits(), level.to_bits())).or_insert_with(of),
        Err(_) => of(),
    }
}

/// Mean.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Sample variance (n - 1).
pub fn variance(values: &[f64]) -> f64 {
    let m = mean(values);
    values.iter().map(|v| (v - m).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0)
}
