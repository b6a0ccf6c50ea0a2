//! Means over the pairs of variants of two groups: what the heatmap of many variants shows.
//!
//! Fed by the pairs and groups of an analysis; read by `figure::cka`.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::intervals::{mean, variance};
use super::schema::{Analysis, GroupPair, Pair, PairAggregate};
use crate::metrics::{METRICS, Subject};

/// Each unordered pair of groups once, in the order of the study, split by split; a group with itself where it has seeds.
pub fn group_pairs(analysis: &Analysis) -> Vec<GroupPair> {
    let at = |id: &str| analysis.groups.get_index_of(&analysis.variants.get(id)?.group);
    let mut out = Vec::new();
    for split in analysis.data.splits.keys() {
        // By rows of the two groups, the smaller first.
        let mut found: BTreeMap<(usize, usize), Vec<&Pair>> = BTreeMap::new();
        for pair in analysis.pairs.iter().filter(|p| p.split == *split) {
            if let (Some(a), Some(b)) = (at(&pair.a), at(&pair.b)) {
                found.entry((a.min(b), a.max(b))).or_default().push(pair);
            }
        }
        let names: Vec<&String> = analysis.groups.keys().collect();
        out.extend(found.iter().map(|((a, b), pairs)| GroupPair {
            a: names[*a].clone(),
            b: names[*b].clone(),
            split: split.clone(),
            metrics: metrics(pairs),
        }));
    }
    out
}

/// Means over the pairs of which a statistic was measured; none where it is undefined for one of them.
fn metrics(pairs: &[&Pair]) -> IndexMap<String, PairAggregate> {
    let of = |name: &str| {
        let measured = pairs.iter().filter_map(|p| p.metrics.get(name));
        let values = measured.map(|m| Some(m.scalar()?.0)).collect::<Option<Vec<f64>>>()?;
        let sd = (values.len() > 1).then(|| variance(&values).sqrt());
        (!values.is_empty()).then(|| PairAggregate { mean: mean(&values), sd, pairs: values.len() })
    };
    let symmetric = METRICS.iter().filter(|d| d.subject == Subject::Pair);
    symmetric.filter_map(|d| Some((d.name.to_owned(), of(d.name)?))).collect()
}
