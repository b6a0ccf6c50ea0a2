//! Which classes are like each class, and which are not: by the teacher, or by superclasses.
//!
//! Fed with the class-by-class matrix of `off_target_information`; read by the diffusion index and by the distances of similar
//! classes. A student never chooses the sets that it is judged on.

use super::{Measured, Undefined, off_target_information};
use crate::linalg::Rows;
use crate::random::Random;

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

    /// [`Self::by_teacher`] from the teacher's logits (N, K) at T = 1 and the labels (N), for (K - 1)/4 classes, 1 to 5.
    ///
    /// # Errors
    /// Undefined for fewer than three classes, or where a class has no examples.
    pub fn of_teacher(logits: Rows<'_>, labels: &[usize]) -> Measured<Self> {
        Self::by_teacher(&profiles(logits, labels)?, ((logits.cols - 1) / 4).clamp(1, 5))
    }

    /// [`Self::by_superclass`] from superclasses (K), and the teacher's logits (N, K) at T = 1 and the labels (N).
    ///
    /// # Errors
    /// As there, and undefined for fewer than three classes.
    pub fn of_superclasses(superclasses: &[usize], logits: Rows<'_>, labels: &[usize]) -> Measured<Self> {
        Self::by_superclass(superclasses, &profiles(logits, labels)?)
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
    pub fn shuffled(&self, random: &mut Random) -> Self {
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

/// Mean off-target probabilities of each class at T = 1.
fn profiles(logits: Rows<'_>, labels: &[usize]) -> Measured<Vec<Option<Vec<f64>>>> {
    let mut state = off_target_information::State::new(logits.cols, 1.0)?;
    labels.iter().enumerate().for_each(|(i, label)| state.push(logits.row(i), *label));
    Ok(state.profiles())
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
