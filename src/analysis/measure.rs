//! Every statistic of one variant on one split, with its interval and what the intervals of differences need.
//!
//! Fed by the activations; a file beside this one measures each family. The cache keeps what comes out.

use std::collections::BTreeMap;
use std::iter::once;
use std::sync::OnceLock;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::calibration;
use super::features::{self, Features};
use super::geometry;
use super::information;
use super::jackknife::Jackknife;
use super::predictions;
use super::resamples::Resamples;
use super::schema::{Metric, VariantSplit};
use super::shown::{self, Explored};
use super::sink::{Sink, Spread};
use super::{RESAMPLES, SEED, curves};
use crate::extract::Activations;
use crate::metrics::class_sets::ClassSets;
use crate::metrics::linear_cka::Hsic;
use crate::metrics::pca::Pca;
use crate::metrics::{METRICS, Measured, Mergeable, Undefined};

/// Numbers of a state that are held at once, in all groups of the jackknife together.
pub const SUMS_AT_ONCE: usize = 8 << 20;

/// What a split is measured by, beside its examples.
pub struct Setting {
    /// Its name.
    pub split: String,
    /// The classes of the template plane, where there is a head to choose them by.
    pub triple: Option<[usize; 3]>,
    /// Which classes are like each class.
    pub similar: Measured<ClassSets>,
    /// How they were chosen, in words.
    pub similar_by: String,
    /// The shown classes, rising.
    pub shown: Vec<usize>,
}

impl Setting {
    /// All of it as a text, for the cache.
    pub fn key(&self) -> String {
        format!("{}/{:?}/{:?}/{:?}", self.split, self.triple, self.similar, self.shown)
    }
}

/// What all variants of a split share, so that their differences are paired.
pub struct Shared {
    n: usize,
    setting: Setting,
    resamples: OnceLock<Resamples>,
    /// Jackknife groups.
    pub jackknife: Jackknife,
}

impl Shared {
    /// Of examples with these labels (N).
    pub fn new(labels: &[usize], setting: Setting) -> Self {
        Self { n: labels.len(), setting, resamples: OnceLock::new(), jackknife: Jackknife::new(labels) }
    }

    /// Bootstrap resamples, drawn when they are first wanted.
    pub fn resamples(&self) -> &Resamples {
        self.resamples.get_or_init(|| Resamples::new(self.n, RESAMPLES, SEED))
    }

    /// `value` of a state of all examples, then without each jackknife group; of all alone where the states of the groups, each
    /// of `size` numbers, are too large to be held together.
    pub fn jackknifed<S: Mergeable + Send + Sync, T: Send>(
        &self,
        size: usize,
        empty: &S,
        push: impl Fn(&mut S, usize) + Sync,
        value: impl Fn(&S) -> T + Sync,
    ) -> Vec<T> {
        if size * self.jackknife.groups().len() > SUMS_AT_ONCE {
            let mut all = empty.clone();
            (0..self.n).for_each(|i| push(&mut all, i));
            return vec![value(&all)];
        }
        let of = |members: &[usize]| {
            let mut state = empty.clone();
            members.iter().for_each(|i| push(&mut state, *i));
            state
        };
        let values = self.jackknife.delete_a_group(of, &value);
        values.map_or_else(Vec::new, |(all, deleted)| once(value(&all)).chain(deleted).collect())
    }

    /// The classes of the template plane.
    ///
    /// # Errors
    /// Undefined where none were named and no head of three classes chooses them.
    pub fn triple(&self) -> Measured<[usize; 3]> {
        self.setting.triple.ok_or_else(|| Undefined("there is no head of three classes to span a plane".to_owned()))
    }

    /// Which classes are like each class.
    ///
    /// # Errors
    /// Why nobody can say.
    pub fn similar_classes(&self) -> Measured<&ClassSets> {
        self.setting.similar.as_ref().map_err(Clone::clone)
    }

    /// How they were chosen, in words.
    pub fn similar_by(&self) -> &str {
        &self.setting.similar_by
    }

    /// Refuses what must not be fitted on the examples that a network was trained on.
    ///
    /// # Errors
    /// Undefined on a split named train.
    pub fn held_out(&self) -> Measured<()> {
        if self.setting.split == "train" {
            return Err(Undefined("calibrators are fitted on held-out examples, not on those of training".to_owned()));
        }
        Ok(())
    }
}

/// What was measured.
#[derive(Serialize, Deserialize)]
pub struct Measurement {
    /// The contract's part; its projections are still empty.
    pub split: VariantSplit,
    /// By metric.
    pub spreads: BTreeMap<String, Spread>,
    /// HSIC of the features with themselves: of all examples, then without each jackknife group.
    pub hsic: Vec<Hsic>,
    /// Mean feature (D).
    pub mean: Vec<f64>,
    /// Principal components, where they are defined.
    pub pca: Measured<Pca>,
    /// What the page shows.
    pub explored: Explored,
}

impl Measurement {
    /// Adds metrics that were measured apart, in the order of the registry, and their spreads.
    pub fn add(&mut self, metrics: IndexMap<String, Metric>, spreads: BTreeMap<String, Spread>) {
        self.split.metrics.extend(metrics);
        self.split.metrics.sort_by_cached_key(|name, _| METRICS.iter().position(|d| d.name == name));
        self.spreads.extend(spreads);
    }
}

/// Measures one variant: a family of statistics is a line.
pub fn measure(a: &Activations, shared: &Shared) -> Measurement {
    let mut sink = Sink::new(a.n);
    let bins = predictions::predictions(a, shared, &mut sink);
    calibration::calibration(a, shared, &mut sink);
    information::information(a, shared, &mut sink);
    // What is mapped counts as memory: the logits go before the features come.
    a.release();
    let features = features::features(a, shared, &mut sink);
    let means = geometry::geometry(a, &features, shared, &mut sink);
    let explored = shown::explore(a, &shared.setting.shown, &means);
    let Features { mean, hsic, pca, .. } = features;
    let (metrics, spreads) = sink.finish();
    let mut split = VariantSplit { metrics, ..VariantSplit::default() };
    split.curves.reliability = curves::reliability(&bins);
    Measurement { split, spreads, hsic, mean, pca, explored }
}
