//! Bootstrap over examples: the same resamples for every variant, so that differences are paired.
//!
//! Fed by per-example terms of `metrics`, read by `measure`, `pairs` and `groups`. A resample is a vector of counts, a
//! replicate a weighted sum: products of matrices, no row is copied.

use std::borrow::Cow;
use std::ops::Range;

use rayon::prelude::*;

use crate::linalg::add_product;
use crate::metrics::calibration_error::bin_index;
use crate::random::Random;

/// Bytes up to which resamples are kept for the next variant; beyond, they are drawn again.
const KEPT_BYTES: usize = 128 << 20;

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
        Self::keeping(KEPT_BYTES, n, count, seed)
    }

    /// The same, kept in memory only where they take at most `limit` bytes.
    pub fn keeping(limit: usize, n: usize, count: usize, seed: u64) -> Self {
        let empty = Self { n, seed, count, kept: None };
        let is_small = n.saturating_mul(count * size_of::<u16>()) <= limit;
        let kept = is_small.then(|| (0..count).into_par_iter().map(|index| empty.draw(index)).collect());
        Self { kept, ..empty }
    }

    /// How often each example is drawn (N), by splitmix64 and multiply-shift.
    fn draw(&self, index: usize) -> Vec<u16> {
        let mut random = Random::from_state(
            self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (index as u64).wrapping_mul(0xd1b5_4a32_d192_ed03),
        );
        let mut counts = vec![0u16; self.n];
        for _ in 0..self.n {
            #[allow(clippy::cast_possible_truncation)] // below n
            let drawn = ((u128::from(random.bits()) * self.n as u128) >> 64) as usize;
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
                // Slice by slice: a flattened iterator is several times slower here.
                let mut weights = Vec::with_capacity(chosen.len() * examples.len());
                drawn.iter().for_each(|d| weights.extend(d[examples.clone()].iter().map(|c| f64::from(*c))));
                let size = (chosen.len(), examples.len(), width);
                add_product(&mut sums, &weights, &terms(examples), size);
            }
            sums
        };
        let parts: Vec<f64> = starts.par_iter().map(of).collect::<Vec<_>>().concat();
        (0..width).map(|term| parts.iter().skip(term).step_by(width.max(1)).copied().collect()).collect()
    }

    /// How often each example is drawn in resample `index` (N); the counts add up to N.
    pub fn counts(&self, index: usize) -> Cow<'_, [u16]> {
        match &self.kept {
            Some(kept) => Cow::Borrowed(&kept[index]),
            None => Cow::Owned(self.draw(index)),
        }
    }

    /// Replicates of the means of several per-example terms (N each): `[term][resample]`.
    pub fn means(&self, terms: &[&[f64]]) -> Vec<Vec<f64>> {
        let rows = |examples: Range<usize>| {
            let mut out = vec![0.0; examples.len() * terms.len()];
            for (at, term) in terms.iter().enumerate() {
                let column = out.iter_mut().skip(at).step_by(terms.len());
                column.zip(&term[examples.clone()]).for_each(|(out, value)| *out = *value);
            }
            out
        };
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
