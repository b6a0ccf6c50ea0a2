//! Activations -> `Analysis`: every statistic of every variant and pair, with its interval.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::intervals::{self, JACKKNIFE_GROUPS, Terms};
use super::schema::{
    Aggregate, Analysis, Argument, Curves, Data, Difference, Estimate, Group, Metric, Number, Pair, Point, ReliabilityBin, Settings, Split, TemplatePlane, Variant, VariantSplit,
};
use super::{BINS, LEVEL, RESAMPLES, SCHEMA_VERSION, SEED, argument};
use crate::extract::Activations;
use crate::metrics::{self, Measured, accuracy, agreement, brier, calibration_error, class_separation, entropy, gamma, kl, linear_cka, mean_confidence, nll, participation_ratio, pca, template_plane, temperature};

/// Examples a class that a scatter shows.
const POINTS_PER_CLASS: usize = 30;

const BOOTSTRAP: &str = "paired percentile bootstrap over examples";
const BASIC: &str = "basic (reflected) bootstrap over examples, temperature held";
const JACKKNIFE: &str = "delete-a-group jackknife (50 class-stratified groups)";

/// One variant, described, with its activations by split.
pub struct Input {
    /// Its id.
    pub id: String,
    /// What is known of it; `splits` is filled here.
    pub variant: Variant,
    /// Activations by split.
    pub activations: BTreeMap<String, Activations>,
}

/// What was measured on one variant and split, with what the intervals of differences need.
struct Measurement {
    split: VariantSplit,
    /// Value and bootstrap replicates.
    replicates: BTreeMap<&'static str, (f64, Vec<f64>)>,
    /// Value and delete-a-group values.
    deleted: BTreeMap<&'static str, (f64, Vec<f64>)>,
}

/// Analyses variants. `classes` names the classes; `triple` names the three classes of the template plane, by index.
///
/// # Errors
/// When two variants disagree on the examples of a split; the text says which.
pub fn run(inputs: &[Input], data: Data, triple: Option<[usize; 3]>) -> Result<Analysis, String> {
    let mut analysis = Analysis {
        schema_version: SCHEMA_VERSION,
        penult: env!("CARGO_PKG_VERSION").to_owned(),
        settings: Settings { seed: SEED, resamples: RESAMPLES, level: LEVEL, bins: BINS },
        data,
        variants: inputs.iter().map(|i| (i.id.clone(), i.variant.clone())).collect(),
        groups: BTreeMap::new(),
        pairs: Vec::new(),
        differences: Vec::new(),
        ledger: Vec::new(),
        argument: Argument::default(),
        sidecar: None,
    };
    let triple = triple.or_else(|| default_triple(inputs));
    let mut measured: BTreeMap<String, BTreeMap<&str, Measurement>> = BTreeMap::new();
    let splits: Vec<String> = analysis.data.splits.keys().cloned().collect();
    for split in &splits {
        let of: Vec<(&Input, &Activations)> = inputs.iter().filter_map(|i| i.activations.get(split).map(|a| (i, a))).collect();
        check_paired(&of, split)?;
        let measurements = measure(&of, triple);
        for ((input, _), m) in of.iter().zip(measurements) {
            if let Some(v) = analysis.variants.get_mut(&input.id) {
                v.splits.insert(split.clone(), m.split.clone());
            }
            measured.entry(split.clone()).or_default().insert(input.id.as_str(), m);
        }
        analysis.pairs.extend(pairs(&of, split));
    }
    analysis.groups = groups(&analysis);
    analysis.differences = differences(&analysis, &measured);
    analysis.argument = argument::argue(&analysis);
    Ok(analysis)
}

fn check_paired(of: &[(&Input, &Activations)], split: &str) -> Result<(), String> {
    let Some((first, a)) = of.first() else { return Ok(()) };
    for (other, b) in &of[1..] {
        if a.ids != b.ids || a.labels != b.labels {
            return Err(format!("variants {:?} and {:?} were run on different examples of split {split} (ids or labels differ); extract both from the same data in the same order", first.id, other.id));
        }
    }
    Ok(())
}

