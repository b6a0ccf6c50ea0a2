//! Diffusion index η, operational: whether students at a higher temperature pull a class towards those that resemble it.
//!
//! Chandrasegaran 2022 finds that students of a smoothed teacher at a high T move a class's features towards similar classes
//! ("systematic diffusion"). Their formula is not reproduced; ours is, with d̂ of `class_distances` for the students at T1 and T2:
//! η_S = mean over classes π of 100 · mean_{k in S(π)} (d̂_T1(π,k) - d̂_T2(π,k)) / d̂_T1(π,k).
//! S1(π) are the classes most like π, S2(π) the least like it, chosen by the teacher or by superclasses, never by either student.
//! The rest of a row of d̂ has mean 1, so η of some classes is positive wherever another's is negative: η means something only
//! against random sets of the same size, and against two seeds at one temperature.

use super::definition::{Definition, Direction, Interval, Subject, Unit};
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
    subject: Subject::Pair,
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

/// Similar and dissimilar classes of each class; a class without any is left out of the mean.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassSets {
    /// S1 of each class (K).
    pub similar: Vec<Vec<usize>>,
    /// S2 of each class (K).
    pub dissimilar: Vec<Vec<usize>>,
}

impl ClassSets {
    /// The `m` classes that the teacher takes each class for most and least, by its class-by-class matrix
    /// (`off_target_information::State::profiles`); ties go to the lower class.
    ///
    /// # Errors
    /// Undefined where a class has no examples, or where 2m > K - 1, so that both sets would meet.
    pub fn by_teacher(profiles: &[Option<Vec<f64>>], m: usize) -> Measured<Self> {
        let others = profiles.len().saturating_sub(1);
        if m == 0 || 2 * m > others {
            return Err(Undefined(format!(
                "{m} similar and {m} dissimilar classes do not fit into {others} other classes"
            )));
        }
        let ranked = ranked(profiles)?;
        Ok(Self {
            similar: ranked.iter().map(|r| r[..m].to_vec()).collect(),
            dissimilar: ranked.iter().map(|r| r[others - m..].to_vec()).collect(),
        })
    }

    /// S1 the other classes of the same superclass; S2 as many of other superclasses, those that the teacher takes the class for
    /// least. Superclasses (K).
    ///
    /// # Errors
    /// Undefined where a class has no examples, for a list of another length, or where no superclass has two classes.
    pub fn by_superclass(superclasses: &[usize], profiles: &[Option<Vec<f64>>]) -> Measured<Self> {
        if superclasses.len() != profiles.len() {
            let (found, expected) = (superclasses.len(), profiles.len());
            return Err(Undefined(format!("superclasses are given for {found} classes, expected {expected}")));
        }
        let mut sets = Self { similar: Vec::new(), dissimilar: Vec::new() };
        for (class, ranked) in ranked(profiles)?.into_iter().enumerate() {
            let (similar, others): (Vec<usize>, Vec<usize>) =
                ranked.into_iter().partition(|k| superclasses[*k] == superclasses[class]);
            sets.dissimilar.push(others[others.len().saturating_sub(similar.len())..].to_vec());
            sets.similar.push(similar);
        }
        if sets.similar.iter().all(Vec::is_empty) {
            return Err(Undefined("no superclass has two classes".to_owned()));
        }
        Ok(sets)
    }

    /// Random sets of the same sizes, similar and dissimilar apart.
    fn shuffled(&self, random: &mut Random) -> Self {
        let classes = self.similar.len();
        let mut sets = Self { similar: Vec::new(), dissimilar: Vec::new() };
        for class in 0..classes {
            let mut others: Vec<u32> =
                (0..classes).filter(|k| *k != class).filter_map(|k| u32::try_from(k).ok()).collect();
            random.shuffle(&mut others);
            let mut drawn = others.into_iter().map(|k| k as usize);
            sets.similar.push(drawn.by_ref().take(self.similar[class].len()).collect());
            sets.dissimilar.push(drawn.take(self.dissimilar[class].len()).collect());
        }
        sets
    }
}

/// The other classes of each class, most similar first.
fn ranked(profiles: &[Option<Vec<f64>>]) -> Measured<Vec<Vec<usize>>> {
    let rank = |(class, profile): (usize, &Option<Vec<f64>>)| {
        let profile = profile
            .as_ref()
            .ok_or_else(|| Undefined(format!("class {class} has no examples, so nothing is like it")))?;
        let mut others: Vec<usize> = (0..profile.len()).filter(|k| *k != class).collect();
        others.sort_by(|a, b| profile[*b].total_cmp(&profile[*a]));
        Ok(others)
    };
    profiles.iter().enumerate().map(rank).collect()
}

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
