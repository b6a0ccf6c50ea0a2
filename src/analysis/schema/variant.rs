//! One checkpoint: what it is, and what was measured on it.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::curves::Curves;
use super::metric::Metric;
use super::study::Preprocessing;
use crate::study::{Distillation, Objective, Role, StoredAccuracy};

/// One checkpoint and what was measured on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// What it is in the study.
    pub role: Role,
    /// Variants of one group differ by seed alone.
    pub group: String,
    /// Training seed, if known.
    pub seed: Option<u64>,
    /// Training epoch of the checkpoint, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<u64>,
    /// Training objective, if known.
    pub objective: Option<Objective>,
    /// How it was distilled, if it was.
    pub distillation: Option<Distillation>,
    /// Id of the teacher.
    pub teacher: Option<String>,
    /// Id of the variant that it is compared with.
    pub reference: Option<String>,
    /// The file.
    pub checkpoint: Checkpoint,
    /// The network; null when activations were given.
    pub network: Option<Network>,
    /// Array (C, C) of inner products of the templates of the shown classes, the bias among their coordinates; null without a
    /// head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_products: Option<String>,
    /// How its inputs were made, where that differs from `data.preprocessing`.
    pub preprocessing: Option<Preprocessing>,
    /// Where each fact came from, by fact.
    pub found_by: BTreeMap<String, String>,
    /// Measurements by split.
    pub splits: BTreeMap<String, VariantSplit>,
}

/// A checkpoint or activations file.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// Path relative to the study.
    pub file: String,
    /// BLAKE3 of the file, hexadecimal.
    pub blake3: String,
    /// What was stripped, left out or not used.
    pub notes: Vec<String>,
    /// The accuracy that the file stores of its weights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored_accuracy: Option<StoredAccuracy>,
}

/// A recognised network.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// Family, see `penult families`.
    pub family: String,
    /// What it was recognised by.
    pub evidence: String,
    /// Number of parameters.
    pub parameters: usize,
    /// Multiply-adds an example.
    pub multiply_adds: usize,
    /// Width of the penultimate features, D.
    pub width: usize,
}

/// What was measured on one variant and split.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VariantSplit {
    /// Statistics by name, in the order of `penult metrics`.
    pub metrics: IndexMap<String, Metric>,
    /// What figures draw.
    pub curves: Curves,
}
