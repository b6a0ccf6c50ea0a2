//! Similarity structure: which classes a network takes for which, and whether two networks agree on it.
//!
//! Fed with the class-by-class matrix of `off_target_information` (row c: mean q over the wrong classes of class c). Two matrices
//! are compared by the rank correlation of their off-diagonal entries; its p-value comes from permutations of the classes of one
//! (Mantel 1967), since the entries of one row or column are not independent.

use rayon::prelude::*;

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::rank_correlation::standardised_ranks;
use super::{Measured, Undefined};
use crate::linalg::sum;
use crate::random::Random;

/// The registry's entry of `similarity_structure`.
pub const DEFINITION: Definition = Definition {
    name: "similarity_structure",
    title: "Agreement of similarity structures",
    short: "Struct",
    measures: "Whether two networks find the same classes alike.",
    formula: "Spearman's ρ of the off-diagonal entries of both class-by-class matrices q̄; p by Mantel permutations of the classes, one-sided",
    edges: "In [-1, 1]. Classes without examples are left out. Undefined for fewer than four classes, or where a matrix does not vary. p is in the note, of 999 permutations. Measured of a teacher and its student, of a variant and its reference, and of the first variants of any two of the first 16 groups.",
    source: "Mantel 1967, on penult's off-target profiles",
    topic: Topic::Information,
    subject: Subject::Pair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// Rank correlation of two class-by-class matrices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Structure {
    /// Spearman's ρ of the off-diagonal entries.
    pub rho: f64,
    /// (1 + draws with ρ at least as large) / (1 + draws).
    pub p: f64,
    /// Classes that both have examples of.
    pub classes: usize,
}

/// ρ of two matrices (one row a class, none where it has no examples), with the p-value of so many permutations.
///
/// # Errors
/// Undefined for fewer than four classes that both have, or where a matrix does not vary.
pub fn similarity_structure(
    a: &[Option<Vec<f64>>],
    b: &[Option<Vec<f64>>],
    permutations: usize,
    seed: u64,
) -> Measured<Structure> {
    let classes: Vec<usize> = (0..a.len().min(b.len())).filter(|c| a[*c].is_some() && b[*c].is_some()).collect();
    let k = classes.len();
    if k < 4 {
        return Err(Undefined(format!("needs four classes that both have examples of, found {k}")));
    }
    let (Some(a), Some(b)) = (square(a, &classes), square(b, &classes)) else {
        return Err(Undefined("the probabilities of the wrong classes do not vary".to_owned()));
    };
    let rho_of = |order: &[u32]| {
        let row = |i: usize| {
            let of_b = &b[order[i] as usize * k..][..k];
            sum(&a[i * k..(i + 1) * k], order, |a, j| a * of_b[j as usize])
        };
        (0..k).map(row).sum::<f64>()
    };
    let orders = orders(k, permutations, seed);
    let rho = rho_of(&orders[0]);
    let hits = orders[1..].par_iter().filter(|order| rho_of(order) >= rho - 1e-12).count();
    Ok(Structure { rho: rho.clamp(-1.0, 1.0), p: (1 + hits) as f64 / (1 + permutations) as f64, classes: k })
}

/// The matrix of the chosen classes (k, k): standardised ranks of the off-diagonal entries, 0 on the diagonal.
fn square(matrix: &[Option<Vec<f64>>], classes: &[usize]) -> Option<Vec<f64>> {
    let k = classes.len();
    let rows = classes.iter().map(|c| matrix[*c].as_ref()).collect::<Option<Vec<&Vec<f64>>>>()?;
    let off = |i: usize| (0..k).filter(move |j| *j != i);
    let entries: Vec<f64> = (0..k).flat_map(|i| off(i).map(|j| rows[i][classes[j]]).collect::<Vec<_>>()).collect();
    let mut ranks = standardised_ranks(&entries)?.into_iter();
    Some((0..k * k).map(|at| if at / k == at % k { 0.0 } else { ranks.next().unwrap_or(0.0) }).collect())
}

/// The classes in order, and in so many shuffled orders.
fn orders(k: usize, permutations: usize, seed: u64) -> Vec<Vec<u32>> {
    let mut random = Random::new(seed, "similarity structure");
    let mut order: Vec<u32> = (0..k).filter_map(|i| u32::try_from(i).ok()).collect();
    let mut out = vec![order.clone()];
    for _ in 0..permutations {
        random.shuffle(&mut order);
        out.push(order.clone());
    }
    out
}
