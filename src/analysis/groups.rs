//! Groups of variants that differ by seed alone, and paired differences: a variant against its reference, group against group.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::LEVEL;
use super::intervals::{self, mean, variance};
use super::jackknife;
use super::measure::Measurement;
use super::schema::{Aggregate, Analysis, Difference, Effect, Group, GroupSplit, Variant};
use super::sink::{Spread, is_jackknifed};
use crate::metrics::{METRICS, Subject};

/// Measurements by split and variant.
pub type Measured = BTreeMap<String, IndexMap<String, Measurement>>;

/// The groups, in the order of the study, with means over their seeds.
pub fn groups(analysis: &Analysis) -> IndexMap<String, Group> {
    let mut out: IndexMap<String, Group> = IndexMap::new();
    for (id, variant) in &analysis.variants {
        let group =
            out.entry(variant.group.clone()).or_insert_with(|| Group { variants: Vec::new(), splits: BTreeMap::new() });
        group.variants.push(id.clone());
    }
    for group in out.values_mut() {
        let members: Vec<&Variant> = group.variants.iter().map(|id| &analysis.variants[id]).collect();
        for split in analysis.data.splits.keys() {
            let metrics: IndexMap<String, Aggregate> =
                METRICS.iter().filter_map(|d| Some((d.name.to_owned(), aggregate(&members, split, d.name)?))).collect();
            if !metrics.is_empty() {
                group.splits.insert(split.clone(), GroupSplit { metrics });
            }
        }
    }
    out
}

/// Mean over the seeds; none where one of them has no value.
fn aggregate(members: &[&Variant], split: &str, metric: &str) -> Option<Aggregate> {
    let value = |v: &&Variant| Some(v.splits.get(split)?.metrics.get(metric)?.scalar()?.0);
    let values = members.iter().map(value).collect::<Option<Vec<f64>>>()?;
    let sd = (values.len() > 1).then(|| variance(&values).sqrt());
    Some(Aggregate { mean: mean(&values), sd, seeds: values.len() })
}

/// All differences: groups first, then the variants of groups of several seeds.
pub fn differences(analysis: &Analysis, measured: &Measured) -> Vec<Difference> {
    let (groups, variants) = comparisons(analysis);
    let mut out = Vec::new();
    for (split, of) in measured {
        let members = |ids: &[String]| -> Vec<Member<'_>> {
            ids.iter().filter_map(|id| Some((analysis.variants[id].seed, &of.get(id)?.spreads))).collect()
        };
        let of_group = |g: &str| members(&analysis.groups[g].variants);
        let of_groups = groups.iter().map(|(a, b)| ((a, b), of_group(a), of_group(b)));
        let of_variant = |v: &String| members(std::slice::from_ref(v));
        let of_variants = variants.iter().map(|(a, b)| ((a, b), of_variant(a), of_variant(b)));
        for ((a, b), of_a, of_b) in of_groups.chain(of_variants) {
            for definition in METRICS.iter().filter(|d| d.subject == Subject::Variant) {
                let Some(gap) = difference(&of_a, &of_b, definition.name) else { continue };
                out.push(Difference {
                    a: a.clone(),
                    b: b.clone(),
                    split: split.clone(),
                    metric: definition.name.to_owned(),
                    value: gap.value,
                    low: gap.value - gap.half,
                    high: gap.value + gap.half,
                    interval_method: gap.method,
                });
            }
        }
    }
    out
}

/// Names of a reference and of what is compared with it.
pub(super) type Comparison = (String, String);

/// Groups to compare, and variants of groups of several seeds.
pub(super) fn comparisons(analysis: &Analysis) -> (Vec<Comparison>, Vec<Comparison>) {
    let (mut groups, mut variants) = (Vec::new(), Vec::new());
    for (id, variant) in &analysis.variants {
        let Some((reference, other)) = variant.reference.as_ref().and_then(|r| analysis.variants.get_key_value(r))
        else {
            continue;
        };
        let of_groups = (other.group.clone(), variant.group.clone());
        if other.group != variant.group && !groups.contains(&of_groups) {
            groups.push(of_groups);
        }
        if analysis.variants.values().filter(|v| v.group == variant.group).count() > 1 {
            variants.push((reference.clone(), id.clone()));
        }
    }
    (groups, variants)
}

/// Values by metric, with what their intervals are made from.
pub type Spreads = BTreeMap<String, Spread>;

/// A variant's seed and what was measured on it.
pub type Member<'a> = (Option<u64>, &'a Spreads);

/// A paired difference.
#[derive(Clone, Debug)]
pub struct Gap {
    /// b - a.
    pub value: f64,
    /// Half-width of its interval.
    pub half: f64,
    /// How that was made.
    pub method: String,
}

