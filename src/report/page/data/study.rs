//! What the page carries of a study beside its variants: metrics, samples, differences, pairs, layers, and what is chosen at first.

use std::collections::BTreeMap;

use serde::Serialize;

use super::packed::Packed;
use super::thumbnails::{self, Thumbnails};
use super::variants::{Style, style};
use crate::analysis::Record;
use crate::analysis::schema::{self, Aggregate, Analysis, Metric as Measured, Number};
use crate::metrics::{Unit, definition};
use crate::report::comparison::HEADLINE;

/// A statistic of the registry.
#[derive(Serialize)]
pub struct Metric {
    name: String,
    title: &'static str,
    short: &'static str,
    unit: &'static str,
    direction: &'static str,
    definition: &'static str,
}

/// The registry's entry of a statistic; none where it is not registered.
pub fn metric(name: &str) -> Option<Metric> {
    let d = definition(name)?;
    let unit = match d.unit {
        Unit::Fraction => "fraction",
        Unit::Nats => "nats",
        Unit::Plain => "plain",
    };
    Some(Metric {
        name: name.to_owned(),
        title: d.title,
        short: d.short,
        unit,
        direction: d.direction.arrow(),
        definition: d.measures,
    })
}

/// A statistic of one variant or pair.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A number with its interval.
    Known {
        value: f64,
        #[serde(skip_serializing_if = "Option::is_none")]
        low: Option<f64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        high: Option<f64>,
        n: usize,
    },
    /// Why there is none.
    Undefined { undefined: String },
}

/// A statistic that is one number or undefined; none for arrays.
pub fn value(metric: &Measured) -> Option<Value> {
    match metric {
        Measured::Value(e) => match e.value {
            Number::One(value) => Some(Value::Known { value, low: e.low, high: e.high, n: e.n }),
            Number::Many(_) => None,
        },
        Measured::Undefined { undefined } => Some(Value::Undefined { undefined: undefined.clone() }),
    }
}

/// Seeds of one training, with their means by split and metric.
#[derive(Serialize)]
pub struct Group<'a> {
    id: &'a str,
    variants: &'a [String],
    style: Style,
    splits: BTreeMap<&'a str, BTreeMap<&'a str, &'a Aggregate>>,
}

/// The groups in the order of the study, with some statistics each.
pub fn groups<'a>(record: &'a Record, metrics: &[String]) -> Vec<Group<'a>> {
    let means = |on: &'a schema::GroupSplit| {
        on.metrics.iter().filter(|(name, _)| metrics.contains(name)).map(|(name, mean)| (name.as_str(), mean)).collect()
    };
    let of = |(id, group): (&'a String, &'a schema::Group)| Group {
        id,
        variants: &group.variants,
        style: style(record, id),
        splits: group.splits.iter().map(|(split, on)| (split.as_str(), means(on))).collect(),
    };
    record.analysis.groups.iter().map(of).collect()
}

/// Sampled examples of one split.
#[derive(Serialize)]
pub struct Sample {
    ids: Vec<i64>,
    labels: Vec<usize>,
    chosen_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    thumbnails: Option<Thumbnails>,
}

/// The samples by split.
pub fn samples(record: &Record, has_images: bool) -> BTreeMap<String, Sample> {
    let arrays = &record.arrays;
    let of = |(split, s): (&String, &schema::Split)| {
        let sample = s.sample.as_ref()?;
        let images = sample.thumbnails.as_ref().filter(|_| has_images);
        let made = Sample {
            ids: arrays.ids.get(&sample.ids).cloned().unwrap_or_default(),
            labels: arrays.labels.get(&sample.labels).cloned().unwrap_or_default(),
            chosen_by: sample.chosen_by.clone(),
            thumbnails: images.and_then(|t| thumbnails::sprite(arrays.images.get(&t.array)?)),
        };
        Some((split.clone(), made))
    };
    record.analysis.data.splits.iter().filter_map(of).collect()
}

/// A paired difference `b - a`.
#[derive(Serialize)]
pub struct Difference<'a> {
    a: &'a str,
    b: &'a str,
    split: &'a str,
    metric: &'a str,
    value: f64,
    low: f64,
    high: f64,
}

