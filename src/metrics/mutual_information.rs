//! Müller's mutual information of an example and a logit difference, by Monte Carlo over augmented passes (Müller 2019, A.2).
//!
//! Fed with L passes over the same N examples, each a scalar an example: the difference of two classes' logits under a random
//! augmentation. With y one pass, μ_x the mean of passes of example x and one shared s² = mean (y_x - μ_x)²:
//! I = 1/N Σ_x [ -(y_x - μ_x)²/2s² - log 1/N Σ_x' exp(-(y_x - μ_x')²/2s²) ].
//! The paper does not say whether y is one of the passes behind μ. In-sample, it is: s² comes out too small by (L - 1)/L and I too
//! large. Held out, it is not, and I comes out too small. The truth lies between: both are given.

use rayon::prelude::*;

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined, off_target::log_sum_exp};

/// The registry's entry of `mutual_information_in_sample`.
pub const IN_SAMPLE: Definition = Definition {
    name: "mutual_information_in_sample",
    title: "Mutual information, upper bracket",
    short: "I up",
    measures: "How well a logit difference tells which example it came from, under augmentation.",
    formula: "mean over the passes l of I with y = pass l, μ the mean of all L passes; one shared s²; log-sum-exp in f64. Logits of two classes over 300 examples of each: 0 and K/2, which are CIFAR-10's airplane and dog, or `--augmented-classes`; random crops and flips",
    edges: "In nats; between 0 and log N; log 2 where only the class of two is left. Biased upwards at few passes: with nothing left but the class it gives 0.81 at L = 5, 0.71 at L = 50. Undefined for fewer than two passes or examples, or where the passes do not differ. Does not depend on T. Needs `--augmentations`.",
    source: "Müller 2019, appendix A.2",
    topic: Topic::Information,
    subject: Subject::Variant,
    unit: Unit::Nats,
    direction: Direction::Neither,
    interval: Interval::None(
        "none: resampled examples would be told apart less well by being there twice; the two brackets stand beside each other",
    ),
};

/// The registry's entry of `mutual_information_held_out`.
pub const HELD_OUT: Definition = Definition {
    name: "mutual_information_held_out",
    title: "Mutual information, lower bracket",
    short: "I low",
    formula: "the same, μ the mean of the other L - 1 passes",
    edges: "In nats. Biased downwards at few passes. Undefined for fewer than two passes or examples, or where the passes do not differ. Does not depend on T. Needs `--augmentations`.",
    ..IN_SAMPLE
};

/// Both brackets, in nats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MutualInformation {
    /// y among the passes behind μ: too large.
    pub in_sample: f64,
    /// y not among them: too small.
    pub held_out: f64,
}

/// Both brackets of passes (L, N).
///
/// # Errors
/// Undefined for fewer than two passes or examples, for passes of unequal length, or where the passes do not differ though the
/// examples do: without augmentation the estimate is log N whatever the network.
pub fn mutual_information(passes: &[Vec<f64>]) -> Measured<MutualInformation> {
    let n = passes.first().map_or(0, Vec::len);
    if passes.len() < 2 || n < 2 || passes.iter().any(|p| p.len() != n) {
        return Err(Undefined(format!("needs two passes over the same two examples, found {} over {n}", passes.len())));
    }
    let (low, high) =
        passes.iter().flatten().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)));
    if high <= low {
        return Ok(MutualInformation { in_sample: 0.0, held_out: 0.0 });
    }
    // The estimate does not depend on scale and shift; in units of the range nothing overflows.
    let scaled: Vec<Vec<f64>> = passes.iter().map(|p| p.iter().map(|v| (v - low) / (high - low)).collect()).collect();
    let sums: Vec<f64> = (0..n).map(|x| scaled.iter().map(|p| p[x]).sum()).collect();
    let l = passes.len() as f64;
    let mean = |of: &dyn Fn(&Vec<f64>) -> Vec<f64>| {
        scaled.iter().map(|y| estimate(y, &of(y))).sum::<Measured<f64>>().map(|sum| sum / l)
    };
    let all: Vec<f64> = sums.iter().map(|s| s / l).collect();
    Ok(MutualInformation {
        in_sample: mean(&|_| all.clone())?,
        held_out: mean(&|y| sums.iter().zip(y).map(|(s, y)| (s - y) / (l - 1.0)).collect())?,
    })
}

/// I of one draw y (N) and means (N), in units of the range.
fn estimate(y: &[f64], means: &[f64]) -> Measured<f64> {
    let n = y.len() as f64;
    let variance = y.iter().zip(means).map(|(y, m)| (y - m).powi(2)).sum::<f64>() / n;
    // Below the digits of the range.
    if variance <= 1e-30 {
        return Err(Undefined(
            "the passes of an example do not differ; without augmentation the estimate is log N for any network"
                .to_owned(),
        ));
    }
    let log_density = |y: f64, m: f64| -(y - m).powi(2) / (2.0 * variance);
    let terms: Vec<f64> = (0..y.len())
        .into_par_iter()
        .map(|x| {
            let all: Vec<f64> = means.iter().map(|m| log_density(y[x], *m)).collect();
            all[x] - (log_sum_exp(&all) - n.ln())
        })
        .collect();
    Ok(terms.iter().sum::<f64>() / n)
}
