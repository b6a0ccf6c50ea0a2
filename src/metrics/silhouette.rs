//! Silhouette: whether examples lie nearer to their own class than to the next one (Rousseeuw 1987).
//!
//! Fed with a sample of features by `analysis::geometry`. linfa's `silhouette_score` gives 1 to the one member of a class, where
//! Rousseeuw and scikit-learn give 0, and NaN to equal examples of two classes; so ours is the definition.

use rayon::prelude::*;

use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::sample::Sample;
use super::{Measured, Undefined};
use crate::linalg::sum;

/// The registry's entry of `silhouette`.
pub const DEFINITION: Definition = Definition {
    name: "silhouette",
    title: "Silhouette of the classes",
    short: "Silhouette",
    measures: "Whether the features of an example lie nearer to its own class than to the next one.",
    formula: "mean of (b - a) / max(a, b); a the mean Euclidean distance to the other examples of the class, b the least mean distance to another class; on 2,000 class-stratified rows where there are more",
    edges: "In [-1, 1]. The one member of a class counts 0, as do equal examples of two classes. Undefined for fewer than two classes, or where every example is alone in its class.",
    source: "Rousseeuw 1987; silhouette_score of scikit-learn",
    topic: Topic::Geometry,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::None("none: resampled duplicates would be each other's neighbours"),
};

/// The silhouette of every row (n, D), labels (n).
///
/// # Errors
/// Undefined for fewer than two classes, or where no class has two members.
pub fn silhouettes(sample: &Sample, labels: &[usize]) -> Measured<Vec<f64>> {
    let mut counts = vec![0.0; labels.iter().max().map_or(0, |k| k + 1)];
    labels.iter().for_each(|label| counts[*label] += 1.0);
    let classes = counts.iter().filter(|c| **c > 0.0).count();
    if classes < 2 || classes >= sample.rows {
        let found = format!("{} examples of {classes} classes", sample.rows);
        return Err(Undefined(format!("a silhouette needs two classes, one of them with two members; found {found}")));
    }
    let of_row = |i: usize| {
        let mut sums = vec![0.0; counts.len()];
        for (j, label) in labels.iter().enumerate() {
            sums[*label] += sum(sample.row(i), sample.row(j), |x, y| (x - y) * (x - y)).sqrt();
        }
        let own = labels[i];
        if counts[own] < 1.5 {
            return 0.0;
        }
        let others = (0..counts.len()).filter(|k| *k != own && counts[*k] > 0.0).map(|k| sums[k] / counts[k]);
        let (a, b) = (sums[own] / (counts[own] - 1.0), others.fold(f64::INFINITY, f64::min));
        if a.max(b) > 0.0 { (b - a) / a.max(b) } else { 0.0 }
    };
    Ok((0..sample.rows).into_par_iter().map(of_row).collect())
}

/// Their mean.
///
/// # Errors
/// As [`silhouettes`].
pub fn silhouette(sample: &Sample, labels: &[usize]) -> Measured<f64> {
    silhouettes(sample, labels).map(|values| values.iter().sum::<f64>() / values.len() as f64)
}
