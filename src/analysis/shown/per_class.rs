//! How right and how sure a network is on the examples of each class, and how well the probability of each class is calibrated.

use super::{Values, summed};
use crate::extract::Activations;
use crate::metrics::calibration_error::Bin;
use crate::metrics::ece_classwise::ClassBins;
use crate::metrics::softmax::{argmax, probabilities};
use crate::metrics::{Mergeable, add};

/// Sums over the examples of each class.
#[derive(Clone)]
struct Sums {
    counts: Vec<f64>,     // (K)
    correct: Vec<f64>,    // (K)
    confidence: Vec<f64>, // (K)
    bins: ClassBins,
}

impl Sums {
    fn push(&mut self, logits: &[f32], label: usize) {
        let (p, answer) = (probabilities(logits), argmax(logits));
        self.counts[label] += 1.0;
        self.correct[label] += f64::from(u8::from(answer == label));
        self.confidence[label] += p[answer];
        self.bins.push(&p, label);
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        add(&mut self.counts, &other.counts, sign);
        add(&mut self.correct, &other.correct, sign);
        add(&mut self.confidence, &other.confidence, sign);
    }
}

impl Mergeable for Sums {
    fn merge(&mut self, other: &Self) {
        self.combine(other, 1.0);
        self.bins.merge(&other.bins);
    }

    fn subtract(&mut self, other: &Self) {
        self.combine(other, -1.0);
        self.bins.subtract(&other.bins);
    }
}

/// (K, 4): examples, share of right answers, mean confidence, and Σ_b |right - probability| / N of the class's probability. All but
/// the number are undefined for a class without examples.
pub fn per_class(a: &Activations) -> Values {
    let zeros = || vec![0.0; a.classes];
    let empty = Sums { counts: zeros(), correct: zeros(), confidence: zeros(), bins: ClassBins::new(a.classes) };
    let sums = summed(a.n, &empty, |sums, i| sums.push(a.logits().row(i), a.labels[i]));
    let row = |(class, bins): (usize, &[Bin])| {
        let count = sums.counts[class];
        let error: f64 = bins.iter().map(|b| (b.correct_sum - b.confidence_sum).abs()).sum();
        let defined = |value: f64| (count > 0.5).then_some(value);
        [
            Some(count),
            defined(sums.correct[class] / count),
            defined(sums.confidence[class] / count),
            defined(error / sums.bins.count()),
        ]
    };
    sums.bins.classes().enumerate().flat_map(row).collect()
}
