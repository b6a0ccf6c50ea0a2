//! Every statistic of one variant on one split, with its interval and what the intervals of differences need.
//!
//! Fed by the activations; `predictions` measures their logits, `features` their features. The cache keeps what comes out.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::features::{self, Features};
use super::jackknife::Jackknife;
use super::predictions;
use super::resamples::Resamples;
use super::schema::VariantSplit;
use super::sink::{Sink, Spread};
use super::{RESAMPLES, SEED, curves};
use crate::extract::Activations;
use crate::metrics::Measured;
use crate::metrics::linear_cka::Hsic;
use crate::metrics::pca::Pca;

/// What all variants of a split share, so that their differences are paired.
pub struct Shared {
    n: usize,
    resamples: OnceLock<Resamples>,
    /// Jackknife groups.
    pub jackknife: Jackknife,
}

impl Shared {
    /// Of examples with these labels (N).
    pub fn new(labels: &[usize]) -> Self {
        Self { n: labels.len(), resamples: OnceLock::new(), jackknife: Jackknife::new(labels) }
    }

    /// Bootstrap resamples, drawn when they are first wanted.
    pub fn resamples(&self) -> &Resamples {
        self.resamples.get_or_init(|| Resamples::new(self.n, RESAMPLES, SEED))
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
}

/// Measures one variant: a family of statistics is a line.
pub fn measure(a: &Activations, shared: &Shared) -> Measurement {
    let mut sink = Sink::new(a.n);
    let bins = predictions::predictions(a, shared, &mut sink);
    let Features { mean, hsic, pca } = features::features(a, shared, &mut sink);
    let (metrics, spreads) = sink.finish();
    let mut split = VariantSplit { metrics, ..VariantSplit::default() };
    split.curves.reliability = curves::reliability(&bins);
    Measurement { split, spreads, hsic, mean, pca }
}
