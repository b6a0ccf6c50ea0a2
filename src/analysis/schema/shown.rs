//! What the page lets a reader explore: classes, examples and temperatures, the same for all variants of a split.
//!
//! Every array that is named here lies in the sidecar, see `analysis::record`. Legend: C shown classes, S sampled examples, G
//! temperatures, M confidence bins.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The classes that matrices and samples cover (C).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShownClasses {
    /// By index, ascending.
    pub classes: Vec<usize>,
    /// How they were chosen, in words: all of them, where there are few.
    pub chosen_by: String,
}

/// Sampled examples of the shown classes of one split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// Array (S) of ids.
    pub ids: String,
    /// Array (S) of class indices.
    pub labels: String,
    /// How they were chosen, in words.
    pub chosen_by: String,
    /// Their images, where they were at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnails: Option<Thumbnails>,
}

/// Small images of the sampled examples.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Thumbnails {
    /// Array (S, height, width, channels) of bytes; one channel is grey, three are red, green, blue.
    pub array: String,
    /// Pixels.
    pub height: usize,
    /// Pixels.
    pub width: usize,
    /// 1 or 3.
    pub channels: usize,
}

/// What one variant says of the sampled examples.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SampledOutputs {
    /// Array (S, C) of logits of the shown classes.
    pub logits: String,
    /// Array (S, 3): the predicted class, its logit, and the log-sum-exp of all K logits (T = 1).
    pub summary: String,
}

/// Numbers of a variant at several temperatures T, its logits divided by T.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemperatureGrid {
    /// Number of examples: all of them, or a class-stratified sample where there are very many logits.
    pub n: usize,
    /// Ascending (G), 1 among them.
    pub temperatures: Vec<f64>,
    /// Names of the columns of `table`: statistics by name.
    pub columns: Vec<String>,
    /// Array (G, columns); NaN where a statistic is undefined.
    pub table: String,
    /// Array (G, 3·M): for each bin its count, mean confidence and share of right answers, 0 where it is empty.
    pub reliability: String,
}

/// A histogram.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Histogram {
    /// Edges of the bins, ascending, the same for all variants of a split.
    pub edges: Vec<f64>,
    /// Share of the examples in each bin `[edge, next edge)`; the first and the last take what lies beyond.
    pub shares: Vec<f64>,
}

/// Mean probability of the wrong class of each rank: the most probable wrong class has rank 1 (T = 1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RankSize {
    /// Number of examples: all of them, or a class-stratified sample where there are very many logits.
    pub n: usize,
    /// Ranks, ascending: all of them up to 100, then about evenly in their logarithm.
    pub ranks: Vec<usize>,
    /// Mean over the examples of the probability, as a share of the mass off the label.
    pub shares: Vec<f64>,
}

/// Matrices (C, C) of the shown classes; rows are true classes. Each is null where it is undefined, and NaN in the rows (of
/// cosines: in the columns too) of a class without examples.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassMatrices {
    /// Mean probability of the column's class over the examples of the row's class, as a share of the mass off the label
    /// (over all K classes); the diagonal is 0 (T = 1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub off_target: Option<String>,
    /// Share of the row's examples that were given the column's class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confusion: Option<String>,
    /// Cosines of the class means of the features, about their mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class_mean_cosines: Option<String>,
    /// Pearson correlations of the logits of two classes over all examples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logit_correlation: Option<String>,
}

impl ClassMatrices {
    /// Whether none is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
