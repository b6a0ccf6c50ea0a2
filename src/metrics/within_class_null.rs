//! What a similarity would be if two networks shared nothing but the classes: rows of one permuted within classes.
//!
//! Against rows permuted at large, any two classifiers look alike; against this null, only a resemblance between single examples
//! does. Fed with any similarities as a function of the order of one side's rows; read by `cka_null`.

use rayon::prelude::*;

use super::{Measured, Undefined};
use crate::random::Random;

/// The similarities of permuted rows, and where the true one stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Null {
    /// Mean over the permutations.
    pub mean: f64,
    /// The smallest over the permutations.
    pub smallest: f64,
    /// The largest over the permutations.
    pub largest: f64,
    /// (1 + permutations with at least the true value) / (1 + permutations).
    pub p: f64,
}

impl Null {
    fn of(value: f64, permuted: impl ExactSizeIterator<Item = f64> + Clone) -> Self {
        let count = permuted.len() as f64;
        let hits = permuted.clone().filter(|v| *v >= value).count() as f64;
        Self {
            mean: permuted.clone().sum::<f64>() / count,
            smallest: permuted.clone().fold(f64::INFINITY, f64::min),
            largest: permuted.fold(f64::NEG_INFINITY, f64::max),
            p: (1.0 + hits) / (1.0 + count),
        }
    }

    /// All but p over a factor.
    #[must_use]
    pub fn over(self, factor: f64) -> Self {
        Self { mean: self.mean / factor, smallest: self.smallest / factor, largest: self.largest / factor, p: self.p }
    }
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

/// The nulls of similarities that are `values` in the true order: `of(order)` with the rows of one side permuted within classes.
///
/// # Errors
/// Undefined without permutations, where no class has two examples, or where `of` is.
pub fn within_class_null<const S: usize>(
    labels: &[usize],
    values: [f64; S],
    (permutations, seed): (usize, u64),
    of: impl Fn(&[usize]) -> Measured<[f64; S]> + Sync,
) -> Measured<[Null; S]> {
    let mut sorted = labels.to_vec();
    sorted.sort_unstable();
    if permutations == 0 || sorted.windows(2).all(|w| w[0] != w[1]) {
        return Err(Undefined("no class has two examples to permute".to_owned()));
    }
    let mut random = Random::new(seed, "rows within classes");
    let orders: Vec<Vec<usize>> = (0..permutations).map(|_| permuted_within_classes(labels, &mut random)).collect();
    let permuted = orders.par_iter().map(|order| of(order)).collect::<Measured<Vec<[f64; S]>>>()?;
    Ok(std::array::from_fn(|at| Null::of(values[at], permuted.iter().map(|of| of[at]))))
}
