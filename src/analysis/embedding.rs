//! t-SNE of the penultimate features (van der Maaten and Hinton 2008), by linfa-tsne: the sampled examples of the split,
//! those of the PCA panel, for the sidecar.
//!
//! Run where it is asked for, since it takes seconds a variant; the cache keeps the points. A drawing, not a statistic: distances
//! between clusters and their sizes carry no meaning.

use std::collections::BTreeMap;

use linfa::traits::Transformer;
use linfa_tsne::TSneParams;
use ndarray::Array2;
use rayon::prelude::*;

use super::Record;
use super::cache::Cache;
use super::curves::Drawn;
use super::run::OfSplit;
use super::schema::Scatter;
use super::shown::sample;
use crate::linalg::Rows;
use crate::metrics::{Measured, Undefined};

/// Perplexity, where there are examples enough.
pub const PERPLEXITY: f64 = 30.0;
/// Seed of the first positions: linfa's own.
pub const SEED: u64 = 42;
/// Steps of the descent.
const STEPS: usize = 1000;
/// θ of Barnes and Hut 1986: cells narrower than this share of their distance count as one point.
const THRESHOLD: f64 = 0.5;

/// Coordinates.
type Points = Vec<[f32; 2]>;

/// Adds t-SNE of the variants of a split, whose statistics are kept under these keys, to the record; several at a time.
pub(super) fn add(record: &mut Record, of: &[OfSplit<'_>], (keys, drawn): (&[String], &Drawn<'_>), cache: &Cache<'_>) {
    let split = drawn.split;
    let kept: Vec<Option<Measured<Points>>> = keys.iter().map(|key| cache.read(key, "tsne")).collect();
    let is_kept: Vec<bool> = kept.iter().map(Option::is_some).collect();
    let make = |((_, a), kept): (&OfSplit<'_>, Option<Measured<Points>>)| {
        kept.unwrap_or_else(|| tsne(a.features(), drawn.sample))
    };
    let made: Vec<Measured<Points>> = of.par_iter().zip(kept).map(make).collect();
    for (((input, _), made), (key, is_kept)) in of.iter().zip(made).zip(keys.iter().zip(is_kept)) {
        if !is_kept {
            cache.write(key, "tsne", &made);
        }
        let place = record.analysis.variants.get_mut(&input.id).and_then(|v| v.splits.get_mut(split));
        if let (Ok(points), Some(place)) = (made, place) {
            let scatter = Scatter { points: format!("{}/{split}/tsne", input.id), labels: sample::labels(split) };
            record.arrays.points.insert(scatter.points.clone(), points);
            place.curves.tsne = Some(scatter);
        }
    }
}

/// Coordinates of the chosen rows of features (N, D).
///
/// # Errors
/// Undefined for fewer than 8 examples or two features, or where linfa refuses.
pub fn tsne(features: Rows<'_>, chosen: &[usize]) -> Measured<Points> {
    let (places, distinct) = distinct(features, chosen);
    let (n, d) = (distinct.len(), features.cols);
    if n < 8 || d < 2 {
        return Err(Undefined(format!("t-SNE needs 8 unlike examples of two features, found {n} of {d}")));
    }
    let refused = |e: &dyn std::fmt::Display| Undefined(format!("t-SNE was not made: {e}"));
    let values: Vec<f64> = distinct.iter().flat_map(|i| features.row(*i)).map(|x| f64::from(*x)).collect();
    let values = Array2::from_shape_vec((n, d), values).map_err(|e| refused(&e))?;
    let perplexity = PERPLEXITY.min((n - 1) as f64 / 3.0);
    let parameters = TSneParams::embedding_size(2).perplexity(perplexity).approx_threshold(THRESHOLD).max_iter(STEPS);
    // One thread: bhtsne adds up in the order in which threads come by.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(|e| refused(&e))?;
    let placed = pool.install(|| parameters.transform(values)).map_err(|e| refused(&e))?;
    #[allow(clippy::cast_possible_truncation)] // coordinates of a drawing
    let points: Points = placed.rows().into_iter().map(|row| [row[0] as f32, row[1] as f32]).collect();
    if points.iter().flatten().any(|x| !x.is_finite()) {
        return Err(refused(&"a coordinate is not finite"));
    }
    Ok(places.into_iter().map(|at| points[at]).collect())
}

/// The first of each kind of equal rows, and which of them each chosen row is: at distances that tie, bhtsne throws dice of its
/// own, and equal rows belong at one point.
fn distinct(features: Rows<'_>, chosen: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let mut known = BTreeMap::new();
    let mut firsts = Vec::new();
    let place = |row: &usize| {
        let bits: Vec<u32> = features.row(*row).iter().map(|x| (x + 0.0).to_bits()).collect();
        *known.entry(bits).or_insert_with(|| {
            firsts.push(*row);
            firsts.len() - 1
        })
    };
    let places = chosen.iter().map(place).collect();
    (places, firsts)
}
