//! Intervals: paired bootstrap of means and bins, delete-a-group jackknife of pair statistics.

use rayon::prelude::*;

use crate::metrics::calibration_error::{self, Bin};

/// Groups of the jackknife.
pub const JACKKNIFE_GROUPS: usize = 50;

/// How often each of `n` examples is drawn in resample `index`: the same for every variant, so differences are paired.
#[must_use]
pub fn resample_counts(n: usize, seed: u64, index: usize) -> Vec<f64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (index as u64).wrapping_mul(0xd1b5_4a32_d192_ed03);
    let mut counts = vec![0.0; n];
    for _ in 0..n {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        // Multiply-shift: uniform over 0..n.
        let drawn = ((u128::from(z) * n as u128) >> 64) as usize;
        counts[drawn] += 1.0;
    }
    counts
}

/// Per-example terms of one variant.
pub struct Terms {
    /// Name and per-example values; the statistic is their mean.
    pub means: Vec<(&'static str, Vec<f64>)>,
    /// Name, confidence and correctness per example; the statistic is the ECE.
    pub binned: Vec<(&'static str, Vec<f64>, Vec<f64>)>,
}

/// Replicates of every statistic of every variant: `[variant][statistic][resample]`, means first, then binned.
#[must_use]
pub fn bootstrap(terms: &[&Terms], n: usize, seed: u64, resamples: usize) -> Vec<Vec<Vec<f64>>> {
    let bins: Vec<Vec<Vec<usize>>> = terms
        .iter()
        .map(|t| {
            t.binned
                .iter()
                .map(|(_, c, _)| c.iter().map(|c| calibration_error::bin_index(*c, super::BINS)).collect())
                .collect()
        })
        .collect();
    let rows: Vec<Vec<Vec<f64>>> = (0..resamples)
        .into_par_iter()
        .map(|index| {
            let counts = resample_counts(n, seed, index);
            terms.iter().zip(&bins).map(|(t, bins)| replicate(t, bins, &counts)).collect()
        })
        .collect();
    (0..terms.len())
        .map(|v| {
            let width = terms[v].means.len() + terms[v].binned.len();
            (0..width).map(|s| rows.iter().map(|r| r[v][s]).collect()).collect()
        })
        .collect()
}

fn replicate(terms: &Terms, bins: &[Vec<usize>], counts: &[f64]) -> Vec<f64> {
    #[allow(clippy::cast_precision_loss)] // example counts are below 2^53
    let n = counts.len() as f64;
    let mut out: Vec<f64> =
        terms.means.iter().map(|(_, v)| v.iter().zip(counts).map(|(v, c)| v * c).sum::<f64>() / n).collect();
    for ((_, confidence, correct), of) in terms.binned.iter().zip(bins) {
        let mut sums = vec![Bin::default(); super::BINS];
        for (i, bin) in of.iter().enumerate() {
            let sum = &mut sums[*bin];
            sum.count += counts[i];
            sum.confidence_sum += counts[i] * confidence[i];
            sum.correct_sum += counts[i] * correct[i];
        }
        out.push(calibration_error::ece(&sums).unwrap_or(0.0));
    }
    out
}

/// Percentile interval at `level`, linear between order statistics.
#[must_use]
pub fn percentile(replicates: &[f64], level: f64) -> (f64, f64) {
    let mut sorted = replicates.to_vec();
    sorted.sort_by(f64::total_cmp);
    (quantile(&sorted, (1.0 - level) / 2.0), quantile(&sorted, f64::midpoint(1.0, level)))
}

/// Basic (reflected) interval at `level`: 2 v - q.
#[must_use]
pub fn basic(value: f64, replicates: &[f64], level: f64) -> (f64, f64) {
    let (low, high) = percentile(replicates, level);
    (2.0 * value - high, 2.0 * value - low)
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // small counts
fn quantile(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = q * last as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (at - below as f64) * (sorted[above] - sorted[below])
}

/// Class-stratified group of each example: the i-th example of a class goes to group i mod 50.
#[must_use]
pub fn jackknife_groups(labels: &[usize], classes: usize) -> Vec<usize> {
    let mut seen = vec![0usize; classes];
    let mut groups = Vec::with_capacity(labels.len());
    for label in labels {
        // The class shifts the start, so that small classes do not all fall into group 0.
        groups.push((seen[*label] + label * 7) % JACKKNIFE_GROUPS);
        seen[*label] += 1;
    }
    groups
}

/// Standard error from delete-a-group values: √((G-1)/G Σ (v_g - v̄)²).
#[must_use]
#[allow(clippy::cast_precision_loss)] // 50 groups
pub fn jackknife_error(deleted: &[f64]) -> f64 {
    let g = deleted.len() as f64;
    let mean = deleted.iter().sum::<f64>() / g;
    ((g - 1.0) / g * deleted.iter().map(|v| (v - mean).powi(2)).sum::<f64>()).sqrt()
}

/// 97.5 % quantile of Student's t for `df` degrees of freedom (tabulated to 10, normal beyond 30).
#[must_use]
pub fn t_975(df: usize) -> f64 {
    const TABLE: [f64; 10] = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];
    match df {
        0 => f64::INFINITY,
        1..=10 => TABLE[df - 1],
        11..=30 => 2.2,
        49 => 2.0096,
        _ => 1.96,
    }
}
