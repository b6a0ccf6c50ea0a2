//! Bootstrap over examples: the same resamples for every variant, so that differences are paired.
//!
//! Fed by per-example terms of `metrics`, read by `measure`, `pairs` and `groups`. A resample is a vector of counts, a
//! replicate a weighted sum: products of matrices, no row is copied.

use std::borrow::Cow;

use rayon::prelude::*;

use super::intervals::mean;
use crate::linalg::add_product;
use crate::metrics::Measured;
use crate::metrics::calibration_error::{self, bin_index, bins as bins_of};
use crate::metrics::confidence_gaps::confidence_gaps;
use crate::metrics::equal_mass::EqualMass;
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

    /// Sums of per-example terms, row-major (N, S), over every resample: `[term][resample]`. The counts are weights, no row is
    /// copied.
    fn sums(&self, width: usize, terms: &[f64]) -> Vec<Vec<f64>> {
        let starts: Vec<usize> = (0..self.count).step_by(RESAMPLES_AT_ONCE).collect();
        let of = |first: &usize| {
            let chosen = *first..(*first + RESAMPLES_AT_ONCE).min(self.count);
            let drawn: Vec<Cow<'_, [u16]>> = chosen.clone().map(|index| self.counts(index)).collect();
            let mut sums = vec![0.0; chosen.len() * width];
            let mut weights = Vec::with_capacity(chosen.len() * EXAMPLES_AT_ONCE);
            for start in (0..self.n).step_by(EXAMPLES_AT_ONCE) {
                let examples = start..(start + EXAMPLES_AT_ONCE).min(self.n);
                // Slice by slice: a flattened iterator is several times slower here.
                weights.clear();
                drawn.iter().for_each(|d| weights.extend(d[examples.clone()].iter().map(|c| f64::from(*c))));
                let size = (chosen.len(), examples.len(), width);
                add_product(&mut sums, &weights, &terms[examples.start * width..examples.end * width], size);
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

    /// Replicates of several statistics, on resamples that are gone through once: `[statistic][resample]`.
    pub fn replicates(&self, of: &[Resampled<'_>]) -> Vec<Vec<f64>> {
        let width = of.iter().map(Resampled::width).sum();
        let mut terms = vec![0.0; self.n * width];
        let mut at = 0;
        for statistic in of {
            statistic.fill(&mut terms, width, at);
            at += statistic.width();
        }
        let mut sums = self.sums(width, &terms).into_iter();
        let value = |statistic: &Resampled<'_>| {
            let of: Vec<Vec<f64>> = sums.by_ref().take(statistic.width()).collect();
            (0..self.count).map(|r| statistic.value(of.iter().map(|sum| sum[r])) / self.n as f64).collect()
        };
        of.iter().map(value).collect()
    }

    /// Replicates of the means of several per-example terms (N each): `[term][resample]`.
    pub fn means(&self, terms: &[&[f64]]) -> Vec<Vec<f64>> {
        self.replicates(&terms.iter().map(|term| Resampled::Mean(term)).collect::<Vec<_>>())
    }
}

/// A statistic that is made of sums of per-example terms.
#[derive(Clone, Copy, Debug)]
pub enum Resampled<'a> {
    /// The mean of terms (N).
    Mean(&'a [f64]),
    /// The ECE over some bins, of confidences (N) and right answers (N, 0 or 1).
    Ece {
        /// Confidences.
        confidence: &'a [f64],
        /// Right answers.
        correct: &'a [f64],
        /// Number of bins.
        bins: usize,
    },
    /// The ECE over bins whose edges stay as they are on the sample.
    EqualMass {
        /// Confidences.
        confidence: &'a [f64],
        /// Right answers.
        correct: &'a [f64],
        /// Edges of the bins.
        edges: &'a EqualMass,
    },
    /// The part of the ECE on one side.
    Part {
        /// Confidences.
        confidence: &'a [f64],
        /// Right answers.
        correct: &'a [f64],
        /// Number of bins.
        bins: usize,
        /// The bins that count.
        side: Side,
    },
}

/// Bins on one side of calibration.
#[derive(Clone, Copy, Debug)]
pub enum Side {
    /// Those whose confidence is above their accuracy.
    Over,
    /// Those whose confidence is below it.
    Under,
}

impl Resampled<'_> {
    /// Sums that it is made of.
    fn width(&self) -> usize {
        match self {
            Self::Mean(_) => 1,
            Self::Ece { bins, .. } | Self::Part { bins, .. } => *bins,
            Self::EqualMass { edges, .. } => edges.count(),
        }
    }

    /// Its columns of the terms (N, S), the first of them at `at`.
    fn fill(&self, terms: &mut [f64], width: usize, at: usize) {
        // One term a bin: an example's gap in its own, 0 in the others.
        let mut binned = |confidence: &[f64], correct: &[f64], bin: &dyn Fn(f64) -> usize| {
            for (row, (confidence, correct)) in terms.chunks_exact_mut(width.max(1)).zip(confidence.iter().zip(correct))
            {
                row[at + bin(*confidence)] = correct - confidence;
            }
        };
        match self {
            Self::Mean(values) => {
                terms.chunks_exact_mut(width.max(1)).zip(*values).for_each(|(row, value)| row[at] = *value);
            }
            Self::Ece { confidence, correct, bins } | Self::Part { confidence, correct, bins, .. } => {
                binned(confidence, correct, &|c| bin_index(c, *bins));
            }
            Self::EqualMass { confidence, correct, edges } => binned(confidence, correct, &|c| edges.index(c)),
        }
    }

    /// N times the statistic, from its sums.
    fn value(&self, sums: impl Iterator<Item = f64>) -> f64 {
        match self {
            Self::Mean(_) => sums.sum(),
            Self::Ece { .. } | Self::EqualMass { .. } => sums.map(f64::abs).sum(),
            Self::Part { side: Side::Over, .. } => sums.map(|gap| (-gap).max(0.0)).sum(),
            Self::Part { side: Side::Under, .. } => sums.map(|gap| gap.max(0.0)).sum(),
        }
    }

    /// The statistic of the sample itself.
    ///
    /// # Errors
    /// Undefined without examples.
    pub fn observed(&self) -> Measured<f64> {
        match self {
            Self::Mean(terms) => Ok(mean(terms)),
            Self::Ece { confidence, correct, bins } => calibration_error::ece(&bins_of(confidence, correct, *bins)),
            Self::EqualMass { confidence, correct, edges } => calibration_error::ece(&edges.bins(confidence, correct)),
            Self::Part { confidence, correct, bins, side } => {
                let (over, under) = confidence_gaps(&bins_of(confidence, correct, *bins))?;
                Ok(match side {
                    Side::Over => over,
                    Side::Under => under,
                })
            }
        }
    }
}
