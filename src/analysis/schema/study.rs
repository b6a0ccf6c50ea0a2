//! What was analysed, and with what settings.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::shown::{Sample, ShownClasses};
use crate::study::Superclass;

/// What the numbers depend on beside the data.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Seed of the resampling.
    pub seed: u64,
    /// Number of bootstrap resamples.
    pub resamples: usize,
    /// Level of the intervals, a fraction.
    pub level: f64,
    /// Number of confidence bins.
    pub bins: usize,
    /// Difference of students' accuracies, a fraction, below which two teachers teach equally well.
    #[serde(default = "equivalence")]
    pub equivalence: f64,
    /// The options that were typed and that the numbers depend on, without paths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<String>,
    /// Commit of penult's source, where the build knew it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

fn equivalence() -> f64 {
    crate::analysis::EQUIVALENCE
}

/// The data that was analysed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// Name of the set.
    pub name: String,
    /// Class names, in label order.
    pub classes: Vec<String>,
    /// The superclass of each class, in label order, where they are given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superclasses: Option<Vec<Superclass>>,
    /// The classes that matrices and samples cover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<ShownClasses>,
    /// Splits by name.
    pub splits: BTreeMap<String, Split>,
    /// How pixels became inputs; null when activations were given. A variant that differs says so itself.
    pub preprocessing: Option<Preprocessing>,
}

/// One split.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// Number of examples.
    pub n: usize,
    /// BLAKE3 of the ids and labels, hexadecimal.
    pub hash: String,
    /// Classes without an example in this split, by name.
    pub absent_classes: Vec<String>,
    /// The examples that the page lets a reader explore.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sample>,
}

/// How pixels in [0, 1] became inputs: `(x - mean) / std`, channel by channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Preprocessing {
    /// Means (C).
    pub mean: Vec<f32>,
    /// Standard deviations (C).
    pub std: Vec<f32>,
    /// Where the constants came from, in words.
    pub found_by: String,
}
