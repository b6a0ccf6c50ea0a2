//! Area under the risk-coverage curve (AURC): how well the confidence orders right answers before wrong ones.

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined};

/// The registry's entry of `aurc`.
pub const DEFINITION: Definition = Definition {
    name: "aurc",
    title: "Area under the risk-coverage curve (AURC)",
    short: "AURC",
    measures: "The error rate among the n most confident examples, averaged over n.",
    formula: "(1/N) Σ_n (errors among the n most confident)/n",
    edges: "In [0, 1]; 0 without errors. Equal confidences come in random order: the expectation over it.",
    source: "Geifman 2019",
    topic: Topic::Calibration,
    subject: Subject::Variant,
    unit: Unit::Fraction,
    direction: Direction::Lower,
    interval: Interval::Jackknife,
};

/// Examples by falling confidence.
#[derive(Clone, Debug)]
pub struct Ranking {
    tied: Vec<Vec<usize>>, // examples of equal confidence
}

impl Ranking {
    /// By these confidences (N).
    pub fn new(confidence: &[f64]) -> Self {
        let mut order: Vec<usize> = (0..confidence.len()).collect();
        order.sort_by(|a, b| confidence[*b].total_cmp(&confidence[*a]));
        let tied = order.chunk_by(|a, b| confidence[*a] <= confidence[*b]).map(<[usize]>::to_vec).collect();
        Self { tied }
    }

    /// The area, with example i taken `count(i)` times. Right answers (N, 0 or 1).
    ///
    /// # Errors
    /// Undefined without examples.
    pub fn area(&self, correct: &[f64], count: impl Fn(usize) -> usize) -> Measured<f64> {
        let (mut n, mut errors, mut area) = (0.0, 0.0, 0.0);
        for tied in &self.tied {
            let size: usize = tied.iter().map(|i| count(*i)).sum();
            let wrong: f64 = tied.iter().map(|i| count(*i) as f64 * (1.0 - correct[*i])).sum();
            // In random order, the j-th of the tied brings wrong/size errors on average.
            let rate = wrong / size.max(1) as f64;
            area += (1..=size).map(|j| (errors + j as f64 * rate) / (n + j as f64)).sum::<f64>();
            n += size as f64;
            errors += wrong;
        }
        if n <= 0.0 {
            return Err(Undefined("there are no examples".to_owned()));
        }
        Ok(area / n)
    }
}
