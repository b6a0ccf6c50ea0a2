//! The contract `analysis.json`: fed by `analysis::run`, read by `figure` and `report`.
//!
//! Logarithms are natural, fractions are not percent. Maps are ordered, so equal inputs give equal bytes.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything that figures and reports are made from.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Analysis {
    /// Version of this contract.
    pub schema_version: u32,
    /// Version of penult that wrote it.
    pub penult: String,
    /// What the numbers depend on beside the data.
    pub settings: Settings,
    /// The data that was analysed.
    pub data: Data,
    /// Variants by id.
    pub variants: BTreeMap<String, Variant>,
    /// Groups of variants that differ by seed alone, by id.
    pub groups: BTreeMap<String, Group>,
    /// Each unordered pair once; `a` is the teacher where one taught the other.
    pub pairs: Vec<Pair>,
    /// Paired differences `b - a`.
    pub differences: Vec<Difference>,
    /// The papers' claims, each with its outcome; empty until claims are registered.
    pub ledger: Vec<Claim>,
    /// The verdicts.
    pub argument: Argument,
    /// File of large arrays beside this one; none when all is inline.
    pub sidecar: Option<String>,
}

/// What the numbers depend on beside the data.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Settings {
    /// Seed of the resampling.
    pub seed: u64,
    /// Number of bootstrap resamples.
    pub resamples: usize,
    /// Level of the intervals, a fraction.
    pub level: f64,
    /// Number of confidence bins.
    pub bins: usize,
}

/// The data that was analysed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Data {
    /// Name of the set.
    pub name: String,
    /// Class names, in label order.
    pub classes: Vec<String>,
    /// Splits by name.
    pub splits: BTreeMap<String, Split>,
    /// How pixels became inputs, and how that was found.
    pub preprocessing: String,
}

/// One split.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Split {
    /// Number of examples.
    pub n: usize,
    /// BLAKE3 of the labels and ids, hexadecimal.
    pub hash: String,
}

/// One checkpoint and what was measured on it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Variant {
    /// `teacher`, `assistant`, `student` or `scratch`.
    pub role: String,
    /// Variants of one group differ by seed alone.
    pub group: String,
    /// Training seed, if known.
    pub seed: Option<u64>,
    /// Training objective in words, for example `label_smoothing(alpha=0.1, over_k)`.
    pub objective: String,
    /// Distillation in words, for example `T=4, both, label_weight=0`.
    pub distillation: Option<String>,
    /// Id of the teacher.
    pub teacher: Option<String>,
    /// Id of the variant that it is compared with.
    pub reference: Option<String>,
    /// The file.
    pub checkpoint: Checkpoint,
    /// Family of the network and what it was recognised by.
    pub network: String,
    /// Where each fact came from.
    pub found_by: BTreeMap<String, String>,
    /// Measurements by split.
    pub splits: BTreeMap<String, VariantSplit>,
}

/// A checkpoint file.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Checkpoint {
    /// Path relative to the study.
    pub file: String,
    /// BLAKE3 of the file, hexadecimal.
    pub blake3: String,
}

/// What was measured on one variant and split.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct VariantSplit {
    /// Statistics by name; see `penult metrics`.
    pub metrics: BTreeMap<String, Metric>,
    /// What figures draw.
    pub curves: Curves,
}

/// A statistic: a value with its interval, or undefined with the reason.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Metric {
    /// A number, or an array of them, under `value`.
    Value(Estimate),
    /// Undefined, and why.
    Undefined {
        /// The reason.
        undefined: String,
    },
}

/// A value and its interval.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Estimate {
    /// The value; an array for spectra.
    pub value: Number,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
    /// Level of the interval.
    pub level: f64,
    /// Number of examples.
    pub n: usize,
    /// How the interval was made; says so when there is none.
    pub interval_method: String,
}

/// One number or several.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Number {
    /// A scalar.
    One(f64),
    /// An array.
    Many(Vec<f64>),
}

/// What figures draw of one variant and split.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Curves {
    /// Reliability bins, empty ones included.
    pub reliability: Vec<ReliabilityBin>,
    /// First two principal coordinates of a class-balanced sample.
    pub pca: Vec<Point>,
    /// Projection onto the plane of three class templates.
    pub template_plane: Option<TemplatePlane>,
}

/// One confidence bin `(low, high]`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReliabilityBin {
    /// Lower edge, excluded.
    pub low: f64,
    /// Upper edge, included.
    pub high: f64,
    /// Number of examples.
    pub count: usize,
    /// Mean confidence; none when empty.
    pub confidence: Option<f64>,
    /// Share of right answers; none when empty.
    pub accuracy: Option<f64>,
    /// Wilson 95 % band of the accuracy.
    pub accuracy_low: Option<f64>,
    /// Wilson 95 % band of the accuracy.
    pub accuracy_high: Option<f64>,
}

/// A projected example.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    /// First coordinate.
    pub x: f64,
    /// Second coordinate.
    pub y: f64,
    /// Class index.
    pub label: usize,
}

/// The plane through three class templates (Müller 2019), scaled by the distance of the first two.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TemplatePlane {
    /// The three classes.
    pub classes: [usize; 3],
    /// Distance of the first two templates, in feature units.
    pub scale: f64,
    /// Where the templates lie, in units of `scale`.
    pub templates: Vec<Point>,
    /// Sampled examples of the three classes, in units of `scale`.
    pub points: Vec<Point>,
}

/// Variants that differ by seed alone.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Group {
    /// Ids.
    pub variants: Vec<String>,
    /// Means over seeds, by split and metric.
    pub splits: BTreeMap<String, BTreeMap<String, Aggregate>>,
}

/// Mean and sample standard deviation (n - 1) over seeds.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Aggregate {
    /// Mean.
    pub mean: f64,
    /// Sample standard deviation; none for one seed.
    pub sd: Option<f64>,
    /// Number of seeds.
    pub seeds: usize,
}

/// Statistics of two variants on one split.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Pair {
    /// First id.
    pub a: String,
    /// Second id.
    pub b: String,
    /// Split.
    pub split: String,
    /// Statistics by name.
    pub metrics: BTreeMap<String, Metric>,
}

/// A paired difference `b - a`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
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

/// One claim of a paper.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// Key of the paper.
    pub paper: String,
    /// Key of the claim.
    pub claim: String,
    /// The claim in words.
    pub statement: String,
    /// `supported`, `contradicted` or `undetermined`.
    pub outcome: String,
    /// Why.
    pub reason: String,
}

/// The argument.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Argument {
    /// One verdict for each smoothed teacher against its reference.
    pub verdicts: Vec<Verdict>,
    /// What to do.
    pub advice: Vec<String>,
}

/// The verdict on one teacher (or group of seeds) against its reference.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// The teacher group.
    pub teacher: String,
    /// The reference group.
    pub reference: String,
    /// The verdict in plain words.
    pub summary: String,
    /// The links, in causal order.
    pub steps: Vec<Step>,
}

/// One link of the chain.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// The question, for example `Was it smoothed?`.
    pub name: String,
    /// `held`, `did not hold` or `undetermined`.
    pub state: String,
    /// What was measured, in words.
    pub statistic: String,
    /// Effect, teacher minus reference.
    pub effect: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Why it is undetermined, or how it was decided.
    pub reason: String,
}
