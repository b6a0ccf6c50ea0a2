//! Diffusion index η, operational: whether students at a higher temperature pull a class towards those that resemble it.
//!
//! Chandrasegaran 2022 finds that students of a smoothed teacher at a high T move a class's features towards similar classes
//! ("systematic diffusion"). Their formula is not reproduced; ours is, with d̂ of `class_distances` for the students at T1 and T2:
//! η_S = mean over classes π of 100 · mean_{k in S(π)} (d̂_T1(π,k) - d̂_T2(π,k)) / d̂_T1(π,k).
//! S1(π) are the classes most like π, S2(π) the least like it, chosen by the teacher or by superclasses, never by either student.
//! The rest of a row of d̂ has mean 1, so η of some classes is positive wherever another's is negative: η means something only
//! against random sets of the same size, and against two seeds at one temperature.

use super::class_sets::ClassSets;
use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::{Measured, Undefined};
use crate::random::Random;

/// The registry's entry of `diffusion_index`.
pub const DEFINITION: Definition = Definition {
    name: "diffusion_index",
    title: "Diffusion index η (operational), similar classes",
    short: "η S1",
    measures: "How much closer a class's centroid is to similar classes in the student at the higher temperature.",
    formula: "mean over π of 100 · mean_{k in S1(π)} (d̂_T1 - d̂_T2)/d̂_T1; d̂(π,k) = ||c_π - c_k|| / mean_{j≠π} ||c_π - c_j||; S1 the m classes that the teacher takes π for most, or its superclass",
    edges: "In percent; > 0: closer at the higher T. Undefined for fewer than three classes, where a class has no examples, or where two centroids are one point at T1. To be held against random sets of the same size and against two seeds at one T.",
    source: "penult's own, after Chandrasegaran 2022",
    topic: Topic::Transfer,
    subject: Subject::Study,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// The registry's entry of `diffusion_index_dissimilar`.
pub const DISSIMILAR: Definition = Definition {
    name: "diffusion_index_dissimilar",
    title: "Diffusion index η (operational), dissimilar classes",
    short: "η S2",
    measures: "The same for the classes least like it; systematic diffusion moves them away.",
    formula: "the same over S2(π), the m classes that the teacher takes π for least",
    ..DEFINITION
};

/// The registry's entry of `diffusion_index_difference`.
pub const DIFFERENCE: Definition = Definition {
    name: "diffusion_index_difference",
    title: "Diffusion index η (operational), similar minus dissimilar classes",
    short: "η S1 - η S2",
    measures: "Whether classes move towards similar ones rather than into all directions alike.",
    formula: "diffusion_index - diffusion_index_dissimilar",
    ..DEFINITION
};

/// η of both sets, in percent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Diffusion {
    /// η of the similar classes.
    pub similar: f64,
    /// η of the dissimilar classes.
    pub dissimilar: f64,
}

impl Diffusion {
    /// η_S1 - η_S2: above 0 for systematic diffusion, about 0 for diffusion into all directions alike.
    pub fn difference(&self) -> f64 {
        self.similar - self.dissimilar
    }
}

/// η from d̂ of the students at T1 and T2, both (K, K).
///
/// # Errors
/// Undefined where two centroids are one point at T1, or for matrices of another size than the sets.
pub fn diffusion_index(at_first: &[f64], at_second: &[f64], sets: &ClassSets) -> Measured<Diffusion> {
    let classes = sets.similar.len();
    if at_first.len() != classes * classes || at_second.len() != classes * classes {
        return Err(Undefined(format!("distances and sets are not of the same {classes} classes")));
    }
    let change = |class: usize, k: usize| {
        let (first, second) = (at_first[class * classes + k], at_second[class * classes + k]);
        if first > 0.0 {
            Ok(100.0 * (first - second) / first)
        } else {
            Err(Undefined(format!("the centroids of classes {class} and {k} are one point at the first temperature")))
        }
    };
    let eta = |of: &[Vec<usize>]| {
        let filled = || of.iter().enumerate().filter(|(_, set)| !set.is_empty());
        let of_class = |(class, set): (usize, &Vec<usize>)| {
            set.iter().map(|k| change(class, *k)).sum::<Measured<f64>>().map(|sum| sum / set.len() as f64)
        };
        let count = filled().count();
        if count == 0 {
            return Err(Undefined("no class has a class like it".to_owned()));
        }
        filled().map(of_class).sum::<Measured<f64>>().map(|sum| sum / count as f64)
    };
    Ok(Diffusion { similar: eta(&sets.similar)?, dissimilar: eta(&sets.dissimilar)? })
}

/// η of random sets of the same sizes: the permutation null.
///
/// # Errors
/// As [`diffusion_index`].
pub fn random_sets(
    at_first: &[f64],
    at_second: &[f64],
    sets: &ClassSets,
    (draws, seed): (usize, u64),
) -> Measured<Vec<Diffusion>> {
    let mut random = Random::new(seed, "diffusion index");
    (0..draws).map(|_| diffusion_index(at_first, at_second, &sets.shuffled(&mut random))).collect()
}

/// η between any two of the students of one temperature, in both orders: the seed null. d̂ of each (K, K).
///
/// # Errors
/// Undefined for fewer than two seeds; else as [`diffusion_index`].
pub fn seeds(students: &[Vec<f64>], sets: &ClassSets) -> Measured<Vec<Diffusion>> {
    if students.len() < 2 {
        return Err(Undefined(format!("the seed null needs two seeds, found {}", students.len())));
    }
    let pairs = (0..students.len()).flat_map(|i| (0..students.len()).map(move |j| (i, j))).filter(|(i, j)| i != j);
    pairs.map(|(i, j)| diffusion_index(&students[i], &students[j], sets)).collect()
}