impl Gap {
    /// As the contract has it.
    pub fn effect(self) -> Effect {
        let (low, high) = (self.value - self.half, self.value + self.half);
        Effect { value: self.value, low, high, interval_method: self.method }
    }
}

/// b - a with its half-width; none where a value is undefined or nothing gives an interval.
///
/// Half-width: √(over examples² + over seeds²). Over examples: the means of the two sides on the same resamples or
/// without the same jackknife groups. Over seeds: Student's t of the differences seed by seed where both sides have the
/// same seeds, else Welch's.
pub fn difference(a: &[Member<'_>], b: &[Member<'_>], metric: &str) -> Option<Gap> {
    let spreads = |side: &[Member<'_>]| -> Option<Vec<Spread>> {
        side.iter().map(|(_, spreads)| spreads.get(metric).cloned()).collect()
    };
    let (of_a, of_b) = (spreads(a)?, spreads(b)?);
    if of_a.is_empty() || of_b.is_empty() {
        return None;
    }
    let values = |side: &[Spread]| side.iter().map(|s| s.value).collect::<Vec<f64>>();
    let (va, vb) = (values(&of_a), values(&of_b));
    let seeds = |side: &[Member<'_>]| side.iter().map(|m| m.0).collect::<Vec<_>>();
    let over_seeds = over_seeds(&va, &vb, paired(&seeds(a), &seeds(b)).as_deref());
    let (half, method) = match (over_examples(&of_a, &of_b, metric), over_seeds) {
        (Some((e, of)), Some((s, how))) => (e.hypot(s), format!("seeds and examples: √(({how})² + ({of})²)")),
        (Some((e, of)), None) => (e, format!("{of}; one seed, so it describes these checkpoints only")),
        (None, Some((s, how))) => (s, how),
        (None, None) => return None,
    };
    Some(Gap { value: mean(&vb) - mean(&va), half, method })
}

/// Half-width over examples and its method.
fn over_examples(a: &[Spread], b: &[Spread], metric: &str) -> Option<(f64, &'static str)> {
    let average = |side: &[Spread]| -> Option<Vec<f64>> {
        let width = side[0].values.len();
        if width == 0 || side.iter().any(|s| s.values.len() != width) {
            return None;
        }
        Some((0..width).map(|r| side.iter().map(|s| s.values[r]).sum::<f64>() / side.len() as f64).collect())
    };
    let gaps: Vec<f64> = average(b)?.iter().zip(average(a)?).map(|(b, a)| b - a).collect();
    if is_jackknifed(metric) {
        return Some((jackknife::half_width(&gaps, LEVEL), "paired jackknife over examples"));
    }
    let (low, high) = intervals::percentile(&gaps, LEVEL);
    Some((f64::midpoint(high, -low), "half the paired bootstrap interval over examples"))
}

/// For each member of `a` the member of `b` with the same seed; none unless both sides have the same seeds, each once.
pub fn paired(a: &[Option<u64>], b: &[Option<u64>]) -> Option<Vec<usize>> {
    let known = |side: &[Option<u64>]| side.iter().copied().collect::<Option<BTreeSet<u64>>>();
    let (of_a, of_b) = (known(a)?, known(b)?);
    if of_a != of_b || of_a.len() != a.len() || of_b.len() != b.len() {
        return None;
    }
    a.iter().map(|seed| b.iter().position(|other| other == seed)).collect()
}

/// Half-width over seeds and its method; none for one seed. `pairs`: the index in `b` of each value's partner in `a`.
pub(super) fn over_seeds(a: &[f64], b: &[f64], pairs: Option<&[usize]>) -> Option<(f64, String)> {
    if a.len() < 2 || b.len() < 2 {
        return None;
    }
    if let Some(pairs) = pairs {
        let gaps: Vec<f64> = a.iter().zip(pairs).map(|(a, at)| b[*at] - a).collect();
        let count = gaps.len() as f64;
        let half = intervals::student_t(count - 1.0, LEVEL) * (variance(&gaps) / count).sqrt();
        return Some((half, format!("Student's t over {count} paired seeds")));
    }
    let (wa, wb) = (variance(a) / a.len() as f64, variance(b) / b.len() as f64);
    let squares = wa * wa / (a.len() as f64 - 1.0) + wb * wb / (b.len() as f64 - 1.0);
    let degrees = if squares > 0.0 { (wa + wb).powi(2) / squares } else { f64::INFINITY };
    Some((intervals::student_t(degrees, LEVEL) * (wa + wb).sqrt(), "Welch's t over seeds".to_owned()))
}
