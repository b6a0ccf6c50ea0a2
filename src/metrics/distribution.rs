//! What values over examples look like: quantiles, and histograms of fixed edges, which add up over shards.
//!
//! Fed with per-example terms (logit gaps, margins); read by the curves of the analysis.

use super::{Measured, Mergeable, Undefined};

/// Quantiles of the values at the levels (each in [0, 1]), linear between order statistics as NumPy's default.
///
/// # Errors
/// Undefined without values.
pub fn quantiles(values: &[f64], levels: &[f64]) -> Measured<Vec<f64>> {
    if values.is_empty() {
        return Err(Undefined("there are no examples".to_owned()));
    }
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len() - 1;
    let at = |level: &f64| {
        let place = level.clamp(0.0, 1.0) * last as f64;
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // in 0..=last
        let below = (place.floor() as usize).min(last);
        let above = (below + 1).min(last);
        sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
    };
    Ok(levels.iter().map(at).collect())
}

/// Counts in bins of equal width over [low, high], the last one closed.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    /// The left edge of the first bin.
    pub low: f64,
    /// The right edge of the last bin.
    pub high: f64,
    /// Values in each bin.
    pub counts: Vec<u64>,
    /// Values below the first bin.
    pub below: u64,
    /// Values above the last bin.
    pub above: u64,
}

impl Histogram {
    /// An empty histogram.
    ///
    /// # Errors
    /// Undefined where the edges do not rise or there is no bin.
    pub fn new(low: f64, high: f64, bins: usize) -> Measured<Self> {
        if bins == 0 || low >= high || !(high - low).is_finite() {
            return Err(Undefined(format!("a histogram of {bins} bins from {low} to {high} holds nothing")));
        }
        Ok(Self { low, high, counts: vec![0; bins], below: 0, above: 0 })
    }

    /// Adds one value.
    pub fn push(&mut self, value: f64) {
        if value < self.low {
            self.below += 1;
        } else if value > self.high {
            self.above += 1;
        } else {
            let place = (value - self.low) / (self.high - self.low) * self.counts.len() as f64;
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // in 0..=bins
            let bin = (place as usize).min(self.counts.len() - 1);
            self.counts[bin] += 1;
        }
    }

    fn combine(&mut self, other: &Self, of: fn(u64, u64) -> u64) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(a, b)| *a = of(*a, *b));
        self.below = of(self.below, other.below);
        self.above = of(self.above, other.above);
    }
}

impl Mergeable for Histogram {
    fn merge(&mut self, other: &Self) {
        self.combine(other, |a, b| a + b);
    }

    fn subtract(&mut self, other: &Self) {
        self.combine(other, u64::saturating_sub);
    }
}
