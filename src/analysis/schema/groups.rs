//! Groups of seeds, pairs and paired differences.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::metric::Metric;

/// Variants that differ by seed alone.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Ids.
    pub variants: Vec<String>,
    /// Means over seeds, by split.
    pub splits: BTreeMap<String, GroupSplit>,
}

/// A group on one split.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupSplit {
    /// Means over seeds by statistic, where it is defined for every seed.
    pub metrics: IndexMap<String, Aggregate>,
}

/// Mean and sample standard deviation (n - 1) over seeds.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Aggregate {
    /// Mean.
    pub mean: f64,
    /// Sample standard deviation; null for one seed.
    pub sd: Option<f64>,
    /// Number of seeds.
    pub seeds: usize,
}

/// Statistics of two variants on one split.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// First id.
    pub a: String,
    /// Second id.
    pub b: String,
    /// Split.
    pub split: String,
    /// Statistics by name; some are measured of some pairs alone, see `penult metrics`.
    pub metrics: IndexMap<String, Metric>,
}

/// The pairs of variants of two groups on one split, of the statistics that do not ask which of the two is first.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupPair {
    /// First group.
    pub a: String,
    /// Second group; the first again for the pairs of different seeds of one group.
    pub b: String,
    /// Split.
    pub split: String,
    /// Means by statistic over the pairs that it was measured of, where it is defined for all of them.
    pub metrics: IndexMap<String, PairAggregate>,
}

/// Mean and sample standard deviation (n - 1) over pairs of variants.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PairAggregate {
    /// Mean.
    pub mean: f64,
    /// Sample standard deviation; null for one pair.
    pub sd: Option<f64>,
    /// Number of pairs.
    pub pairs: usize,
}

/// A paired difference `b - a`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// The reference: a variant, or a group.
    pub a: String,
    /// What is compared with it.
    pub b: String,
    /// Split.
    pub split: String,
    /// Metric.
    pub metric: String,
    /// `b - a`.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// How the interval was made.
    pub interval_method: String,
}