/// The differences of some metrics.
pub fn differences<'a>(analysis: &'a Analysis, metrics: &[String]) -> Vec<Difference<'a>> {
    let of = |d: &'a schema::Difference| Difference {
        a: &d.a,
        b: &d.b,
        split: &d.split,
        metric: &d.metric,
        value: d.value,
        low: d.low,
        high: d.high,
    };
    analysis.differences.iter().filter(|d| metrics.contains(&d.metric)).map(of).collect()
}

/// What is shown of pairs.
pub const OF_PAIRS: [&str; 1] = ["linear_cka_debiased"];

/// What is shown at several temperatures.
pub const AT_TEMPERATURES: [&str; 7] =
    ["nll", "ece", "mean_confidence", "gamma", "off_target_entropy", "entropy", "brier"];

/// Two variants on one split.
#[derive(Serialize)]
pub struct Pair<'a> {
    a: &'a str,
    b: &'a str,
    split: &'a str,
    metrics: BTreeMap<&'a str, Value>,
}

/// The pairs that have anything of what is shown.
pub fn pairs(analysis: &Analysis) -> Vec<Pair<'_>> {
    let of = |pair: &'_ schema::Pair| -> BTreeMap<&'static str, Value> {
        OF_PAIRS.into_iter().filter_map(|name| Some((name, value(pair.metrics.get(name)?)?))).collect()
    };
    let made = analysis.pairs.iter().map(|p| Pair { a: &p.a, b: &p.b, split: &p.split, metrics: of(p) });
    made.filter(|p| !p.metrics.is_empty()).collect()
}

/// Layers of two variants.
#[derive(Serialize)]
pub struct Layers<'a> {
    a: &'a str,
    b: &'a str,
    split: &'a str,
    rows: Vec<&'a str>,
    columns: Vec<&'a str>,
    matrix: Packed,
}

/// The layerwise similarities whose matrix is there.
pub fn layers(record: &Record) -> Vec<Layers<'_>> {
    let of = |l: &'_ schema::LayerSimilarity| record.arrays.matrices.get(&l.matrix).map(Packed::rounded);
    let made = record.analysis.layers.iter().filter_map(|l| Some((l, of(l)?)));
    made.map(|(l, matrix)| Layers {
        a: &l.a,
        b: &l.b,
        split: &l.split,
        rows: l.rows.iter().map(|r| r.name.as_str()).collect(),
        columns: l.columns.iter().map(|c| c.name.as_str()).collect(),
        matrix,
    })
    .collect()
}

/// What is chosen at first.
#[derive(Serialize)]
pub struct Start {
    variants: Vec<String>,
    baseline: String,
}

/// The teachers of the first verdict and their first students; without a verdict the first groups.
pub fn start(analysis: &Analysis) -> Option<Start> {
    let groups = || analysis.groups.keys();
    let teacher_of = |group: &String| {
        let first = analysis.groups.get(group)?.variants.first()?;
        let teacher = analysis.variants.get(first)?.teacher.as_ref()?;
        Some(&analysis.variants.get(teacher)?.group)
    };
    let variants: Vec<String> = match analysis.argument.verdicts.first() {
        Some(verdict) => {
            let teachers = [&verdict.reference, &verdict.teacher];
            let students = teachers.map(|t| groups().find(|g| teacher_of(g) == Some(t)));
            teachers.into_iter().chain(students.into_iter().flatten()).cloned().collect()
        }
        None => groups().take(4).cloned().collect(),
    };
    Some(Start { baseline: variants.first()?.clone(), variants })
}

/// The statistics that the page lets a reader compare, of those that were measured, in the order of the comparison.
pub fn compared(analysis: &Analysis) -> Vec<String> {
    const BESIDE: [&str; 8] = [
        "entropy",
        "off_target_entropy",
        "off_target_information",
        "logit_gap",
        "margin",
        "nc1_quot",
        "effective_rank",
        "linear_probe_accuracy",
    ];
    let is_measured =
        |name: &str| analysis.variants.values().flat_map(|v| v.splits.values()).any(|s| s.metrics.contains_key(name));
    HEADLINE.into_iter().chain(BESIDE).filter(|name| is_measured(name)).map(str::to_owned).collect()
}
