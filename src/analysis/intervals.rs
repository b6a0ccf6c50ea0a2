//! Intervals from replicates and over seeds; the replicates come from `resamples` and `jackknife`.

use std::collections::BTreeMap;
use std::sync::Mutex;

use statrs::distribution::{ContinuousCDF as _, StudentsT};

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
