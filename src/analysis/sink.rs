//! Metrics of one variant and split on their way into the contract: each with its interval or its reason, by name.
//!
//! Fed by the families that `measure` lists, and by `pairs`.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::LEVEL;
use super::intervals;
use super::jackknife;
use super::resamples::{Resampled, Resamples};
use super::schema::{Estimate, Metric, Number};
use crate::metrics::{Definition, Interval, METRICS, Measured, Undefined, definition};

/// A value with the values that its interval was made from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Spread {
    /// The value.
    pub value: f64,
    /// Bootstrap replicates or delete-a-group values; empty where there is no interval over examples.
    pub values: Vec<f64>,
}

/// Collects metrics under their names.
pub struct Sink {
    n: usize,
    metrics: BTreeMap<String, Metric>,
    spreads: BTreeMap<String, Spread>,
}

impl Sink {
    /// Empty, of N examples.
    pub fn new(n: usize) -> Self {
        Self { n, metrics: BTreeMap::new(), spreads: BTreeMap::new() }
    }

    /// A metric without a value.
    pub fn undefined(&mut self, name: &str, reason: &Undefined) {
        self.metrics.insert(name.to_owned(), Metric::Undefined { undefined: reason.0.clone() });
    }

    /// A value with its interval.
    pub fn put(&mut self, name: &str, spread: Spread, interval: Option<(f64, f64)>) {
        self.metrics
            .insert(name.to_owned(), Metric::Value(estimate(name, Number::One(spread.value), interval, self.n)));
        self.spreads.insert(name.to_owned(), spread);
    }

    /// A value without an interval over examples.
    pub fn put_plain(&mut self, name: &str, value: Measured<f64>) {
        match value {
            Ok(value) => self.put(name, Spread { value, values: Vec::new() }, None),
            Err(reason) => self.undefined(name, &reason),
        }
    }

    /// Several values under one name, without an interval.
    pub fn put_many(&mut self, name: &str, values: Measured<Vec<f64>>) {
        match values {
            Ok(values) => {
                let made = estimate(name, Number::Many(values), None, self.n);
                self.metrics.insert(name.to_owned(), Metric::Value(made));
            }
            Err(reason) => self.undefined(name, &reason),
        }
    }

    /// Values and intervals of what resamples of the examples are taken of: percentile of means, basic of bins.
    pub fn put_resampled(&mut self, resamples: &Resamples, of: &[(&str, Resampled<'_>)]) {
        let statistics: Vec<Resampled<'_>> = of.iter().map(|(_, statistic)| *statistic).collect();
        for ((name, statistic), values) in of.iter().zip(resamples.replicates(&statistics)) {
            match statistic.observed() {
                Ok(value) => {
                    let interval = if let Resampled::Mean(_) = statistic {
                        intervals::percentile(&values, LEVEL)
                    } else {
                        let (low, high) = intervals::basic(value, &values, LEVEL);
                        (low.max(0.0), high.max(0.0))
                    };
                    self.put(name, Spread { value, values }, Some(interval));
                }
                Err(reason) => self.undefined(name, &reason),
            }
        }
    }

    /// A value of all examples, then its delete-a-group values.
    pub fn put_jackknife(&mut self, name: &str, mut values: impl Iterator<Item = Measured<f64>>) {
        let value = match values.next() {
            Some(Ok(value)) => value,
            Some(Err(reason)) => return self.undefined(name, &reason),
            None => return,
        };
        match jackknifed(values.collect()) {
            Ok(values) => {
                let half = jackknife::half_width(&values, LEVEL);
                self.put(name, Spread { value, values }, Some((value - half, value + half)));
            }
            Err(why) => {
                self.put(name, Spread { value, values: Vec::new() }, None);
                self.amend(name, |estimate| estimate.interval_method = why);
            }
        }
    }

    /// Whether a metric was put.
    pub fn has(&self, name: &str) -> bool {
        self.metrics.contains_key(name)
    }

    /// What was put.
    pub fn names(&self) -> Vec<String> {
        self.metrics.keys().cloned().collect()
    }

    /// The metrics in the order of the registry, and their spreads.
    pub fn finish(mut self) -> (IndexMap<String, Metric>, BTreeMap<String, Spread>) {
        let mut take = |d: &Definition| Some((d.name.to_owned(), self.metrics.remove(d.name)?));
        (METRICS.iter().filter_map(&mut take).collect(), self.spreads)
    }

    /// Changes what is said of a value, where there is one.
    pub fn amend(&mut self, name: &str, change: impl FnOnce(&mut Estimate)) {
        if let Some(Metric::Value(estimate)) = self.metrics.get_mut(name) {
            change(estimate);
        }
    }
}

/// An estimate whose method is the registry's.
fn estimate(name: &str, value: Number, interval: Option<(f64, f64)>, n: usize) -> Estimate {
    Estimate {
        value,
        low: interval.map(|i| i.0),
        high: interval.map(|i| i.1),
        level: LEVEL,
        n,
        interval_method: definition(name).map_or("", |d| d.interval.method()).to_owned(),
        note: None,
    }
}

/// Delete-a-group values that make an interval.
///
/// # Errors
/// Why there is no interval, as `interval_method` says it.
fn jackknifed(deleted: Vec<Measured<f64>>) -> Result<Vec<f64>, String> {
    if deleted.is_empty() {
        return Err("none: the sums of all jackknife groups would take too much memory".to_owned());
    }
    if deleted.len() < 2 {
        return Err("none: the jackknife needs two examples".to_owned());
    }
    deleted
        .into_iter()
        .collect::<Measured<Vec<f64>>>()
        .map_err(|Undefined(why)| format!("none: undefined without one of the jackknife's groups ({why})"))
}

/// Whether differences of a metric have an interval over examples by the jackknife.
pub fn is_jackknifed(name: &str) -> bool {
    definition(name).is_some_and(|d| d.interval == Interval::Jackknife)
}
