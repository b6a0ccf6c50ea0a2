//! Probes on frozen features for labels other than those trained on: the superclasses of the data.
//!
//! Fed by the activations of a split and of the train split of the same variant, once both are measured. The cache keeps what
//! comes out beside the statistics, under a key of its own: it depends on two splits.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::cache::Cache;
use super::measure::{Measurement, Shared};
use super::resamples::{Resampled, Resamples};
use super::schema::{Metric, Superclass};
use super::sink::{Sink, Spread};
use super::{RESAMPLES, SEED};
use crate::extract::Activations;
use crate::linalg::Rows;
use crate::metrics::sample::{Sample, stratified};
use crate::metrics::{Measured, Undefined, folds, knn_probe, linear_probe, per_row};

/// Examples that a probe is fitted on, and scored on, at most.
const EXAMPLES: usize = 10_000;

/// The metrics.
const NAMES: [&str; 2] = ["linear_probe_accuracy", "knn_probe_accuracy"];

/// The split on which probes are fitted where it is there.
const TRAIN: &str = "train";

/// Metrics with their spreads, as the cache keeps them.
type Kept = (IndexMap<String, Metric>, BTreeMap<String, Spread>);

/// One variant whose features are probed.
pub struct Probed<'a> {
    /// Its activations on the split that is scored.
    pub scored: &'a Activations,
    /// Its activations on the train split, where they are there.
    pub train: Option<&'a Activations>,
    /// Name of the split that is scored.
    pub split: &'a str,
    /// The key of its statistics on that split.
    pub key: &'a str,
}

/// Adds the probes of one variant on one split to what was measured there.
pub fn add(
    m: &mut Measurement,
    of: &Probed<'_>,
    superclasses: Option<&[Superclass]>,
    (shared, cache): (&Shared, &Cache<'_>),
) {
    let task = match task(of, superclasses) {
        Ok(task) => task,
        Err(why) => {
            let mut sink = Sink::new(of.scored.n);
            NAMES.iter().for_each(|name| sink.undefined(name, &why));
            let (metrics, spreads) = sink.finish();
            return m.add(metrics, spreads);
        }
    };
    let train = of.train.map_or("", Activations::content);
    let key = blake3::hash(format!("{}/{train}/{superclasses:?}/{EXAMPLES}", of.key).as_bytes()).to_hex().to_string();
    let (metrics, spreads): Kept = cache.read(&key, "probes").unwrap_or_else(|| {
        let mut sink = Sink::new(task.scored.len());
        task.measure(of.scored.features(), shared, &mut sink);
        let made = sink.finish();
        cache.write(&key, "probes", &made);
        made
    });
    m.add(metrics, spreads);
}

/// What is fitted, and where it is scored.
struct Task<'a> {
    /// Rows of the split that are scored, rising.
    scored: Vec<usize>,
    /// Their labels.
    labels: Vec<usize>,
    folds: Vec<Fold<'a>>,
    note: String,
}

/// One fit: rows of features with the labels of all of them, and the scored rows, by their place among them.
struct Fold<'a> {
    features: Rows<'a>,
    fitted: Vec<usize>,
    labels: Vec<usize>,
    places: Vec<usize>,
}

