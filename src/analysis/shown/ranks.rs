//! How fast the probabilities of the wrong classes fall with their rank, for the rank-size figure.

use super::{Scored, summed};
use crate::analysis::schema::RankSize;
use crate::metrics::{Measured, Mergeable, add, off_target};

/// Ranks up to this one are all there; beyond, each is about a tenth above the one before.
const ALL: usize = 100;

/// Sums of q by rank.
#[derive(Clone)]
struct Sums(Vec<f64>);

impl Mergeable for Sums {
    fn merge(&mut self, other: &Self) {
        add(&mut self.0, &other.0, 1.0);
    }

    fn subtract(&mut self, other: &Self) {
        add(&mut self.0, &other.0, -1.0);
    }
}

/// Mean q of each rank at T = 1.
///
/// # Errors
/// Undefined for fewer than three classes.
pub fn ranks(scored: &Scored<'_>) -> Measured<RankSize> {
    let (logits, n) = (scored.logits(), scored.labels.len());
    off_target::check(logits.cols, 3, 1.0)?;
    let ranks = listed(logits.cols - 1);
    let sums = summed(n, &Sums(vec![0.0; ranks.len()]), |sums, i| {
        let mut log_q = off_target::log_probabilities(logits.row(i), scored.labels[i], 1.0);
        log_q.sort_unstable_by(|a, b| b.total_cmp(a));
        sums.0.iter_mut().zip(&ranks).for_each(|(sum, rank)| *sum += log_q[rank - 1].exp());
    });
    Ok(RankSize { n, shares: sums.0.iter().map(|sum| sum / n as f64).collect(), ranks })
}

/// The ranks that are listed of so many, the last one among them.
fn listed(last: usize) -> Vec<usize> {
    let mut ranks: Vec<usize> = (1..=last.min(ALL)).collect();
    while let Some(rank) = ranks.last().copied().filter(|rank| *rank < last) {
        ranks.push((rank + rank / 10).min(last));
    }
    ranks
}