/// The design's rule, in the head of the first teacher.
fn default_triple(inputs: &[Input]) -> Option<[usize; 3]> {
    let of = |i: &Input| {
        let a = i.activations.values().next()?;
        template_plane::default_classes(a.templates()?, a.head_bias.as_deref()).ok()
    };
    let is_hard_teacher = |i: &&Input| i.variant.role == "teacher" && i.variant.reference.is_none();
    inputs.iter().find(is_hard_teacher).and_then(of).or_else(|| inputs.iter().find_map(of))
}

struct Raw {
    terms: Terms,
    undefined: BTreeMap<&'static str, String>,
    confidence: Vec<f64>,
    correct: Vec<f64>,
}

fn terms(a: &Activations) -> Raw {
    let (logits, labels) = (a.logits(), a.labels.as_slice());
    let mut undefined = BTreeMap::new();
    let correct = accuracy::per_example(logits, labels);
    let confidence = mean_confidence::per_example(logits);
    let mut means = vec![
        ("accuracy", correct.clone()),
        ("nll", nll::per_example(logits, labels, 1.0)),
        ("brier", brier::per_example(logits, labels)),
        ("mean_confidence", confidence.clone()),
        ("entropy", entropy::per_example(logits)),
        ("gamma", gamma::per_example(logits, labels)),
    ];
    match accuracy::top5_per_example(logits, labels) {
        Ok(v) => means.push(("top5_accuracy", v)),
        Err(e) => {
            undefined.insert("top5_accuracy", e.0);
        }
    }
    let mut binned = vec![("ece", confidence.clone(), correct.clone())];
    match temperature::cross_fitted(logits, labels, &a.ids) {
        Ok(t) => {
            means.push(("nll_at_temperature", nll::per_example_with(logits, labels, &t)));
            binned.push(("ece_at_temperature", mean_confidence::per_example_with(logits, &t), correct.clone()));
        }
        Err(e) => {
            undefined.insert("nll_at_temperature", e.0.clone());
            undefined.insert("ece_at_temperature", e.0);
        }
    }
    Raw { terms: Terms { means, binned }, undefined, confidence, correct }
}

fn measure(of: &[(&Input, &Activations)], triple: Option<[usize; 3]>) -> Vec<Measurement> {
    let Some(n) = of.first().map(|x| x.1.n) else { return Vec::new() };
    let raw: Vec<Raw> = of.iter().map(|(_, a)| terms(a)).collect();
    let refs: Vec<&Terms> = raw.iter().map(|r| &r.terms).collect();
    let boot = intervals::bootstrap(&refs, n, SEED, RESAMPLES);
    of.par_iter().zip(raw).zip(boot).map(|(((_, a), raw), boot)| measure_one(a, raw, boot, triple)).collect()
}

fn measure_one(a: &Activations, raw: Raw, boot: Vec<Vec<f64>>, triple: Option<[usize; 3]>) -> Measurement {
    let mut out = Measurement { split: VariantSplit::default(), replicates: BTreeMap::new(), deleted: BTreeMap::new() };
    let n = a.n;
    let mut replicates = boot.into_iter();
    for ((name, values), reps) in raw.terms.means.iter().zip(replicates.by_ref()) {
        let value = mean(values);
        let (low, high) = intervals::percentile(&reps, LEVEL);
        out.split.metrics.insert((*name).to_owned(), estimate(value, Some((low, high)), n, BOOTSTRAP));
        out.replicates.insert(name, (value, reps));
    }
    for ((name, confidence, correct), reps) in raw.terms.binned.iter().zip(replicates) {
        let bins = calibration_error::bins(confidence, correct, BINS);
        let metric = match calibration_error::ece(&bins) {
            Ok(value) => {
                let (low, high) = intervals::basic(value, &reps, LEVEL);
                out.replicates.insert(name, (value, reps));
                estimate(value, Some((low.max(0.0), high)), n, BASIC)
            }
            Err(e) => Metric::Undefined { undefined: e.0 },
        };
        out.split.metrics.insert((*name).to_owned(), metric);
    }
    let bins = calibration_error::bins(&raw.confidence, &raw.correct, BINS);
    put(&mut out, "mce", calibration_error::mce(&bins), n, "none: a maximum over bins has no fit resampling interval");
    put(&mut out, "temperature", temperature::fit(a.logits(), &a.labels, &|_| true), n, "none: descriptive, fitted on the whole split");
    for (name, reason) in raw.undefined {
        out.split.metrics.insert(name.to_owned(), Metric::Undefined { undefined: reason });
    }
    geometry(a, &mut out);
    out.split.curves = curves(a, &bins, triple);
    out
}

