//! Every statistic of one variant on one split, with its interval and what the intervals of differences need.

use std::collections::BTreeMap;

use super::curves;
use super::intervals;
use super::jackknife::{self, Jackknife};
use super::resamples::Resamples;
use super::schema::{Estimate, Metric, Number, VariantSplit};
use super::{BINS, LEVEL};
use crate::extract::Activations;
use crate::metrics::linear_cka::{self, Hsic};
use crate::metrics::moments::{Moments, Shifted};
use crate::metrics::pca::{self, Pca};
use crate::metrics::{
    Interval, METRICS, Measured, Undefined, accuracy, brier, calibration_error, class_separation, definition, entropy,
    gamma, mean_confidence, nll, participation_ratio::participation_ratio, temperature,
};

/// What all variants of a split share, so that their differences are paired.
pub struct Shared {
    /// Bootstrap resamples.
    pub resamples: Resamples,
    /// Jackknife groups.
    pub jackknife: Jackknife,
}

/// A value with the values that its interval was made from.
#[derive(Clone, Debug)]
pub struct Spread {
    /// The value.
    pub value: f64,
    /// Bootstrap replicates or delete-a-group values; empty where there is no interval over examples.
    pub values: Vec<f64>,
}

/// What was measured.
pub struct Measurement {
    /// The contract's part; its curves are still empty.
    pub split: VariantSplit,
    /// By metric.
    pub spreads: BTreeMap<&'static str, Spread>,
    /// HSIC of the features with themselves: of all examples, and without each jackknife group.
    pub hsic: Option<(Hsic, Vec<Hsic>)>,
    /// Mean feature (D).
    pub mean: Vec<f64>,
    /// Principal components, where they are defined.
    pub pca: Measured<Pca>,
}

/// Collects metrics under their names.
struct Sink {
    n: usize,
    metrics: BTreeMap<&'static str, Metric>,
    spreads: BTreeMap<&'static str, Spread>,
}

impl Sink {
    fn undefined(&mut self, name: &'static str, reason: &Undefined) {
        self.metrics.insert(name, Metric::Undefined { undefined: reason.0.clone() });
    }

    /// A value with its interval.
    fn put(&mut self, name: &'static str, spread: Spread, interval: Option<(f64, f64)>) {
        self.metrics.insert(name, Metric::Value(estimate(name, spread.value, interval, self.n)));
        self.spreads.insert(name, spread);
    }

    /// Changes what is said of a value, where there is one.
    fn amend(&mut self, name: &str, change: impl FnOnce(&mut Estimate)) {
        if let Some(Metric::Value(estimate)) = self.metrics.get_mut(name) {
            change(estimate);
        }
    }
}

/// An estimate whose method is the registry's.
pub fn estimate(name: &str, value: f64, interval: Option<(f64, f64)>, n: usize) -> Estimate {
    Estimate {
        value: Number::One(value),
        low: interval.map(|i| i.0),
        high: interval.map(|i| i.1),
        level: LEVEL,
        n,
        interval_method: definition(name).map_or("", |d| d.interval.method()).to_owned(),
        note: None,
    }
}

/// Measures one variant.
pub fn measure(a: &Activations, shared: &Shared) -> Measurement {
    let mut sink = Sink { n: a.n, metrics: BTreeMap::new(), spreads: BTreeMap::new() };
    let calibration = predictions(a, shared, &mut sink);
    separation(a, shared, &mut sink);
    let mean = a.features().mean();
    let (hsic, pca) = covariance(a, &mean, shared, &mut sink);
    let ordered = METRICS.iter().filter_map(|d| Some((d.name.to_owned(), sink.metrics.remove(d.name)?))).collect();
    let mut split = VariantSplit { metrics: ordered, ..VariantSplit::default() };
    split.curves.reliability = curves::reliability(&calibration);
    Measurement { split, spreads: sink.spreads, hsic, mean, pca }
}

/// Means of per-example terms, and the binned statistics. Gives the bins.
fn predictions(a: &Activations, shared: &Shared, sink: &mut Sink) -> Vec<calibration_error::Bin> {
    let (logits, labels) = (a.logits(), a.labels.as_slice());
    let correct = accuracy::per_example(logits, labels);
    let confidence = mean_confidence::per_example(logits);
    let bins = calibration_error::bins(&confidence, &correct, BINS);
    put_ece(sink, shared, "ece", &confidence, &correct);
    put_plain(sink, "mce", calibration_error::mce(&bins));
    put_plain(sink, "temperature", temperature::fit(logits, labels, &|_| true));
    let mut terms: Vec<(&'static str, Vec<f64>)> = vec![
        ("nll", nll::per_example(logits, labels, 1.0)),
        ("brier", brier::per_example(logits, labels)),
        ("entropy", entropy::per_example(logits)),
    ];
    match accuracy::top5_per_example(logits, labels) {
        Ok(top5) => terms.push(("top5_accuracy", top5)),
        Err(reason) => sink.undefined("top5_accuracy", &reason),
    }
    match gamma::per_example(logits, labels) {
        Ok(gamma) => terms.push(("gamma", gamma)),
        Err(reason) => sink.undefined("gamma", &reason),
    }
    match temperature::cross_fitted(logits, labels, &a.ids) {
        Ok(fitted) => {
            let scaled = mean_confidence::per_example_with(logits, &fitted);
            put_ece(sink, shared, "ece_at_temperature", &scaled, &correct);
            terms.push(("nll_at_temperature", nll::per_example_with(logits, labels, &fitted)));
        }
        Err(reason) => ["nll_at_temperature", "ece_at_temperature"].iter().for_each(|n| sink.undefined(n, &reason)),
    }
    terms.extend([("accuracy", correct), ("mean_confidence", confidence)]);
    let columns: Vec<&[f64]> = terms.iter().map(|t| t.1.as_slice()).collect();
    for (values, (name, term)) in shared.resamples.means(&columns).into_iter().zip(&terms) {
        let interval = intervals::percentile(&values, LEVEL);
        sink.put(name, Spread { value: intervals::mean(term), values }, Some(interval));
    }
    bins
}