/// # Errors
/// Undefined without other labels, or on the split that probes are fitted on.
fn task<'a>(of: &Probed<'a>, superclasses: Option<&[Superclass]>) -> Measured<Task<'a>> {
    let superclasses = superclasses.ok_or_else(|| {
        let line = "superclasses = \"superclasses.toml\" under [data] in penult.toml";
        Undefined(format!("needs labels other than those trained on; write {line}, with a line for each class"))
    })?;
    if of.split == TRAIN {
        return Err(Undefined("probes are fitted on these examples and scored on the other splits".to_owned()));
    }
    let scored = stratified(&of.scored.labels, &of.scored.ids, EXAMPLES);
    let all = others(&of.scored.labels, superclasses)?;
    let labels = scored.iter().map(|i| all[*i]).collect();
    if let Some(train) = of.train {
        let fitted = stratified(&train.labels, &train.ids, EXAMPLES);
        let note = format!("fitted on {} train examples", fitted.len());
        let places = (0..scored.len()).collect();
        let fold = Fold { features: train.features(), fitted, labels: others(&train.labels, superclasses)?, places };
        return Ok(Task { scored, labels, folds: vec![fold], note });
    }
    let (classes, ids): (Vec<usize>, Vec<i64>) =
        scored.iter().map(|i| (of.scored.labels[*i], of.scored.ids[*i])).unzip();
    let is_first = folds::is_first(&classes, &ids);
    let fold = |scores_first: bool| {
        let (places, rest): (Vec<usize>, Vec<usize>) = (0..scored.len()).partition(|at| is_first[*at] == scores_first);
        let fitted = rest.into_iter().map(|at| scored[at]).collect();
        Fold { features: of.scored.features(), fitted, labels: all.clone(), places }
    };
    let note = "no train split: fitted on a class-stratified half of these examples, scored on the other, both ways";
    Ok(Task { folds: vec![fold(true), fold(false)], scored, labels, note: note.to_owned() })
}

/// The superclass of each example.
fn others(labels: &[usize], superclasses: &[Superclass]) -> Measured<Vec<usize>> {
    let of = |label: &usize| superclasses.get(*label).map(|s| s.index);
    let missing =
        || Undefined(format!("superclasses are given for {} classes, and there are more", superclasses.len()));
    labels.iter().map(of).collect::<Option<_>>().ok_or_else(missing)
}

impl Task<'_> {
    /// Both accuracies, with what must be said of them.
    fn measure(&self, features: Rows<'_>, shared: &Shared, sink: &mut Sink) {
        let own = (self.scored.len() < features.rows).then(|| Resamples::new(self.scored.len(), RESAMPLES, SEED));
        let resamples = own.as_ref().unwrap_or_else(|| shared.resamples());
        let mut gradient = 0.0f64;
        let linear = self.is_right(|fold, rows| {
            let probe = linear_probe::fit(fold.features, &fold.fitted, &fold.labels)?;
            gradient = gradient.max(probe.gradient);
            Ok(per_row(rows.len(), |at| probe.predict(features.row(rows[at]))))
        });
        let nearest = self.is_right(|fold, rows| {
            let labels: Vec<usize> = fold.fitted.iter().map(|i| fold.labels[*i]).collect();
            knn_probe::predict(&Sample::of(fold.features, &fold.fitted), &labels, &Sample::of(features, rows))
        });
        let not_converged = format!("{}; not converged: the loss's gradient has an entry of {gradient:.1e}", self.note);
        let of_linear = if gradient > linear_probe::CONVERGED { &not_converged } else { &self.note };
        for (name, is_right, note) in [(NAMES[0], linear, of_linear), (NAMES[1], nearest, &self.note)] {
            match is_right {
                Ok(is_right) => {
                    sink.put_resampled(resamples, &[(name, Resampled::Mean(&is_right))]);
                    sink.amend(name, |estimate| estimate.note = Some(note.clone()));
                }
                Err(why) => sink.undefined(name, &why),
            }
        }
    }

    /// 1 for each scored example whose label `answers` tells, else 0; it is given a fold and the rows of its scored examples.
    fn is_right(&self, mut answers: impl FnMut(&Fold<'_>, &[usize]) -> Measured<Vec<usize>>) -> Measured<Vec<f64>> {
        let mut out = vec![0.0; self.scored.len()];
        for fold in &self.folds {
            let rows: Vec<usize> = fold.places.iter().map(|at| self.scored[*at]).collect();
            for (at, answer) in fold.places.iter().zip(answers(fold, &rows)?) {
                out[*at] = f64::from(u8::from(answer == self.labels[*at]));
            }
        }
        Ok(out)
    }
}
