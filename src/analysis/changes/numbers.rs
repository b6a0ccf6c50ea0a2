//! Every number of an analysis under a key, with what it was made from, so that two analyses can be laid side by side.

use indexmap::IndexMap;
use serde::Serialize;

use super::{NumberChange, Why};
use crate::analysis::intervals::student_t;
use crate::analysis::schema::{Aggregate, Analysis, Group, Metric, Number as Values};

/// Of what a number is, in the order in which changes are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The mean over a group of seeds.
    Group,
    /// A paired difference.
    Difference,
    /// One variant.
    Variant,
    /// Two variants.
    Pair,
}

/// What a number is of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub kind: Kind,
    pub of: String,
    pub split: String,
    pub metric: String,
}

impl Key {
    pub fn change(
        &self,
        (before, after): (Option<f64>, Option<f64>),
        interval: Option<(f64, f64)>,
        why: Why,
        undefined: Option<String>,
    ) -> NumberChange {
        let Self { kind, of, split, metric } = self.clone();
        NumberChange { kind, of, split, metric, before, after, interval, why, undefined }
    }
}

/// A number, or why there is none.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub value: Option<f64>,
    pub interval: Option<(f64, f64)>,
    pub undefined: Option<String>,
    /// Hashes of the checkpoints and of the examples.
    pub inputs: String,
}

/// All numbers of groups, differences, variants and pairs; spectra value by value.
pub(super) fn numbers(analysis: &Analysis) -> IndexMap<Key, Number> {
    let mut out = IndexMap::new();
    groups(analysis, &mut out);
    differences(analysis, &mut out);
    for (id, variant) in &analysis.variants {
        for (split, of) in &variant.splits {
            let inputs = inputs(analysis, &[id], split);
            of.metrics.iter().for_each(|(name, metric)| {
                put(&mut out, (Kind::Variant, id, split), (name, metric), &inputs);
            });
        }
    }
    for pair in &analysis.pairs {
        let inputs = inputs(analysis, &[&pair.a, &pair.b], &pair.split);
        let of = arrow(&pair.a, &pair.b);
        pair.metrics.iter().for_each(|(name, metric)| {
            put(&mut out, (Kind::Pair, &of, &pair.split), (name, metric), &inputs);
        });
    }
    out
}

fn arrow(a: &str, b: &str) -> String {
    format!("{a} → {b}")
}

/// Hashes of the files of variants and groups, and of the examples of a split.
fn inputs(analysis: &Analysis, of: &[&str], split: &str) -> String {
    let files = |id: &&str| {
        let own = analysis.variants.contains_key(*id).then(|| vec![(*id).to_owned()]);
        let members = own.or_else(|| Some(analysis.groups.get(*id)?.variants.clone())).unwrap_or_default();
        let hash = |id: &String| analysis.variants.get(id).map(|v| v.checkpoint.blake3.clone());
        members.iter().filter_map(hash).collect::<Vec<_>>()
    };
    let examples = analysis.data.splits.get(split).map(|s| s.hash.as_str()).unwrap_or_default();
    format!("{examples} {}", of.iter().flat_map(files).collect::<Vec<_>>().join(" "))
}

fn groups(analysis: &Analysis, out: &mut IndexMap<Key, Number>) {
    let several = |(_, group): &(&String, &Group)| group.variants.len() > 1;
    for (id, group) in analysis.groups.iter().filter(several) {
        for (split, of) in &group.splits {
            let inputs = group_inputs(analysis, group, split);
            for (metric, aggregate) in &of.metrics {
                let key = Key { kind: Kind::Group, of: id.clone(), split: split.clone(), metric: metric.clone() };
                let interval = over_seeds(aggregate, analysis.settings.level);
                let number = Number { value: Some(aggregate.mean), interval, undefined: None, inputs: inputs.clone() };
                out.insert(key, number);
            }
        }
    }
}

fn group_inputs(analysis: &Analysis, group: &Group, split: &str) -> String {
    let members: Vec<&str> = group.variants.iter().map(String::as_str).collect();
    inputs(analysis, &members, split)
}

/// mean ± t sd / √seeds.
#[must_use]
pub fn over_seeds(of: &Aggregate, level: f64) -> Option<(f64, f64)> {
    let seeds = of.seeds as f64;
    let half = student_t(seeds - 1.0, level) * of.sd? / seeds.sqrt();
    (of.seeds > 1).then_some((of.mean - half, of.mean + half))
}

fn differences(analysis: &Analysis, out: &mut IndexMap<Key, Number>) {
    for d in &analysis.differences {
        let key =
            Key { kind: Kind::Difference, of: arrow(&d.a, &d.b), split: d.split.clone(), metric: d.metric.clone() };
        let inputs = inputs(analysis, &[&d.a, &d.b], &d.split);
        out.insert(key, Number { value: Some(d.value), interval: Some((d.low, d.high)), undefined: None, inputs });
    }
}

fn put(
    out: &mut IndexMap<Key, Number>,
    (kind, of, split): (Kind, &str, &str),
    (name, metric): (&str, &Metric),
    inputs: &str,
) {
    let mut number = |metric: String, number: Number| {
        out.insert(Key { kind, of: of.to_owned(), split: split.to_owned(), metric }, number);
    };
    let plain = Number { value: None, interval: None, undefined: None, inputs: inputs.to_owned() };
    match metric {
        Metric::Undefined { undefined } => {
            number(name.to_owned(), Number { undefined: Some(undefined.clone()), ..plain });
        }
        Metric::Value(estimate) => match &estimate.value {
            Values::One(value) => {
                let interval = estimate.low.zip(estimate.high);
                number(name.to_owned(), Number { value: Some(*value), interval, ..plain });
            }
            Values::Many(values) => {
                for (at, value) in values.iter().enumerate() {
                    number(format!("{name} {}", at + 1), Number { value: Some(*value), ..plain.clone() });
                }
            }
        },
    }
}