fn put(out: &mut Measurement, name: &str, value: Measured<f64>, n: usize, method: &str) {
    let metric = match value {
        Ok(v) => estimate(v, None, n, method),
        Err(e) => Metric::Undefined { undefined: e.0 },
    };
    out.split.metrics.insert(name.to_owned(), metric);
}

fn estimate(value: f64, interval: Option<(f64, f64)>, n: usize, method: &str) -> Metric {
    Metric::Value(Estimate { value: Number::One(value), low: interval.map(|i| i.0), high: interval.map(|i| i.1), level: LEVEL, n, interval_method: method.to_owned() })
}

#[allow(clippy::cast_precision_loss)] // example counts are below 2^53
fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Jackknife: a group's state is subtracted from the total.
fn jackknife(total: Measured<f64>, deleted: Vec<Measured<f64>>, n: usize) -> (Metric, Option<(f64, Vec<f64>)>) {
    let value = match total {
        Ok(v) => v,
        Err(e) => return (Metric::Undefined { undefined: e.0 }, None),
    };
    match deleted.into_iter().collect::<Result<Vec<f64>, _>>() {
        Ok(d) => {
            let half = intervals::t_975(JACKKNIFE_GROUPS - 1) * intervals::jackknife_error(&d);
            (estimate(value, Some((value - half, value + half)), n, JACKKNIFE), Some((value, d)))
        }
        Err(e) => (estimate(value, None, n, &format!("none: undefined without one group ({})", e.0)), None),
    }
}

fn geometry(a: &Activations, out: &mut Measurement) {
    let features = a.features();
    let groups = intervals::jackknife_groups(&a.labels, a.classes);
    let mut separation = vec![class_separation::State::new(a.classes, a.width); JACKKNIFE_GROUPS];
    let mut covariance = vec![participation_ratio::State::new(features.row(0)); JACKKNIFE_GROUPS];
    for (i, group) in groups.iter().enumerate() {
        separation[*group].push(features.row(i), a.labels[i]);
        covariance[*group].push(features.row(i));
    }
    let mut total = class_separation::State::new(a.classes, a.width);
    separation.iter().for_each(|s| total.merge(s));
    let without = |s: &class_separation::State| {
        let mut t = total.clone();
        t.subtract(s);
        t.value()
    };
    let result = jackknife(total.value(), separation.iter().map(without).collect(), a.n);
    keep(out, "class_separation", result);
    let mut total = participation_ratio::State::new(features.row(0));
    covariance.iter().for_each(|s| total.merge(s));
    let without = |s: &participation_ratio::State| {
        let mut t = total.clone();
        t.subtract(s);
        t.value()
    };
    let result = jackknife(total.value(), covariance.iter().map(without).collect(), a.n);
    keep(out, "participation_ratio", result);
    let ratio = match pca::fit(features, 2) {
        Ok(p) => Metric::Value(Estimate {
            value: Number::Many(p.ratio()),
            low: None,
            high: None,
            level: LEVEL,
            n: a.n,
            interval_method: "none: a spectrum".to_owned(),
        }),
        Err(e) => Metric::Undefined { undefined: e.0 },
    };
    out.split.metrics.insert("pca_ratio".to_owned(), ratio);
}

