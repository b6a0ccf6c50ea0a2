//! Whether a network's classes stand in another order than the data's: a confusion matrix that is near a permutation and far
//! from the diagonal.
//!
//! The permutation is found on every other example and judged on the rest, so that a network that has learnt nothing is not
//! taken for one of another order. Fed by activations, read by the command line before anything is measured.

use super::Activations;
use crate::data::ClassMap;

/// The share of right answers that a renaming must give.
const SHARE: f64 = 0.4;

/// How many times as many right answers it must give as the order of the data.
const TIMES: f64 = 2.0;

/// How many standard errors of a share (at most 1/(2√n)) the gain must be.
const ERRORS: f64 = 8.0;

/// Another order of classes, and what speaks for it.
#[derive(Clone, Debug)]
pub struct OtherOrder {
    /// The class of each output.
    pub map: ClassMap,
    /// Share of right answers in the order of the data, on the examples that judge.
    pub before: f64,
    /// Share of right answers once the outputs are renamed.
    pub after: f64,
}

/// The other order of a network whose classes look permuted; none where the order fits, or nothing can be said.
pub fn other_order(a: &Activations) -> Option<OtherOrder> {
    let answers: Vec<usize> = (0..a.n).map(|row| largest(a.logits().row(row))).collect();
    let pairs = || answers.iter().copied().zip(a.labels.iter().copied());
    let found = matching(pairs().step_by(2), a.classes);
    let judged: Vec<(usize, usize)> = pairs().skip(1).step_by(2).collect();
    let share = |is_right: &dyn Fn(&(usize, usize)) -> bool| {
        judged.iter().filter(|pair| is_right(pair)).count() as f64 / judged.len() as f64
    };
    let (before, after) =
        (share(&|(answer, label)| answer == label), share(&|(answer, label)| found[*answer] == *label));
    let error = 0.5 / (judged.len() as f64).sqrt();
    let is_other = after >= SHARE && after >= TIMES * before && after - before > ERRORS * error;
    let map = ClassMap::new(matching(pairs(), a.classes)).ok().filter(|_| is_other)?;
    Some(OtherOrder { map, before, after })
}

/// The first of the largest logits.
fn largest(logits: &[f32]) -> usize {
    let better = |best: usize, k: usize| if logits[k] > logits[best] { k } else { best };
    (1..logits.len()).fold(0, better)
}

/// The class of each output, one to one: the pairs (answer, label) that are counted most, first. What is left keeps its
/// number where that is free.
fn matching(pairs: impl Iterator<Item = (usize, usize)>, classes: usize) -> Vec<usize> {
    let mut counts = std::collections::BTreeMap::<(usize, usize), usize>::new();
    pairs.for_each(|pair| *counts.entry(pair).or_default() += 1);
    let mut order: Vec<((usize, usize), usize)> = counts.into_iter().collect();
    order.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let (mut class_of, mut is_taken) = (vec![None; classes], vec![false; classes]);
    let same = (0..classes).map(|k| (k, k));
    let rest = (0..classes).flat_map(|output| (0..classes).map(move |class| (output, class)));
    for (output, class) in order.into_iter().map(|(pair, _)| pair).chain(same).chain(rest) {
        if class_of[output].is_none() && !is_taken[class] {
            class_of[output] = Some(class);
            is_taken[class] = true;
        }
    }
    class_of.into_iter().flatten().collect()
}
