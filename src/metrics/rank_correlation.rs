//! Rank correlation (Spearman's ρ) with a permutation p-value: the claims across all teacher–student pairs.
//!
//! Fed with one value a pair (a teacher's statistic, its student's accuracy); read by the ledger. Few pairs are the rule, so p is
//! exact where all orders can be gone through, and seeded draws elsewhere.

use super::{Measured, Undefined};
use crate::random::Random;

/// Up to so many pairs, all orders are gone through (8! = 40,320).
pub const EXACT: usize = 8;
/// Orders that are drawn for more pairs.
pub const DRAWS: usize = 9_999;

/// ρ with its p-value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankCorrelation {
    /// Spearman's ρ, in [-1, 1].
    pub rho: f64,
    /// Two-sided: the share of orders with |ρ| at least as large.
    pub p: f64,
    /// Pairs.
    pub n: usize,
}

/// Spearman's ρ of two lists (n) and its two-sided permutation p-value: exact for n ≤ 8, else (1 + hits) / (1 + 9,999 draws).
///
/// # Errors
/// Undefined for fewer than three pairs, for lists of unequal length, for values that are not finite, or where one list does not
/// vary.
pub fn rank_correlation(x: &[f64], y: &[f64], seed: u64) -> Measured<RankCorrelation> {
    let n = x.len();
    if n < 3 || y.len() != n {
        return Err(Undefined(format!("a rank correlation needs three pairs, found {} and {}", n, y.len())));
    }
    if x.iter().chain(y).any(|v| !v.is_finite()) {
        return Err(Undefined("a rank correlation needs finite values".to_owned()));
    }
    let (rx, ry) = (standardised_ranks(x), standardised_ranks(y));
    let (Some(rx), Some(ry)) = (rx, ry) else {
        return Err(Undefined("one side of the rank correlation does not vary".to_owned()));
    };
    let rho_of = |order: &[u32]| order.iter().zip(&rx).map(|(at, x)| x * ry[*at as usize]).sum::<f64>();
    let mut order: Vec<u32> = (0..n).filter_map(|i| u32::try_from(i).ok()).collect();
    let rho = rho_of(&order);
    // Orders of equal ranks give sums that differ in the last bits.
    let is_as_large = |order: &[u32]| rho_of(order).abs() >= rho.abs() - 1e-12;
    let p = if n <= EXACT {
        let (mut hits, mut all) = (0usize, 0usize);
        every_order(&mut order, n, &mut |order| {
            all += 1;
            hits += usize::from(is_as_large(order));
        });
        hits as f64 / all as f64
    } else {
        let mut random = Random::new(seed, "rank correlation");
        let hits = (0..DRAWS).filter(|_| {
            random.shuffle(&mut order);
            is_as_large(&order)
        });
        (1 + hits.count()) as f64 / (1 + DRAWS) as f64
    };
    Ok(RankCorrelation { rho: rho.clamp(-1.0, 1.0), p, n })
}

/// Ranks from 1, ties at their mean.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut out = vec![0.0; values.len()];
    let mut from = 0;
    while from < order.len() {
        let mut to = from + 1;
        while to < order.len() && values[order[to]] <= values[order[from]] {
            to += 1;
        }
        order[from..to].iter().for_each(|i| out[*i] = f64::midpoint((from + 1) as f64, to as f64));
        from = to;
    }
    out
}

/// Ranks, centred and of norm 1, so that their product is ρ; none where all are equal.
pub(crate) fn standardised_ranks(values: &[f64]) -> Option<Vec<f64>> {
    let mut ranks = ranks(values);
    let mean = (values.len() + 1) as f64 / 2.0;
    ranks.iter_mut().for_each(|r| *r -= mean);
    let norm = ranks.iter().map(|r| r * r).sum::<f64>().sqrt();
    ranks.iter_mut().for_each(|r| *r /= norm);
    (norm > 0.0).then_some(ranks)
}

/// Calls `of` with every order of the first `n` items (Heap's algorithm).
fn every_order(items: &mut [u32], n: usize, of: &mut impl FnMut(&[u32])) {
    if n <= 1 {
        return of(items);
    }
    for i in 0..n {
        every_order(items, n - 1, of);
        items.swap(if n.is_multiple_of(2) { i } else { 0 }, n - 1);
    }
}
