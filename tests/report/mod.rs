//! The report on small records that are built here, in code.

mod checks; // failures first, marks with words, the foot
mod client; // the cases that the page's client is held to
mod comparison; // rows, columns and spans
mod csv; // full precision, quotes, reasons
mod differences; // order, sides of zero, heads
mod explore; // the page's data, its size, its one script
mod export; // files for other tools read back
mod gallery; // an index of studies
mod latex; // escapes, bold, captions
mod ledger; // claims by paper, open ones folded
mod lineage; // how a variant was trained, in words
mod long; // what figures draw, a line a mark
mod page; // every number, link, reason and landmark of the HTML
mod paper; // the kit is sound LaTeX, and compiles
mod terminal; // the summary and the diff, character by character
mod write; // files, same bytes, errors

use std::collections::BTreeMap;

use indexmap::IndexMap;
use penult::analysis::schema::{
    Aggregate, Analysis, Argument, Checkpoint, Curves, Data, Difference, Distillation, Estimate, Group, GroupSplit,
    Metric, Number, Objective, Pair, Role, Settings, Split, State, Step, Variant, VariantSplit, Verdict,
};
use penult::analysis::{Arrays, Record};

/// Why the temperature of `student` has no value.
pub const NO_OPTIMUM: &str = "every example is right & the NLL has no finite optimum";
/// An id that HTML and LaTeX must escape.
pub const STUDENT: &str = r#"student_<&"1""#;

pub fn value(value: f64, low: f64, high: f64) -> Metric {
    Metric::Value(Estimate {
        value: Number::One(value),
        low: Some(low),
        high: Some(high),
        level: 0.95,
        n: 10_000,
        interval_method: "percentile bootstrap, over examples".into(),
        note: None,
    })
}

pub fn undefined(reason: &str) -> Metric {
    Metric::Undefined { undefined: reason.to_owned() }
}

fn spectrum(values: &[f64]) -> Metric {
    Metric::Value(Estimate {
        value: Number::Many(values.to_vec()),
        low: None,
        high: None,
        level: 0.95,
        n: 10_000,
        interval_method: "none: a spectrum".into(),
        note: None,
    })
}

/// Metrics of one split whose accuracy is `accuracy`; the other values are made from it, all with their intervals.
fn measured(accuracy: f64) -> VariantSplit {
    let near = |v: f64| value(v, v - 0.01, v + 0.01);
    let metrics = [
        ("accuracy", near(accuracy)),
        ("nll", near(1.0 - accuracy / 3.0)),
        ("brier", near(0.1 / 0.7)),
        ("ece", near(accuracy / 30.0)),
        ("temperature", near(1.0 / 0.9)),
        ("gamma", near(0.1 / 3.0)),
        ("class_separation", near(0.2 / 0.3)),
        ("pca_ratio", spectrum(&[0.7, 0.1 + 0.2])),
    ];
    let metrics = metrics.into_iter().map(|(name, metric)| (name.to_owned(), metric)).collect();
    VariantSplit { metrics, curves: Curves::default() }
}

pub fn variant(role: Role, group: &str, seed: u64, accuracy: f64) -> Variant {
    Variant {
        role,
        group: group.to_owned(),
        seed: Some(seed),
        epoch: None,
        objective: Some(Objective { name: "cross_entropy".into(), alpha: None, convention: None }),
        distillation: None,
        teacher: None,
        reference: None,
        checkpoint: Checkpoint {
            file: format!("{group}_{seed}.safetensors"),
            blake3: "0123456789abcdef".repeat(4),
            notes: vec![],
            stored_accuracy: None,
        },
        network: None,
        template_products: None,
        preprocessing: None,
        found_by: BTreeMap::from([("role".to_owned(), "penult.toml".to_owned())]),
        splits: ["test", "train"].map(|split| (split.to_owned(), measured(accuracy))).into(),
    }
}

fn mean(variants: &[&Variant], split: &str, name: &str) -> Option<Aggregate> {
    let values: Option<Vec<f64>> =
        variants.iter().map(|v| v.splits.get(split)?.metrics.get(name)?.scalar().map(|(v, _)| v)).collect();
    let values = values?;
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    Some(Aggregate { mean, sd: Some(0.0123), seeds: values.len() })
}

fn groups(variants: &IndexMap<String, Variant>) -> IndexMap<String, Group> {
    let mut groups: IndexMap<String, Group> = IndexMap::new();
    for (id, v) in variants {
        let empty = || Group { variants: vec![], splits: BTreeMap::new() };
        groups.entry(v.group.clone()).or_insert_with(empty).variants.push(id.clone());
    }
    for group in groups.values_mut() {
        let members: Vec<&Variant> = group.variants.iter().map(|id| &variants[id]).collect();
        for split in ["test", "train"] {
            let names = members[0].splits[split].metrics.keys();
            let metrics = names.filter_map(|n| Some((n.clone(), mean(&members, split, n)?))).collect();
            group.splits.insert(split.to_owned(), GroupSplit { metrics });
        }
    }
    groups
}