fn keep(out: &mut Measurement, name: &'static str, result: (Metric, Option<(f64, Vec<f64>)>)) {
    out.split.metrics.insert(name.to_owned(), result.0);
    if let Some(values) = result.1 {
        out.deleted.insert(name, values);
    }
}

fn curves(a: &Activations, bins: &[calibration_error::Bin], triple: Option<[usize; 3]>) -> Curves {
    let sample = sample(&a.labels, a.classes);
    let pca = pca::fit(a.features(), 2).map_or_else(|_| Vec::new(), |p| {
        sample
            .iter()
            .filter_map(|i| {
                let xy = p.project(a.features().row(*i), 2);
                Some(Point { x: *xy.first()?, y: *xy.get(1)?, label: a.labels[*i] })
            })
            .collect()
    });
    Curves { reliability: reliability(bins), pca, template_plane: triple.and_then(|t| plane(a, t, &sample)) }
}

/// The first examples of each class, in data order.
fn sample(labels: &[usize], classes: usize) -> Vec<usize> {
    let mut seen = vec![0; classes];
    let mut out = Vec::new();
    for (i, label) in labels.iter().enumerate() {
        if seen[*label] < POINTS_PER_CLASS {
            seen[*label] += 1;
            out.push(i);
        }
    }
    out
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // counts of examples
fn reliability(bins: &[calibration_error::Bin]) -> Vec<ReliabilityBin> {
    let m = bins.len() as f64;
    bins.iter()
        .enumerate()
        .map(|(i, b)| {
            let share = (b.count > 0.0).then(|| b.correct_sum / b.count);
            let band = share.map(|p| wilson(p, b.count));
            ReliabilityBin {
                low: i as f64 / m,
                high: (i + 1) as f64 / m,
                count: b.count as usize,
                confidence: share.map(|_| b.confidence_sum / b.count),
                accuracy: share,
                accuracy_low: band.map(|b| b.0),
                accuracy_high: band.map(|b| b.1),
            }
        })
        .collect()
}

/// Wilson 95 % interval of a share (Wilson 1927).
fn wilson(p: f64, n: f64) -> (f64, f64) {
    let z = 1.96_f64;
    let centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    (centre - half, centre + half)
}

fn plane(a: &Activations, classes: [usize; 3], sample: &[usize]) -> Option<TemplatePlane> {
    let plane = template_plane::Plane::new(a.templates()?, a.head_bias.as_deref(), classes).ok()?;
    let scale = plane.scale();
    let point = |[x, y]: [f64; 2], label| Point { x: x / scale, y: y / scale, label };
    Some(TemplatePlane {
        classes,
        scale,
        templates: (0..3).map(|i| point(plane.template(i), classes[i])).collect(),
        points: sample.iter().filter(|i| classes.contains(&a.labels[**i])).map(|i| point(plane.project(a.features().row(*i)), a.labels[*i])).collect(),
    })
}

fn pairs(of: &[(&Input, &Activations)], split: &str) -> Vec<Pair> {
    let mut list = Vec::new();
    for (i, a) in of.iter().enumerate() {
        for b in &of[i + 1..] {
            let b_taught_a = a.0.variant.teacher.as_deref() == Some(b.0.id.as_str());
            list.push(if b_taught_a { (*b, *a) } else { (*a, *b) });
        }
    }
    list.par_iter().map(|(a, b)| pair(*a, *b, split)).collect()
}

fn pair(a: (&Input, &Activations), b: (&Input, &Activations), split: &str) -> Pair {
    let (x, y) = (a.1, b.1);
    let mut metrics = BTreeMap::new();
    let groups = intervals::jackknife_groups(&x.labels, x.classes);
    let mut members = vec![Vec::new(); JACKKNIFE_GROUPS];
    for (i, g) in groups.iter().enumerate() {
        members[*g].push(i);
    }
    let new = || linear_cka::State::new(x.features().row(0), y.features().row(0));
    let states: Vec<linear_cka::State> = members
        .iter()
        .map(|m| {
            let mut s = new();
            for i in m {
                s.push(x.features().row(*i), y.features().row(*i));
            }
            s
        })
        .collect();
    let mut total = new();
    states.iter().for_each(|s| total.merge(s));
    let mut biased = Vec::new();
    let mut debiased = Vec::new();
    for s in &states {
        let mut t = total.clone();
        t.subtract(s);
        biased.push(t.biased());
        debiased.push(t.debiased());
    }
    metrics.insert("linear_cka".to_owned(), jackknife(total.biased(), biased, x.n).0);
    metrics.insert("linear_cka_debiased".to_owned(), jackknife(total.debiased(), debiased, x.n).0);
    if x.classes == y.classes {
        let reps = Terms { means: vec![("agreement", agreement::per_example(x.logits(), y.logits())), ("kl", kl::per_example(x.logits(), y.logits()))], binned: Vec::new() };
        for (name, values) in &reps.means {
            let value = mean(values);
            let half = normal_half_width(values, value);
            metrics.insert((*name).to_owned(), estimate(value, Some((value - half, value + half)), x.n, "normal interval of a mean over examples"));
        }
    }
    Pair { a: a.0.id.clone(), b: b.0.id.clone(), split: split.to_owned(), metrics }
}

#[allow(clippy::cast_precision_loss)] // example counts are below 2^53
fn normal_half_width(values: &[f64], mean: f64) -> f64 {
    let n = values.len() as f64;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
    1.96 * (variance / n).sqrt()
}

fn scalar(metric: &Metric) -> Option<f64> {
    match metric {
        Metric::Value(Estimate { value: Number::One(v), .. }) => Some(*v),
        _ => None,
    }
}

#[allow(clippy::cast_precision_loss)] // a handful of seeds
fn groups(analysis: &Analysis) -> BTreeMap<String, Group> {
    let mut out: BTreeMap<String, Group> = BTreeMap::new();
    for (id, v) in &analysis.variants {
        out.entry(v.group.clone()).or_insert_with(|| Group { variants: Vec::new(), splits: BTreeMap::new() }).variants.push(id.clone());
    }
    for group in out.values_mut() {
        for split in analysis.data.splits.keys() {
            let mut by_metric = BTreeMap::new();
            for definition in metrics::METRICS {
                let values: Vec<f64> = group
                    .variants
                    .iter()
                    .filter_map(|id| analysis.variants[id].splits.get(split)?.metrics.get(definition.name).and_then(scalar))
                    .collect();
                if values.is_empty() || values.len() < group.variants.len() {
                    continue;
                }
                let m = mean(&values);
                let sd = (values.len() > 1).then(|| (values.iter().map(|v| (v - m).powi(2)).sum::<f64>() / (values.len() - 1) as f64).sqrt());
                by_metric.insert(definition.name.to_owned(), Aggregate { mean: m, sd, seeds: values.len() });
            }
            group.splits.insert(split.clone(), by_metric);
        }
    }
    out
}

/// Pairs of groups that are compared: a teacher with its reference's group, a student with that of the reference's
/// students under the same distillation.
fn comparisons(analysis: &Analysis) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for v in analysis.variants.values() {
        let other = match (&v.reference, &v.teacher) {
            (Some(r), _) => analysis.variants.get(r).map(|r| r.group.clone()),
            (None, Some(t)) => analysis.variants.get(t).and_then(|t| t.reference.as_ref()).and_then(|reference| {
                let twin = |s: &&Variant| s.teacher.as_ref() == Some(reference) && s.distillation == v.distillation;
                analysis.variants.values().find(twin).map(|s| s.group.clone())
            }),
            _ => None,
        };
        if let Some(other) = other {
            let pair = (other, v.group.clone());
            if !out.contains(&pair) {
                out.push(pair);
            }
        }
    }
    out
}

