//! Nearest-neighbour probe: the labels of the ten nearest examples decide, on frozen features (Kornblith 2021's second probe).
//!
//! Fed with samples of features by `analysis::other_labels`.

use rayon::prelude::*;

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::mutual_knn::directions;
use super::sample::Sample;
use super::{Measured, Undefined};
use crate::linalg::{BLOCK_ROWS, add_product};

/// Neighbours that vote.
pub const NEIGHBOURS: usize = 10;

/// The registry's entry of `knn_probe_accuracy`.
pub const DEFINITION: Definition = Definition {
    name: "knn_probe_accuracy",
    title: "Nearest-neighbour probe, other labels",
    short: "kNN probe",
    measures: "How often the ten nearest examples have the label that the network was not trained on: the superclass.",
    formula: "accuracy of the majority among the 10 examples of largest cosine, features not centred; fitted and scored on the examples of linear_probe_accuracy",
    edges: "Votes that tie go to the first label, equal cosines to the earlier example; features that are all 0 have the cosine 0 with all. Undefined for fewer than 10 examples to vote, without superclasses, and on the split that the probe is fitted on.",
    source: "Kornblith 2021 (there k is tuned); KNeighborsClassifier of scikit-learn with metric = cosine",
    topic: Topic::Geometry,
    subject: Subject::Variant,
    unit: Unit::Fraction,
    direction: Direction::Higher,
    interval: Interval::Percentile,
};

/// The label of each scored row (n, D) by its neighbours among the voters (m, D), labels (m).
///
/// # Errors
/// Undefined for fewer than ten voters.
pub fn predict(voters: &Sample, labels: &[usize], scored: &Sample) -> Measured<Vec<usize>> {
    let (m, d) = (voters.rows, voters.cols);
    if m < NEIGHBOURS {
        return Err(Undefined(format!("a vote needs {NEIGHBOURS} neighbours, found {m} examples")));
    }
    let voters = directions(voters.clone());
    let mut columns = vec![0.0; m * d];
    for (j, row) in voters.values.chunks_exact(d.max(1)).enumerate() {
        row.iter().enumerate().for_each(|(at, x)| columns[at * m + j] = *x);
    }
    let scored = directions(scored.clone());
    let of_block = |rows: &[f64]| {
        let n = rows.len() / d.max(1);
        let mut cosines = vec![0.0; n * m];
        add_product(&mut cosines, rows, &columns, (n, d, m));
        cosines.chunks_exact(m).map(|row| majority(row, labels)).collect::<Vec<usize>>()
    };
    Ok(scored.values.par_chunks((BLOCK_ROWS * d).max(1)).map(of_block).collect::<Vec<_>>().concat())
}

/// The label of most of the largest cosines (m).
fn majority(cosines: &[f64], labels: &[usize]) -> usize {
    let nearer = |a: &usize, b: &usize| cosines[*b].total_cmp(&cosines[*a]).then(a.cmp(b));
    let mut order: Vec<usize> = (0..cosines.len()).collect();
    order.select_nth_unstable_by(NEIGHBOURS - 1, nearer);
    let mut votes: Vec<usize> = order[..NEIGHBOURS].iter().map(|j| labels[*j]).collect();
    votes.sort_unstable();
    // The first of the longest runs.
    let longest = |best: (usize, usize), run: &[usize]| if run.len() > best.0 { (run.len(), run[0]) } else { best };
    votes.chunk_by(|a, b| a == b).fold((0, 0), longest).1
}
