//! The contract `analysis.json`: written by `analysis::run`, read by `figure` and `report`.
//!
//! Logarithms are natural, fractions are not percent. Maps keep the order of the study or of their keys, so equal inputs
//! give equal bytes. Large arrays (projected points) lie in the sidecar, see `analysis::record`.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod argument;
mod check;
mod curves;
mod effects;
mod groups;
mod layers;
mod metric;
mod shown;
mod study;
mod variant;

pub use argument::{Argument, Beside, Claim, Finding, LINKS, Outcome, State, Step, Verdict};
pub use check::Check;
pub use curves::{Curves, Landscape, ReliabilityBin, Scatter, TemplatePlane};
pub use effects::{Diffusion, Matched, MatchedDifference, Relation, RelationPoint, TemperatureEffect, Trajectory};
pub use groups::{Aggregate, Difference, Group, GroupPair, GroupSplit, Pair, PairAggregate};
pub use layers::{LayerSimilarity, TappedLayer};
pub use metric::{Effect, Estimate, Metric, Number};
pub use shown::{
    ClassMatrices, Histogram, RankSize, Sample, SampledOutputs, ShownClasses, TemperatureGrid, Thumbnails,
};
pub use study::{Data, Preprocessing, Settings, Split};
pub use variant::{Checkpoint, Network, Variant, VariantSplit};

pub use crate::study::{Distillation, Objective, Role, StoredAccuracy, Superclass};

/// Everything that figures and reports are made from.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Analysis {
    /// Version of this contract.
    pub schema_version: u32,
    /// Version of penult that wrote it.
    pub penult: String,
    /// What the numbers depend on beside the data.
    pub settings: Settings,
    /// The data that was analysed.
    pub data: Data,
    /// Variants by id, in the order of the study.
    pub variants: IndexMap<String, Variant>,
    /// Groups of variants that differ by seed alone, by id, in the order of the study.
    pub groups: IndexMap<String, Group>,
    /// Each unordered pair once, in the order of the study; `a` is the teacher where one taught the other.
    pub pairs: Vec<Pair>,
    /// Means over the pairs of two groups, each unordered pair of groups once, in the order of the study.
    pub group_pairs: Vec<GroupPair>,
    /// Paired differences `b - a`: a variant against its reference, a group against a group.
    pub differences: Vec<Difference>,
    /// What depends on softness, with the reference softened until its γ is the variant's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub matched: Vec<Matched>,
    /// What a higher temperature does to the students of two teachers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub temperature_effects: Vec<TemperatureEffect>,
    /// Rank correlations across variants, or across teachers and their students.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub relations: Vec<Relation>,
    /// Where students at a higher temperature moved their classes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diffusion: Vec<Diffusion>,
    /// Runs of which several checkpoints are here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trajectories: Vec<Trajectory>,
    /// Layerwise similarity, where layers were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub layers: Vec<LayerSimilarity>,
    /// The papers' claims, each with its outcome, in the order of `penult claims`.
    pub ledger: Vec<Claim>,
    /// The verdicts.
    pub argument: Argument,
    /// What penult checked of itself and of its inputs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// File name of the large arrays beside this file; null when there are none.
    pub sidecar: Option<String>,
}
