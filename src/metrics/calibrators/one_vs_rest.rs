//! What the calibrators of single probabilities share: one map for every class against the rest, then the sum is made 1.

use rayon::prelude::*;

use super::{Calibrated, Fold};
use crate::metrics::softmax::log_softmax;
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
        let raw = log_softmax(logits, 1.0);
        let mapped: Vec<f64> = self.0.iter().zip(raw).map(|(map, l)| map.at(l.exp())).collect();
        let sum: f64 = mapped.iter().sum();
        if sum > 0.0 {
            mapped.iter().map(|p| p / sum).collect()
        } else {
            // Every class is given 0: nothing is known, as in scikit-learn.
            vec![1.0 / mapped.len() as f64; mapped.len()]
        }
    }
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
    let log_sums = per_row(rows.len(), |r| {
        let row = fold.logits.row(rows[r]);
        f64::from(row[0]) - log_softmax(row, 1.0)[0]
    });
    let map = |class: usize| {
        let probability = |(i, sum): (&usize, &f64)| (f64::from(fold.logits.row(*i)[class]) - sum).exp().min(1.0);
        let probabilities: Vec<f64> = rows.iter().zip(&log_sums).map(probability).collect();
        let is_label: Vec<f64> = rows.iter().map(|i| f64::from(u8::from(fold.labels[*i] == class))).collect();
        of(&probabilities, &is_label)
    };
    Ok(Box::new(OneVsRest((0..fold.logits.cols).into_par_iter().map(map).collect())))
}