fn put_ece(sink: &mut Sink, shared: &Shared, name: &'static str, confidence: &[f64], correct: &[f64]) {
    match calibration_error::ece(&calibration_error::bins(confidence, correct, BINS)) {
        Ok(value) => {
            let values = shared.resamples.ece(confidence, correct, BINS);
            let (low, high) = intervals::basic(value, &values, LEVEL);
            sink.put(name, Spread { value, values }, Some((low.max(0.0), high.max(0.0))));
        }
        Err(reason) => sink.undefined(name, &reason),
    }
}

/// A value without an interval over examples.
fn put_plain(sink: &mut Sink, name: &'static str, value: Measured<f64>) {
    match value {
        Ok(value) => sink.put(name, Spread { value, values: Vec::new() }, None),
        Err(reason) => sink.undefined(name, &reason),
    }
}

/// A value with its delete-a-group values.
fn put_jackknife(sink: &mut Sink, name: &'static str, value: Measured<f64>, deleted: Vec<Measured<f64>>) {
    let value = match value {
        Ok(value) => value,
        Err(reason) => return sink.undefined(name, &reason),
    };
    match jackknifed(deleted) {
        Ok(values) => {
            let half = jackknife::half_width(&values, LEVEL);
            sink.put(name, Spread { value, values }, Some((value - half, value + half)));
        }
        Err(why) => {
            sink.put(name, Spread { value, values: Vec::new() }, None);
            sink.amend(name, |estimate| estimate.interval_method = why);
        }
    }
}

/// Delete-a-group values that make an interval.
///
/// # Errors
/// Why there is no interval, as `interval_method` says it.
pub fn jackknifed(deleted: Vec<Measured<f64>>) -> Result<Vec<f64>, String> {
    if deleted.len() < 2 {
        return Err("none: the jackknife needs two examples".to_owned());
    }
    deleted
        .into_iter()
        .collect::<Measured<Vec<f64>>>()
        .map_err(|Undefined(why)| format!("none: undefined without one of the jackknife's groups ({why})"))
}

fn separation(a: &Activations, shared: &Shared, sink: &mut Sink) {
    let features = a.features();
    let of = |members: &[usize]| {
        let mut state = class_separation::State::new(a.classes, a.width);
        members.iter().for_each(|i| state.push(features.row(*i), a.labels[*i]));
        state
    };
    if let Some((total, deleted)) = shared.jackknife.delete_a_group(of, class_separation::State::value) {
        put_jackknife(sink, "class_separation", total.value(), deleted);
        if total.skipped > 0 {
            let note = format!("left out of {}: {} with features all 0", a.n, total.skipped);
            sink.amend("class_separation", |estimate| estimate.note = Some(note));
        }
    }
}

type Covariance = (Option<(Hsic, Vec<Hsic>)>, Measured<Pca>);

fn covariance(a: &Activations, mean: &[f64], shared: &Shared, sink: &mut Sink) -> Covariance {
    let shifted = Shifted::by(a.features(), mean.to_vec());
    let of = |members: &[usize]| Moments::of(&shifted, &shifted, members);
    let parts = |m: &Moments| (linear_cka::hsic(m), participation_ratio(m));
    let Some((total, deleted)) = shared.jackknife.delete_a_group(of, parts) else {
        return (None, Err(Undefined("there are no examples".to_owned())));
    };
    let (hsic, ratios): (Vec<Hsic>, Vec<Measured<f64>>) = deleted.into_iter().unzip();
    put_jackknife(sink, "participation_ratio", participation_ratio(&total), ratios);
    let pca = pca::fit(&total, mean.to_vec(), 2);
    match &pca {
        Ok(pca) => {
            let mut made = estimate("pca_ratio", 0.0, None, a.n);
            made.value = Number::Many(pca.ratio());
            sink.metrics.insert("pca_ratio", Metric::Value(made));
        }
        Err(reason) => sink.undefined("pca_ratio", reason),
    }
    (Some((linear_cka::hsic(&total), hsic)), pca)
}

/// Whether differences of a metric have an interval over examples by the jackknife.
pub fn is_jackknifed(name: &str) -> bool {
    definition(name).is_some_and(|d| d.interval == Interval::Jackknife)
}
