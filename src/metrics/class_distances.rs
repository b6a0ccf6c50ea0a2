//! Normalised distances of class centroids: d̂(π, k) = ||c_π - c_k|| / mean_{j≠π} ||c_π - c_j||.
//!
//! Fed with penultimate features, one row at a time; read by the diffusion index, and by the comparison of a smoothed with a hard
//! teacher (Shen 2021: smoothing moves similar classes apart). Dividing by the mean makes networks of different width comparable.

use super::class_sets::ClassSets;
use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Mergeable, Undefined, add};

/// The registry's entry of `similar_class_distance`.
pub const DEFINITION: Definition = Definition {
    name: "similar_class_distance",
    title: "Distance of similar classes",
    short: "d̂ S1",
    measures: "How far the centroids of similar classes are, against those of all classes.",
    formula: "mean over π and k in S1(π) of d̂(π,k) = ||c_π - c_k|| / mean_{j≠π} ||c_π - c_j||, c the class means of the penultimate features; S1(π) the other classes of its superclass, where superclasses are given, else the (K - 1)/4 classes, 1 to 5, that the first teacher without a reference takes π for most on the split",
    edges: "≥ 0; 1 where similar classes are as far as any. Undefined for fewer than three classes, where a class has no examples, or where all centroids are one point.",
    source: "penult's own, on the claim of Shen 2021 that smoothing moves similar classes apart",
    topic: Topic::Information,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// Mean d̂ (K, K) over the similar classes of each class; a class without any is left out.
///
/// # Errors
/// Undefined where no class has a similar one, or for a matrix of another size than the sets.
pub fn similar_class_distance(distances: &[f64], sets: &ClassSets) -> Measured<f64> {
    let classes = sets.similar.len();
    if distances.len() != classes * classes {
        return Err(Undefined(format!("distances and sets are not of the same {classes} classes")));
    }
    let filled = sets.similar.iter().enumerate().filter(|(_, set)| !set.is_empty());
    let means: Vec<f64> = filled
        .map(|(class, set)| set.iter().map(|k| distances[class * classes + k]).sum::<f64>() / set.len() as f64)
        .collect();
    if means.is_empty() {
        return Err(Undefined("no class has a class like it".to_owned()));
    }
    Ok(means.iter().sum::<f64>() / means.len() as f64)
}

/// Sums of the features of each class.
#[derive(Clone, Debug)]
pub struct State {
    classes: usize,
    width: usize,
    counts: Vec<f64>, // (K)
    sums: Vec<f64>,   // (K, D)
}

impl State {
    /// An empty state of K classes and D features.
    pub fn new(classes: usize, width: usize) -> Self {
        Self { classes, width, counts: vec![0.0; classes], sums: vec![0.0; classes * width] }
    }

    /// Adds one feature row (D).
    pub fn push(&mut self, row: &[f32], label: usize) {
        self.counts[label] += 1.0;
        let sum = &mut self.sums[label * self.width..(label + 1) * self.width];
        sum.iter_mut().zip(row).for_each(|(s, x)| *s += f64::from(*x));
    }

    /// d̂ (K, K), row-major: 0 on the diagonal, the rest of a row with mean 1.
    ///
    /// # Errors
    /// Undefined for fewer than three classes, where a class has no examples, or where all centroids are one point.
    pub fn value(&self) -> Measured<Vec<f64>> {
        if self.classes < 3 {
            return Err(Undefined(format!("distances of classes need three classes, found {}", self.classes)));
        }
        if let Some(c) = self.counts.iter().position(|n| *n < 0.5) {
            return Err(Undefined(format!("class {c} has no examples, so it has no centroid")));
        }
        let centroid = |c: usize| {
            self.sums[c * self.width..(c + 1) * self.width].iter().map(|s| s / self.counts[c]).collect::<Vec<f64>>()
        };
        let centroids: Vec<Vec<f64>> = (0..self.classes).map(centroid).collect();
        let mut out = vec![0.0; self.classes * self.classes];
        for (i, row) in out.chunks_exact_mut(self.classes).enumerate() {
            for (j, distance) in row.iter_mut().enumerate() {
                let squares = centroids[i].iter().zip(&centroids[j]).map(|(a, b)| (a - b).powi(2));
                *distance = squares.sum::<f64>().sqrt();
            }
            let mean = row.iter().sum::<f64>() / (self.classes - 1) as f64;
            if mean <= 0.0 {
                return Err(Undefined("all class centroids are one point".to_owned()));
            }
            row.iter_mut().for_each(|d| *d /= mean);
        }
        Ok(out)
    }

    fn combine(&mut self, other: &Self, sign: f64) {
        add(&mut self.counts, &other.counts, sign);
        add(&mut self.sums, &other.sums, sign);
    }
}

impl Mergeable for State {
    fn merge(&mut self, other: &Self) {
        self.combine(other, 1.0);
    }

    fn subtract(&mut self, other: &Self) {
        self.combine(other, -1.0);
    }
}
