//! Distribution of the margin, the label's logit minus the largest other, over bins that all variants of a split share.
//!
//! The bins depend on all variants: `range` is kept with the statistics of each, and the shares beside them, with their bins.

use serde::{Deserialize, Serialize};

use crate::analysis::Record;
use crate::analysis::cache::Cache;
use crate::analysis::run::OfSplit;
use crate::analysis::schema::Histogram;
use crate::extract::Activations;
use crate::metrics::{Measured, Undefined, margin};

/// Share of the examples that may lie beyond the bins on either side.
const BEYOND: f64 = 0.001;
/// Bins, about: their width is a round number.
const BINS: f64 = 40.0;

/// Shares of one variant over some bins.
#[derive(Serialize, Deserialize)]
struct Kept {
    edges: Vec<f64>,
    shares: Vec<f64>,
}

/// The margins between which all but a thousandth of the examples lie on either side.
///
/// # Errors
/// Undefined for one class, or without examples.
pub fn range(a: &Activations) -> Measured<[f64; 2]> {
    let mut margins = margin::per_example(a.logits(), &a.labels)?;
    margins.sort_unstable_by(f64::total_cmp);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a count of examples
    let beyond = (BEYOND * margins.len() as f64) as usize;
    let at = |i: usize| margins.get(i).copied();
    let ends = at(beyond).zip(margins.len().checked_sub(beyond + 1).and_then(at));
    ends.map(|(low, high)| [low, high]).ok_or_else(|| Undefined("there are no examples".to_owned()))
}

/// Adds the histograms of the variants of a split, whose ranges and keys are given, to the record.
pub(in crate::analysis) fn add(
    record: &mut Record,
    of: &[OfSplit<'_>],
    (ranges, keys, split): (&[Measured<[f64; 2]>], &[String], &str),
    cache: &Cache<'_>,
) {
    let edges = edges(ranges.iter().flatten());
    for (((input, a), range), key) in of.iter().zip(ranges).zip(keys) {
        if range.is_err() || edges.len() < 2 {
            continue;
        }
        let kept = cache.read(key, "margins").filter(|kept: &Kept| kept.edges == edges);
        let shares = kept.map(|kept| kept.shares).or_else(|| {
            let margins = margin::per_example(a.logits(), &a.labels).ok()?;
            a.release();
            let shares = shares(&margins, &edges);
            cache.write(key, "margins", &Kept { edges: edges.clone(), shares: shares.clone() });
            Some(shares)
        });
        let place = record.analysis.variants.get_mut(&input.id).and_then(|v| v.splits.get_mut(split));
        if let (Some(shares), Some(place)) = (shares, place) {
            place.curves.margins = Some(Histogram { edges: edges.clone(), shares });
        }
    }
}

/// Edges of about 40 bins over all ranges, at multiples of a width of 1, 2 or 5 times a power of ten; none without ranges.
pub fn edges<'a>(ranges: impl Iterator<Item = &'a [f64; 2]>) -> Vec<f64> {
    let [low, high] =
        ranges.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], [l, h]| [low.min(*l), high.max(*h)]);
    if low > high {
        return Vec::new();
    }
    // Margins that are all alike, or nearly: one bin of a width that f64 still tells apart.
    let least = (high - low).max(1e-6 * low.abs().max(high.abs())) / BINS;
    let (mantissa, power) = width(if least > 0.0 { least } else { 1.0 });
    // Multiples of whole numbers, so that 0.3 is not 0.30000000000000004.
    let times = |count: f64| {
        if power < 0 { count * mantissa / 10f64.powi(-power) } else { count * mantissa * 10f64.powi(power) }
    };
    let of = times(1.0);
    let (first, last) = ((low / of).floor(), (high / of).ceil());
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // about `BINS`
    let count = ((last - first) as usize).max(1);
    (0..=count).map(|i| times(first + i as f64)).collect()
}

/// The least of 1, 2, 5 times a power of ten that is not below `least`, as that number and the power.
fn width(least: f64) -> (f64, i32) {
    #[allow(clippy::cast_possible_truncation)] // powers of ten of f64
    let power = least.log10().floor() as i32;
    let scale = 10f64.powi(power);
    [1.0, 2.0, 5.0].into_iter().find(|m| m * scale >= least).map_or((1.0, power + 1), |m| (m, power))
}

/// Share of the margins in each bin; the first and the last take what lies beyond.
pub fn shares(margins: &[f64], edges: &[f64]) -> Vec<f64> {
    let mut counts = vec![0.0; edges.len().saturating_sub(1)];
    for margin in margins {
        let bin = edges.partition_point(|edge| edge <= margin).saturating_sub(1).min(counts.len().saturating_sub(1));
        counts[bin] += 1.0;
    }
    counts.into_iter().map(|count| count / margins.len() as f64).collect()
}
