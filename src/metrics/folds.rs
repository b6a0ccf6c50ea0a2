//! Two folds of the examples, class-stratified by a hash of the id: what is fitted on one is scored on the other.

use crate::random::Random;

/// Whether each example is in the first fold (N). Labels (N), ids (N); class by class, the examples are dealt out in the order
/// of a hash of their ids, so that the order of the rows changes nothing.
pub fn is_first(labels: &[usize], ids: &[i64]) -> Vec<bool> {
    let hash = |i: usize| Random::from_state(ids[i].cast_unsigned()).bits();
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by_key(|i| (labels[*i], hash(*i), *i));
    let mut is_first = vec![false; labels.len()];
    order.iter().skip(1).step_by(2).for_each(|i| is_first[*i] = true);
    is_first
}
