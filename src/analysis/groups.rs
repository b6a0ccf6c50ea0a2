//! Groups of variants that differ by seed alone, and paired differences: a variant against its reference, group against group.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::LEVEL;
use super::intervals::{self, mean, variance};
use super::measure::{Measurement, Spread, is_jackknifed};
use super::schema::{Aggregate, Analysis, Difference, Group, GroupSplit, Variant};
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
    let mut out = Vec::new();
    let (mut groups, mut variants) = (Vec::new(), Vec::new());
    for (id, variant) in &analysis.variants {
        let Some(reference) = &variant.reference else { continue };
        let other = &analysis.variants[reference].group;
        if !groups.contains(&(other, &variant.group)) {
            groups.push((other, &variant.group));
        }
        if analysis.groups[&variant.group].variants.len() > 1 {
            variants.push((reference, id));
        }
    }
    for (split, of) in measured {
        let members = |ids: &[String]| -> Vec<(Option<u64>, &Measurement)> {
            ids.iter().filter_map(|id| Some((analysis.variants[id].seed, of.get(id)?))).collect()
        };
        let of_groups = groups.iter().map(|(a, b)| {
            let ids = |g: &String| members(&analysis.groups[g].variants);
            ((*a, *b), ids(a), ids(b))
        });
        let of_variants = variants.iter().map(|(a, b)| {
            let ids = |v: &String| members(std::slice::from_ref(v));
            ((*a, *b), ids(a), ids(b))
        });
        for ((a, b), of_a, of_b) in of_groups.chain(of_variants) {
            for definition in METRICS.iter().filter(|d| d.subject == Subject::Variant) {
                if let Some(found) = difference(&of_a, &of_b, definition.name) {
                    let ([value, low, high], interval_method) = found;
                    let (metric, split) = (definition.name.to_owned(), split.clone());
                    out.push(Difference {
                        a: a.clone(),
                        b: b.clone(),
                        split,
                        metric,
                        value,
                        low,
                        high,
                        interval_method,
                    });
                }
            }
        }
    }
    out
}

type Side<'a> = [(Option<u64>, &'a Measurement)];

/// `[b - a, low, high]` and the method; none where a value is undefined or nothing gives an interval.
///
/// Half-width: √(over examples² + over seeds²). Over examples: the means of the two sides on the same resamples or
/// without the same jackknife groups. Over seeds: Student's t of the differences seed by seed where both sides have the
/// same seeds, else Welch's.
fn difference(a: &Side<'_>, b: &Side<'_>, metric: &str) -> Option<([f64; 3], String)> {
    let spreads =
        |side: &Side<'_>| side.iter().map(|(_, m)| m.spreads.get(metric).cloned()).collect::<Option<Vec<Spread>>>();
    let (of_a, of_b) = (spreads(a)?, spreads(b)?);
    if of_a.is_empty() || of_b.is_empty() {
        return None;
    }
    let values = |side: &[Spread]| side.iter().map(|s| s.value).collect::<Vec<f64>>();
    let (va, vb) = (values(&of_a), values(&of_b));
    let value = mean(&vb) - mean(&va);
    let examples = over_examples(&of_a, &of_b, metric);
    let seeds = over_seeds((a, &va), (b, &vb));
    let (half, method) = match (examples, seeds) {
        (Some((e, of)), Some((s, how))) => (e.hypot(s), format!("seeds and examples: √(({how})² + ({of})²)")),
        (Some((e, of)), None) => (e, format!("{of}; one seed, so it describes these checkpoints only")),
        (None, Some((s, how))) => (s, how),
        (None, None) => return None,
    };
    Some(([value, value - half, value + half], method))
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
        return Some((intervals::jackknife_half_width(&gaps, LEVEL), "paired jackknife over examples"));
    }
    let (low, high) = intervals::percentile(&gaps, LEVEL);
    Some((f64::midpoint(high, -low), "half the paired bootstrap interval over examples"))
}

/// Half-width over seeds and its method; none for one seed.
fn over_seeds((a, va): (&Side<'_>, &[f64]), (b, vb): (&Side<'_>, &[f64])) -> Option<(f64, String)> {
    if va.len() < 2 || vb.len() < 2 {
        return None;
    }
    let seeds = |side: &Side<'_>| side.iter().map(|(seed, _)| *seed).collect::<Option<Vec<u64>>>();
    if let (Some(sa), Some(sb)) = (seeds(a), seeds(b))
        && sa == sb
    {
        let gaps: Vec<f64> = vb.iter().zip(va).map(|(b, a)| b - a).collect();
        let count = gaps.len() as f64;
        let half = intervals::student_t(count - 1.0, LEVEL) * (variance(&gaps) / count).sqrt();
        return Some((half, format!("Student's t over {count} paired seeds")));
    }
    let (wa, wb) = (variance(va) / va.len() as f64, variance(vb) / vb.len() as f64);
    let squares = wa * wa / (va.len() as f64 - 1.0) + wb * wb / (vb.len() as f64 - 1.0);
    let degrees = if squares > 0.0 { (wa + wb).powi(2) / squares } else { f64::INFINITY };
    Some((intervals::student_t(degrees.min(1e9), LEVEL) * (wa + wb).sqrt(), "Welch's t over seeds".to_owned()))
}
