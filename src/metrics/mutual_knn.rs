//! Mutual nearest neighbours: how many of an example's neighbours two networks agree on (Huh 2024).

use std::cmp::Ordering;

use rayon::prelude::*;

use super::definition::{Definition, Direction, Interval, Subject, Unit};
use super::sample::Sample;
use super::{Measured, Undefined};

/// Neighbours of an example.
pub const NEIGHBOURS: usize = 10;

/// The registry's entry of `mutual_knn`.
pub const DEFINITION: Definition = Definition {
    name: "mutual_knn",
    title: "Mutual nearest neighbours",
    short: "kNN",
    measures: "How many of an example's ten nearest neighbours two networks share.",
    formula: "mean of |N_x(i) ∩ N_y(i)| / 10, N the 10 other examples of largest cosine, features not centred; on 2,000 class-stratified rows where there are more",
    edges: "In [0, 1]; chance is 10/(N - 1), and about 10/(n_c - 1) for any two networks that tell the classes apart. Ties go to the earlier row. Rows of norm 0 on either side are left out. Undefined for fewer than 11 rows.",
    source: "Huh 2024, as in platonic-rep",
    subject: Subject::Pair,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::None("none: resampled duplicates would be each other's neighbours"),
};

/// Overlap of the k nearest neighbours of every example that has a direction on both sides, each in [0, 1]. Rows (n, D1), (n, D2).
///
/// # Errors
/// Undefined where no more than k rows have a direction on both sides.
pub fn per_example(x: &Sample, y: &Sample, k: usize) -> Measured<Vec<f64>> {
    let has_direction = |s: &Sample, i: usize| s.row(i).iter().any(|v| *v != 0.0);
    let kept: Vec<usize> = (0..x.rows).filter(|i| has_direction(x, *i) && has_direction(y, *i)).collect();
    if k == 0 || kept.len() <= k {
        return Err(Undefined(format!(
            "{k} neighbours need more than {k} examples with features, found {}",
            kept.len()
        )));
    }
    let (a, b) = (neighbours(&x.permuted(&kept), k), neighbours(&y.permuted(&kept), k));
    let shared = |(a, b): (&Vec<usize>, &Vec<usize>)| a.iter().filter(|i| b.contains(i)).count() as f64 / k as f64;
    Ok(a.iter().zip(&b).map(shared).collect())
}

/// The k rows of largest cosine to each row, itself left out.
fn neighbours(sample: &Sample, k: usize) -> Vec<Vec<usize>> {
    let mut unit = sample.clone();
    for row in unit.values.chunks_exact_mut(sample.cols) {
        // By the largest value first, so that squares neither overflow nor vanish.
        let largest = row.iter().fold(0.0f64, |m, v| m.max(v.abs()));
        row.iter_mut().for_each(|v| *v /= largest);
        let norm = row.iter().map(|v| v * v).sum::<f64>().sqrt();
        row.iter_mut().for_each(|v| *v /= norm);
    }
    let cosines = unit.gram();
    let nearest = |(i, row): (usize, &[f64])| {
        let nearer = |a: &usize, b: &usize| -> Ordering { row[*b].total_cmp(&row[*a]).then(a.cmp(b)) };
        let mut others: Vec<usize> = (0..row.len()).filter(|j| *j != i).collect();
        others.select_nth_unstable_by(k - 1, nearer);
        others.truncate(k);
        others
    };
    cosines.par_chunks_exact(sample.rows).enumerate().map(nearest).collect()
}
