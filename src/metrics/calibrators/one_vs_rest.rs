//! What the calibrators of single probabilities share: one map for every class against the rest, then the sum is made 1.

use rayon::prelude::*;

use super::{Calibrated, Fold, softmax};
use crate::metrics::{Measured, Undefined, per_row};

/// A map of a class's probability.
pub(super) trait ProbabilityMap: Send + Sync {
    /// The calibrated probability, in [0, 1].
    fn at(&self, probability: f64) -> f64;
}

/// A map for every class (K).
struct OneVsRest<M>(Vec<M>);

impl<M: ProbabilityMap> Calibrated for OneVsRest<M> {
    fn probabilities(&self, logits: &[f32]) -> Vec<f64> {
        let log_sum = log_sum(logits);
        let mapped = self.0.iter().zip(logits).map(|(map, z)| map.at(probability(*z, log_sum)));
        let mut mapped: Vec<f64> = mapped.collect();
        let (sum, even) = (mapped.iter().sum::<f64>(), 1.0 / mapped.len() as f64);
        // Where every class is given 0, nothing is known, as in scikit-learn.
        mapped.iter_mut().for_each(|p| *p = if sum > 0.0 { *p / sum } else { even });
        mapped
    }
}

/// log Σ exp of a row of logits (K).
fn log_sum(logits: &[f32]) -> f64 {
    softmax(&mut logits.iter().map(|z| f64::from(*z)).collect::<Vec<f64>>())
}

/// The probability of a class, the very same when it is fitted on and when it is mapped.
fn probability(logit: f32, log_sum: f64) -> f64 {
    (f64::from(logit) - log_sum).exp().min(1.0)
}

/// Fits a map for every class on its probabilities (n) and whether it is the label (n, 0 or 1).
pub(super) fn fit<M: ProbabilityMap + 'static>(
    fold: &Fold<'_>,
    of: impl Fn(&[f64], &[f64]) -> M + Sync,
) -> Measured<Box<dyn Calibrated>> {
    let rows = fold.rows();
    if rows.is_empty() {
        return Err(Undefined("there are no examples to calibrate on".to_owned()));
    }
    let log_sums = per_row(rows.len(), |r| log_sum(fold.logits.row(rows[r])));
    let map = |class: usize| {
        let of_row = |(i, log_sum): (&usize, &f64)| probability(fold.logits.row(*i)[class], *log_sum);
        let probabilities: Vec<f64> = rows.iter().zip(&log_sums).map(of_row).collect();
        let is_label: Vec<f64> = rows.iter().map(|i| f64::from(u8::from(fold.labels[*i] == class))).collect();
        of(&probabilities, &is_label)
    };
    Ok(Box::new(OneVsRest((0..fold.logits.cols).into_par_iter().map(map).collect())))
}
