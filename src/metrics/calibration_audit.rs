//! The audit row of calibration: every calibration statistic of one set of probabilities, so that the same row stands before and
//! after each calibrator.
//!
//! Fed by probabilities, the network's own or those of `calibrators`; read by `analysis`.

use rayon::prelude::*;

use super::brier_decomposition::brier_parts;
use super::calibration_error::{self, bins};
use super::confidence_gaps::confidence_gaps;
use super::ece_classwise::{ClassBins, ece_classwise};
use super::ece_l2_debiased::ece_l2_debiased;
use super::ece_null::ece_null;
use super::ece_smooth::SmoothSums;
use super::equal_mass::EqualMass;
use super::risk_coverage::Ranking;
use super::{Measured, Mergeable as _, Undefined};
use crate::linalg::BLOCK_ROWS;

/// Bins of the ECE and its kin.
const BINS: usize = 15;

/// What an audit needs of the probabilities of every example.
#[derive(Clone, Debug)]
pub struct Scored {
    /// Largest probability (N).
    pub confidence: Vec<f64>,
    /// 1 where it is the label's, else 0 (N); ties go to the lowest class.
    pub correct: Vec<f64>,
    /// -log p of the label (N), nats; infinite where p is 0.
    pub nll: Vec<f64>,
    /// Bins of every class's probability.
    pub class_bins: ClassBins,
}

impl Scored {
    /// Scores the probabilities (K) that `of(i)` gives for example i. Labels (N).
    pub fn new(labels: &[usize], classes: usize, of: impl Fn(usize) -> Vec<f64> + Sync) -> Self {
        let blocks: Vec<usize> = (0..labels.len()).step_by(BLOCK_ROWS).collect();
        let empty = || Self {
            confidence: Vec::new(),
            correct: Vec::new(),
            nll: Vec::new(),
            class_bins: ClassBins::new(classes),
        };
        let block = |first: &usize| {
            let mut scored = empty();
            (*first..(*first + BLOCK_ROWS).min(labels.len())).for_each(|i| scored.push(&of(i), labels[i]));
            scored
        };
        let parts: Vec<Self> = blocks.par_iter().map(block).collect();
        parts.into_iter().fold(empty(), Self::followed_by)
    }

    fn push(&mut self, probabilities: &[f64], label: usize) {
        let larger = |best: usize, k: usize| if probabilities[k] > probabilities[best] { k } else { best };
        let first = (0..probabilities.len()).fold(0, larger);
        self.confidence.push(probabilities[first].min(1.0));
        self.correct.push(f64::from(u8::from(first == label)));
        self.nll.push(-probabilities[label].ln());
        self.class_bins.push(probabilities, label);
    }

    fn followed_by(mut self, next: Self) -> Self {
        self.confidence.extend(next.confidence);
        self.correct.extend(next.correct);
        self.nll.extend(next.nll);
        self.class_bins.merge(&next.class_bins);
        self
    }

    /// Mean negative log-likelihood, nats.
    ///
    /// # Errors
    /// Undefined where a label has the probability 0.
    fn mean_nll(&self) -> Measured<f64> {
        match self.nll.iter().filter(|l| l.is_infinite()).count() {
            0 => mean(&self.nll),
            1 => Err(Undefined("the label of one example has the probability 0".to_owned())),
            count => Err(Undefined(format!("the labels of {count} examples have the probability 0"))),
        }
    }
}

fn mean(terms: &[f64]) -> Measured<f64> {
    if terms.is_empty() {
        return Err(Undefined("there are no examples".to_owned()));
    }
    Ok(terms.iter().sum::<f64>() / terms.len() as f64)
}

/// Every calibration statistic under its name in the registry, in its order. The seed draws the surrogates of the null.
pub fn audit(scored: &Scored, seed: u64) -> Vec<(&'static str, Measured<f64>)> {
    let Scored { confidence, correct, class_bins, .. } = scored;
    let [tens, fifteen, twenty] = [10, BINS, 20].map(|count| bins(confidence, correct, count));
    let mass = EqualMass::new(confidence, BINS).bins(confidence, correct);
    let ece = calibration_error::ece(&fifteen);
    let gaps = confidence_gaps(&fifteen);
    let null = ece.clone().and_then(|ece| ece_null(ece, confidence, BINS, seed));
    let brier = brier_parts(class_bins);
    vec![
        ("accuracy", mean(correct)),
        ("nll", scored.mean_nll()),
        ("brier", brier.clone().map(|_| class_bins.brier())),
        ("brier_reliability", brier.clone().map(|b| b.reliability)),
        ("brier_resolution", brier.clone().map(|b| b.resolution)),
        ("brier_uncertainty", brier.clone().map(|b| b.uncertainty)),
        ("brier_residual", brier.map(|b| b.residual)),
        ("mean_confidence", mean(confidence)),
        ("ece_10", calibration_error::ece(&tens)),
        ("ece", ece),
        ("ece_20", calibration_error::ece(&twenty)),
        ("ece_equal_mass", calibration_error::ece(&mass)),
        ("ece_l2_debiased", ece_l2_debiased(&mass)),
        ("ece_classwise", ece_classwise(class_bins)),
        ("ece_smooth", SmoothSums::new(confidence, correct).value().map(|s| s.value)),
        ("ece_over", gaps.clone().map(|g| g.0)),
        ("ece_under", gaps.map(|g| g.1)),
        ("mce", calibration_error::mce(&fifteen)),
        ("ece_null", null.clone().map(|n| n.level)),
        ("ece_null_p", null.map(|n| n.p_value)),
        ("aurc", Ranking::new(confidence).area(correct, |_| 1)),
    ]
}
