//! Intervals from replicates and over seeds; the replicates come from `resamples` and `jackknife`.
//!
//! Coverage of the 95 % intervals: 1,000 simulated data sets (300 of 10,000 examples), 5 classes, 12 features, accuracy
//! 0.8; the truth is the value of 300,000 examples. Measured by `tests/analysis/coverage.rs` within about 0.01:
//!
//! | N | accuracy | NLL | ECE | class separation | debiased CKA | participation ratio |
//! |---|---|---|---|---|---|---|
//! | 100 | 0.936 | 0.924 | 0.898 | 0.682 | 0.959 | 0.328 |
//! | 500 | 0.945 | 0.944 | 0.913 | 0.876 | 0.951 | 0.825 |
//! | 2,000 | 0.951 | 0.944 | 0.934 | 0.922 | 0.948 | 0.924 |
//! | 10,000 | 0.946 | 0.956 | 0.946 | 0.944 | 0.938 | 0.956 |
//!
//! Class separation (which counts each example as its own neighbour) and the participation ratio have a bias of order
//! 1/N, and the jackknife's interval goes with it: below about 2,000 examples read them as intervals of what a sample of
//! this size gives, and compare networks on the same examples, where the bias is nearly the same.

use std::collections::BTreeMap;
use std::sync::Mutex;

use statrs::distribution::{ContinuousCDF as _, Normal, StudentsT};

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

/// Quantiles that were asked for: statrs finds one by bisection, and every interval of a study asks for the same few.
static QUANTILES: Mutex<BTreeMap<(u64, u64), f64>> = Mutex::new(BTreeMap::new());

/// Two-sided quantile of Student's t at `level`; infinite without degrees of freedom.
pub fn student_t(degrees: f64, level: f64) -> f64 {
    let share = f64::midpoint(1.0, level);
    if degrees > LARGE_DEGREES {
        return nearly_normal(degrees, share);
    }
    let of = || StudentsT::new(0.0, 1.0, degrees).map_or(f64::INFINITY, |t| t.inverse_cdf(share));
    match QUANTILES.lock() {
        Ok(mut known) => *known.entry((degrees.to_bits(), level.to_bits())).or_insert_with(of),
        Err(_) => of(),
    }
}

/// Above this, statrs' bisection takes minutes (and for ever at 1e9, which Welch's t asks for where nothing varies).
const LARGE_DEGREES: f64 = 1000.0;

/// The expansion of the quantile in 1/degrees (Abramowitz and Stegun 26.7.5), right to 1e-8 above 1000.
fn nearly_normal(degrees: f64, share: f64) -> f64 {
    let z = Normal::standard().inverse_cdf(share);
    let (first, second) = ((z.powi(3) + z) / 4.0, (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0);
    z + first / degrees + second / (degrees * degrees)
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
