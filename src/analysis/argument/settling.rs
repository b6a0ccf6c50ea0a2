//! What would settle an open difference of students: how many seeds, or how many test examples.
//!
//! The half-width of n seeds is √(t² s²/n + e²): s the deviation over seeds, e what the examples add. Settled is what excludes 0 or
//! lies within the margin, whichever is nearer, if the difference stays where it is. Read by `advice`.

use super::step::Ends;
use crate::analysis::intervals::{student_t, variance};
use crate::analysis::schema::Analysis;
use crate::analysis::{LEVEL, groups};

/// Numbers of seeds that are tried.
const MOST_SEEDS: usize = 1000;

/// What would settle it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settling {
    /// So many seeds of each side, where there are `now`.
    Seeds {
        /// Needed.
        needed: usize,
        /// There.
        now: usize,
    },
    /// One seed says nothing of how seeds differ.
    OneSeed,
    /// So many test examples; seeds alone would not.
    Examples(usize),
}

/// What would settle the difference `b - a` of a metric on a split of two groups; none where a value is missing.
pub fn settling(
    analysis: &Analysis,
    (a, b): (&str, &str),
    (split, metric): (&str, &str),
    ends: Ends,
) -> Option<Settling> {
    let values = |group: &str| -> Option<Vec<(Option<u64>, f64)>> {
        let members = analysis.variants.values().filter(|v| v.group == group);
        members.map(|v| Some((v.seed, v.splits.get(split)?.metrics.get(metric)?.scalar()?.0))).collect()
    };
    let (a, b) = (values(a)?, values(b)?);
    let now = a.len().min(b.len());
    if now < 2 {
        return Some(Settling::OneSeed);
    }
    let margin = analysis.settings.equivalence;
    let wanted = ends.value.abs().max(margin - ends.value.abs());
    let n = analysis.data.splits.get(split)?.n;
    Some(of(spread(&a, &b), ends.half(), (now, n), wanted))
}

/// Variance over seeds of one pair of networks.
fn spread(a: &[(Option<u64>, f64)], b: &[(Option<u64>, f64)]) -> f64 {
    let seeds = |side: &[(Option<u64>, f64)]| side.iter().map(|s| s.0).collect::<Vec<_>>();
    let values = |side: &[(Option<u64>, f64)]| side.iter().map(|s| s.1).collect::<Vec<f64>>();
    match groups::paired(&seeds(a), &seeds(b)) {
        Some(partners) => variance(&a.iter().zip(partners).map(|(a, at)| b[at].1 - a.1).collect::<Vec<f64>>()),
        None => variance(&values(a)) + variance(&values(b)),
    }
}

/// From the variance over seeds, the half-width of `now` seeds and `n` examples, and the half-width that is wanted.
pub fn of(variance: f64, half: f64, (now, n): (usize, usize), wanted: f64) -> Settling {
    let over_seeds = |count: usize| student_t((count - 1) as f64, LEVEL) * (variance / count as f64).sqrt();
    let of_examples = (half.powi(2) - over_seeds(now).powi(2)).max(0.0).sqrt();
    let is_enough = |count: &usize| over_seeds(*count).hypot(of_examples) < wanted;
    match (now..=MOST_SEEDS).find(is_enough) {
        Some(needed) => Settling::Seeds { needed, now },
        // Twice the examples that their part of the width asks for leaves room for the seeds' part.
        None => Settling::Examples(rounded(2.0 * n as f64 * (of_examples / wanted.max(1e-6)).powi(2))),
    }
}

/// A count to two digits.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a positive count
fn rounded(count: f64) -> usize {
    let unit = 10f64.powf((count.max(10.0).log10()).floor() - 1.0);
    ((count / unit).ceil() * unit) as usize
}