pub fn record_of(variants: Vec<(&str, Variant)>) -> Record {
    let variants: IndexMap<String, Variant> = variants.into_iter().map(|(id, v)| (id.to_owned(), v)).collect();
    let split = |n| Split { n, hash: "ab".repeat(32), absent_classes: vec![], sample: None };
    let analysis = Analysis {
        schema_version: 1,
        penult: "0.1.0".into(),
        checks: vec![],
        settings: Settings {
            seed: 0,
            resamples: 1000,
            level: 0.95,
            bins: 15,
            equivalence: 0.005,
            arguments: Vec::new(),
            commit: None,
        },
        data: Data {
            name: "tiny".into(),
            classes: vec!["cat".into(), "dog".into()],
            splits: BTreeMap::from([("test".into(), split(10_000)), ("train".into(), split(50))]),
            superclasses: None,
            shown: None,
            preprocessing: None,
        },
        groups: groups(&variants),
        variants,
        pairs: vec![],
        group_pairs: vec![],
        differences: vec![],
        matched: Vec::new(),
        temperature_effects: Vec::new(),
        relations: Vec::new(),
        diffusion: Vec::new(),
        trajectories: Vec::new(),
        layers: Vec::new(),
        ledger: vec![],
        argument: Argument::default(),
        sidecar: None,
    };
    Record { analysis, arrays: Arrays::default() }
}

pub fn difference(a: &str, b: &str, split: &str, metric: &str) -> Difference {
    let [a, b, split, metric] = [a, b, split, metric].map(str::to_owned);
    Difference {
        a,
        b,
        split,
        metric,
        value: 0.1 / 3.0,
        low: 0.01,
        high: 0.07,
        interval_method: "seeds × examples".into(),
    }
}

fn step(name: &str, state: State, metric: &str) -> Step {
    Step {
        link: match metric {
            "gamma" => "smoothed",
            "class_separation" => "tighter",
            _ => "poorer_students",
        }
        .into(),
        setting: String::new(),
        name: name.into(),
        state,
        metric: metric.into(),
        split: "train".into(),
        statistic: "smoothed minus hard".into(),
        effect: Some(0.0942),
        low: Some(-0.0879),
        high: Some(0.1005),
        beside: Vec::new(),
        reason: "as the interval says".into(),
    }
}

/// Two teachers of two seeds each, and one student without a temperature.
pub fn study() -> Record {
    let mut student = variant(Role::Student, STUDENT, 1, 0.7);
    student.teacher = Some("smooth_1".into());
    student.distillation = Some(Distillation { temperature: 4.0, convention: "both".into(), label_weight: 0.0 });
    for split in student.splits.values_mut() {
        split.metrics.insert("temperature".into(), undefined(NO_OPTIMUM));
    }
    let smooth = |seed, accuracy| {
        let mut v = variant(Role::Teacher, "smooth", seed, accuracy);
        v.objective = Some(Objective { name: "label_smoothing".into(), alpha: Some(0.1), convention: None });
        v
    };
    let mut record = record_of(vec![
        ("hard_1", variant(Role::Teacher, "hard", 1, 0.8)),
        ("hard_2", variant(Role::Teacher, "hard", 2, 0.81)),
        (STUDENT, student),
        ("smooth_1", smooth(1, 0.9)),
        ("smooth_2", smooth(2, 0.91)),
    ]);
    let a = &mut record.analysis;
    a.differences =
        vec![difference("hard", "smooth", "test", "accuracy"), difference("hard", "smooth", "test", "brier")];
    let metrics = [("linear_cka", value(0.9, 0.89, 0.91)), ("kl", undefined("the class counts differ"))];
    let metrics: IndexMap<String, Metric> = metrics.into_iter().map(|(n, m)| (n.to_owned(), m)).collect();
    let pair = |a: &str, b: &str| Pair { a: a.into(), b: b.into(), split: "test".into(), metrics: metrics.clone() };
    a.pairs = vec![pair("hard_1", "hard_2"), pair("smooth_1", STUDENT)];
    a.argument.verdicts = vec![Verdict {
        teacher: "smooth".into(),
        reference: "hard".into(),
        kinds: vec!["undetermined".into()],
        summary: "smooth is smoother than hard".into(),
        findings: Vec::new(),
        steps: vec![
            step("Was it smoothed?", State::Held, "gamma"),
            step("Are its classes tighter?", State::DidNotHold, "class_separation"),
            step("Are its students poorer?", State::Undetermined, "accuracy"),
        ],
    }];
    a.argument.advice = vec!["Train more seeds.".into()];
    record
}
