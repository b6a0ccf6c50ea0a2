//! What a similarity would be if two networks shared nothing but the classes: rows of one permuted within classes.
//!
//! Against rows permuted at large, any two classifiers look alike; against this null, only a resemblance between single examples
//! does. Fed with any similarity as a function of the order of one side's rows.

use rayon::prelude::*;

use super::{Measured, Undefined};
use crate::random::Random;

/// The similarities of permuted rows, and where the true one stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Null {
    /// Mean over the permutations.
    pub mean: f64,
    /// The largest over the permutations.
    pub largest: f64,
    /// (1 + permutations with at least the true value) / (1 + permutations).
    pub p: f64,
}

/// An order of the rows in which every row stays within its class. Labels (n).
pub fn permuted_within_classes(labels: &[usize], random: &mut Random) -> Vec<usize> {
    let mut by_class: Vec<usize> = (0..labels.len()).collect();
    by_class.sort_by_key(|i| labels[*i]);
    let mut order = vec![0; labels.len()];
    for class in by_class.chunk_by(|a, b| labels[*a] == labels[*b]) {
        let mut members: Vec<u32> = class.iter().filter_map(|i| u32::try_from(*i).ok()).collect();
        random.shuffle(&mut members);
        class.iter().zip(&members).for_each(|(to, from)| order[*to] = *from as usize);
    }
    order
}

/// The null of a similarity that is `value` in the true order: `of(order)` with the rows of one side permuted within classes.
///
/// # Errors
/// Undefined without permutations, where no class has two examples, or where `of` is.
pub fn within_class_null(
    labels: &[usize],
    value: f64,
    (permutations, seed): (usize, u64),
    of: impl Fn(&[usize]) -> Measured<f64> + Sync,
) -> Measured<Null> {
    let mut sorted = labels.to_vec();
    sorted.sort_unstable();
    if permutations == 0 || sorted.windows(2).all(|w| w[0] != w[1]) {
        return Err(Undefined("no class has two examples to permute".to_owned()));
    }
    let mut random = Random::new(seed, "rows within classes");
    let orders: Vec<Vec<usize>> = (0..permutations).map(|_| permuted_within_classes(labels, &mut random)).collect();
    let values = orders.par_iter().map(|order| of(order)).collect::<Measured<Vec<f64>>>()?;
    let hits = values.iter().filter(|v| **v >= value).count();
    Ok(Null {
        mean: values.iter().sum::<f64>() / permutations as f64,
        largest: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        p: (1 + hits) as f64 / (1 + permutations) as f64,
    })
}
