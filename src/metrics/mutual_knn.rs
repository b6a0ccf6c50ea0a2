//! Mutual nearest neighbours: how many of an example's neighbours two networks agree on (Huh 2024).

use rayon::prelude::*;

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::sample::Sample;
use super::{Measured, Undefined};
use crate::linalg::dot;

/// Neighbours of an example.
pub const NEIGHBOURS: usize = 10;

/// The registry's entry of `mutual_knn`.
pub const DEFINITION: Definition = Definition {
    name: "mutual_knn",
    title: "Mutual nearest neighbours",
    short: "kNN",
    measures: "How many of an example's ten nearest neighbours two networks share.",
    formula: "mean of |N_x(i) ∩ N_y(i)| / 10, N the 10 other examples of largest cosine, features not centred; on 2,000 class-stratified rows where there are more",
    edges: "In [0, 1]; chance is 10/(N - 1), and about 10/(n_c - 1) for any two networks that tell the classes apart. Ties go to the earlier row. Rows of norm 0 on either side are left out. Undefined for fewer than 11 rows. Measured of the first variants of any two of the first 16 groups.",
    source: "Huh 2024, as in platonic-rep",
    topic: Topic::Similarity,
    subject: Subject::Pair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::None("none: resampled duplicates would be each other's neighbours"),
};

/// The k nearest neighbours of every row; none for a row of norm 0, which has no direction and is nobody's neighbour.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbours {
    k: usize,
    of_row: Vec<Option<Vec<usize>>>,
}

/// The k rows of largest cosine to each row (n, D), itself left out.
///
/// # Errors
/// Undefined where no more than k rows have a direction.
pub fn neighbours(sample: &Sample, k: usize) -> Measured<Neighbours> {
    let alive: Vec<usize> = (0..sample.rows).filter(|i| sample.row(*i).iter().any(|v| *v != 0.0)).collect();
    if k == 0 || alive.len() <= k {
        let found = alive.len();
        return Err(Undefined(format!("{k} neighbours need more than {k} examples with features, found {found}")));
    }
    let cosines = directions(sample.pick(&alive)).gram();
    let nearest = |(i, row): (usize, &[f64])| {
        let nearer = |a: &usize, b: &usize| row[*b].total_cmp(&row[*a]).then(a.cmp(b));
        let mut others: Vec<usize> = (0..row.len()).filter(|j| *j != i).collect();
        others.select_nth_unstable_by(k - 1, nearer);
        others[..k].iter().map(|j| alive[*j]).collect()
    };
    let found: Vec<Vec<usize>> = cosines.par_chunks_exact(alive.len()).enumerate().map(nearest).collect();
    let mut of_row = vec![None; sample.rows];
    alive.iter().zip(found).for_each(|(i, of)| of_row[*i] = Some(of));
    Ok(Neighbours { k, of_row })
}

/// The share of neighbours that both have, of every row that has a direction on both sides, each in [0, 1].
///
/// # Errors
/// Undefined where no row has a direction on both sides, or for neighbours of another number.
pub fn overlap(x: &Neighbours, y: &Neighbours) -> Measured<Vec<f64>> {
    let both = x.of_row.iter().zip(&y.of_row).filter_map(|(a, b)| Some((a.as_ref()?, b.as_ref()?)));
    let shared = |(a, b): (&Vec<usize>, &Vec<usize>)| a.iter().filter(|i| b.contains(i)).count() as f64 / x.k as f64;
    let shares: Vec<f64> = both.map(shared).collect();
    if shares.is_empty() || x.k != y.k {
        return Err(Undefined(format!("{} and {} neighbours of no common example", x.k, y.k)));
    }
    Ok(shares)
}

/// Every row over its norm; a row of norm 0 stays.
pub(super) fn directions(mut sample: Sample) -> Sample {
    for row in sample.values.chunks_exact_mut(sample.cols.max(1)) {
        // By the largest value first, so that squares neither overflow nor vanish.
        let largest = row.iter().fold(0.0f64, |m, v| m.max(v.abs()));
        if largest == 0.0 {
            continue;
        }
        row.iter_mut().for_each(|v| *v /= largest);
        let norm = dot(row, row).sqrt();
        row.iter_mut().for_each(|v| *v /= norm);
    }
    sample
}
