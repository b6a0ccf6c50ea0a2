//! Pairs that the cache knows, and those that are measured now: one file a first side and kind of statistics.

use std::collections::{BTreeMap, BTreeSet};

use super::{Member, Metrics, Place};
use crate::analysis::cache::Cache;

/// A pair that is asked for, and the key under which it is kept beneath its first side.
pub(super) struct Asked {
    /// Its places.
    pub at: Place,
    /// All that its numbers depend on beside the first side.
    pub key: String,
}

/// What is known of the pairs of a split.
pub(super) struct Kept<'a> {
    pub members: &'a [Member<'a>],
    pub cache: &'a Cache<'a>,
    pub progress: &'a dyn Fn(usize, usize),
    pub done: usize,
    pub total: usize,
    /// Metrics by pair.
    pub found: BTreeMap<Place, Metrics>,
}

impl Kept<'_> {
    /// Adds the statistics of one kind: `cut` makes batches of what the cache does not hold, `of` measures a batch.
    pub fn measure(
        &mut self,
        kind: &str,
        asked: &[Asked],
        cut: impl FnOnce(Vec<Place>) -> Vec<Vec<Place>>,
        mut of: impl FnMut(&[Place]) -> Vec<Metrics>,
    ) {
        let keys: BTreeMap<Place, &str> = asked.iter().map(|a| (a.at, a.key.as_str())).collect();
        let firsts: BTreeSet<usize> = asked.iter().map(|a| a.at.0).collect();
        let read = |a: &usize| (*a, self.cache.read(self.members[*a].key, kind).unwrap_or_default());
        let mut kept: BTreeMap<usize, BTreeMap<String, Metrics>> = firsts.iter().map(read).collect();
        let is_missing = |a: &&Asked| !kept.get(&a.at.0).is_some_and(|of| of.contains_key(&a.key));
        let missing: Vec<Place> = asked.iter().filter(is_missing).map(|a| a.at).collect();
        self.done += asked.len() - missing.len();
        for batch in cut(missing) {
            for (at, metrics) in batch.iter().zip(of(&batch)) {
                kept.entry(at.0).or_default().insert(keys[at].to_owned(), metrics);
            }
            for first in batch.iter().map(|at| at.0).collect::<BTreeSet<usize>>() {
                self.cache.write(self.members[first].key, kind, &kept[&first]);
            }
            self.done += batch.len();
            (self.progress)(self.done, self.total);
        }
        for Asked { at, key } in asked {
            let metrics = kept.get(&at.0).and_then(|of| of.get(key)).cloned().unwrap_or_default();
            self.found.entry(*at).or_default().extend(metrics);
        }
    }
}