fn differences(analysis: &Analysis, measured: &BTreeMap<String, BTreeMap<&str, Measurement>>) -> Vec<Difference> {
    let mut out = Vec::new();
    for (a, b) in comparisons(analysis) {
        for (split, of) in measured {
            let members = |g: &str| -> Vec<&Measurement> { analysis.groups[g].variants.iter().filter_map(|id| of.get(id.as_str())).collect() };
            let (of_a, of_b) = (members(&a), members(&b));
            if of_a.is_empty() || of_b.is_empty() {
                continue;
            }
            for definition in metrics::METRICS {
                if let Some((value, low, high, method)) = difference(&of_a, &of_b, definition.name) {
                    out.push(Difference { a: a.clone(), b: b.clone(), split: split.clone(), metric: definition.name.to_owned(), value, low, high, interval_method: method });
                }
            }
        }
    }
    out
}

/// Half-width: √(over examples² + over seeds²); over seeds is Welch's with the smaller group's df.
#[allow(clippy::cast_precision_loss)] // a handful of seeds
fn difference(a: &[&Measurement], b: &[&Measurement], name: &str) -> Option<(f64, f64, f64, String)> {
    let series = |g: &[&Measurement]| -> Option<(Vec<f64>, Vec<f64>, bool)> {
        let mut values = Vec::new();
        let mut sum: Vec<f64> = Vec::new();
        let mut is_jackknife = false;
        for m in g {
            let (value, reps) = match (m.replicates.get(name), m.deleted.get(name)) {
                (Some(r), _) => r,
                (None, Some(d)) => {
                    is_jackknife = true;
                    d
                }
                _ => return None,
            };
            values.push(*value);
            sum.resize(reps.len(), 0.0);
            sum.iter_mut().zip(reps).for_each(|(s, r)| *s += r / g.len() as f64);
        }
        Some((values, sum, is_jackknife))
    };
    let (va, ra, is_jackknife) = series(a)?;
    let (vb, rb, _) = series(b)?;
    let value = mean(&vb) - mean(&va);
    let replicates: Vec<f64> = rb.iter().zip(&ra).map(|(b, a)| b - a).collect();
    let examples = if is_jackknife {
        intervals::t_975(JACKKNIFE_GROUPS - 1) * intervals::jackknife_error(&replicates)
    } else {
        let (low, high) = intervals::percentile(&replicates, LEVEL);
        (high - low) / 2.0
    };
    let kind = if is_jackknife { "delete-a-group jackknife" } else { "paired bootstrap" };
    let seeds = va.len().min(vb.len());
    if seeds < 2 {
        return Some((value, value - examples, value + examples, format!("{kind} over examples; one seed, so it describes these checkpoints only")));
    }
    let variance = |v: &[f64]| v.iter().map(|x| (x - mean(v)).powi(2)).sum::<f64>() / (v.len() - 1) as f64;
    let error = (variance(&va) / va.len() as f64 + variance(&vb) / vb.len() as f64).sqrt();
    let half = (intervals::t_975(seeds - 1) * error).hypot(examples);
    Some((value, value - half, value + half, format!("seeds × examples: √(t({}) over seeds² + {kind} over examples²)", seeds - 1)))
}

/// The splits' entry of `data` for activations.
#[must_use]
pub fn split_of(a: &Activations) -> Split {
    let mut hasher = blake3::Hasher::new();
    for (id, label) in a.ids.iter().zip(&a.labels) {
        hasher.update(&id.to_le_bytes());
        hasher.update(&label.to_le_bytes());
    }
    Split { n: a.n, hash: hasher.finalize().to_hex().to_string() }
}
