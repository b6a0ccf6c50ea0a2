//! The contract `analysis.json`: written by `analysis::run`, read by `figure` and `report`.
//!
//! Logarithms are natural, fractions are not percent. Maps keep the order of the study or of their keys, so equal inputs
//! give equal bytes. Large arrays (projected points) lie in the sidecar, see `analysis::record`.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// File name of the large arrays beside this file; null when there are none.
    pub sidecar: Option<String>,
}

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
}

fn equivalence() -> f64 {
    super::EQUIVALENCE
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

impl Metric {
    /// The estimate of a single number; none for arrays and where undefined.
    #[must_use]
    pub fn scalar(&self) -> Option<(f64, &Estimate)> {
        match self {
            Self::Value(estimate) => match estimate.value {
                Number::One(value) => Some((value, estimate)),
                Number::Many(_) => None,
            },
            Self::Undefined { .. } => None,
        }
    }
}

/// A value and its interval.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// The value; an array for spectra.
    pub value: Number,
    /// Lower end of the interval; null where there is none.
    pub low: Option<f64>,
    /// Upper end of the interval; null where there is none.
    pub high: Option<f64>,
    /// Level of the interval.
    pub level: f64,
    /// Number of examples.
    pub n: usize,
    /// How the interval was made; why there is none.
    pub interval_method: String,
    /// What else must be said of this value, for example examples that were left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One number or several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Number {
    /// A scalar.
    One(f64),
    /// An array.
    Many(Vec<f64>),
}

/// What figures draw of one variant and split.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Curves {
    /// Reliability bins, empty ones included.
    pub reliability: Vec<ReliabilityBin>,
    /// First two principal coordinates of a class-balanced sample; null where PCA is undefined.
    pub pca: Option<Scatter>,
    /// t-SNE of the same examples; null where it was not asked for or is undefined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tsne: Option<Scatter>,
    /// Projection onto the plane of three class templates; null without a head or where undefined.
    pub template_plane: Option<TemplatePlane>,
    /// The loss around the weights, where it was probed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub landscape: Option<Landscape>,
}

/// Mean -log p_y (T = 1) at weights moved along filter-normalised random directions, whose length is that of the weights.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Landscape {
    /// Offsets α of the profiles (S).
    pub offsets: Vec<f64>,
    /// Array (directions, S) of losses, by its name in the sidecar.
    pub profiles: String,
    /// Offsets of the plane of the first two directions (G), along both.
    pub plane_offsets: Vec<f64>,
    /// Array (G, G) of losses, by its name in the sidecar; the first direction goes along rows.
    pub plane: String,
    /// Number of examples.
    pub n: usize,
}

/// One confidence bin `(low, high]`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReliabilityBin {
    /// Lower edge, excluded.
    pub low: f64,
    /// Upper edge, included.
    pub high: f64,
    /// Number of examples.
    pub count: usize,
    /// Mean confidence; null when empty.
    pub confidence: Option<f64>,
    /// Share of right answers; null when empty.
    pub accuracy: Option<f64>,
    /// Lower end of the Wilson 95 % band of the accuracy.
    pub accuracy_low: Option<f64>,
    /// Upper end of the Wilson 95 % band of the accuracy.
    pub accuracy_high: Option<f64>,
}

/// Projected examples, in the sidecar.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scatter {
    /// Array (S, 2) of coordinates, by its name in the sidecar.
    pub points: String,
    /// Array (S) of class indices, by its name in the sidecar.
    pub labels: String,
}

/// The plane through three class templates (Müller 2019), scaled by the distance of the first two.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplatePlane {
    /// The three classes, by index.
    pub classes: [usize; 3],
    /// How the classes were chosen, in words.
    pub chosen_by: String,
    /// Distance of the first two templates, in feature units; all coordinates are in units of it.
    pub scale: f64,
    /// Where the three templates lie, `[x, y]` each.
    pub templates: [[f64; 2]; 3],
    /// Sampled examples of the three classes.
    pub examples: Scatter,
}

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

/// An effect and its interval.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// The effect.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// How the interval was made.
    pub interval_method: String,
}

/// A variant against its reference at one softness: `b` at T = 1, `a` at the T at which γ on this split is that of `b`.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Matched {
    /// The reference: a variant, or a group.
    pub a: String,
    /// What is compared with it.
    pub b: String,
    /// Split.
    pub split: String,
    /// Temperature of `a`, the mean over its seeds; null where there is none.
    pub temperature: Option<f64>,
    /// Why no temperature matches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undefined: Option<String>,
    /// Differences by statistic.
    pub metrics: IndexMap<String, MatchedDifference>,
}

/// A paired difference `b - a` at one softness.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchedDifference {
    /// Value of `a` at its temperature, the mean over its seeds.
    pub of_a: f64,
    /// Value of `b` at T = 1, the mean over its seeds.
    pub of_b: f64,
    /// `b - a`.
    pub value: f64,
    /// Lower end; the temperature counts as known.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// How the interval was made.
    pub interval_method: String,
}

/// What a higher temperature does to the students of a teacher and of its reference, taught alike otherwise.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemperatureEffect {
    /// The teacher group.
    pub teacher: String,
    /// Its reference group.
    pub reference: String,
    /// The groups of students of the teacher, at the lower and at the higher temperature.
    pub students: [String; 2],
    /// The groups of students of the reference.
    pub reference_students: [String; 2],
    /// Both temperatures.
    pub temperatures: [f64; 2],
    /// Split.
    pub split: String,
    /// Metric.
    pub metric: String,
    /// Students of the teacher: higher minus lower temperature.
    pub of_teacher: Effect,
    /// Students of the reference: higher minus lower temperature.
    pub of_reference: Effect,
    /// `of_teacher` minus `of_reference`.
    pub difference: Effect,
}

/// A rank correlation (Spearman's ρ) of two statistics across points.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// Its key, for example `teacher_ece_student_accuracy`.
    pub name: String,
    /// What x is, in words.
    pub x: String,
    /// What y is, in words.
    pub y: String,
    /// What the points are, in words.
    pub points_are: String,
    /// Split.
    pub split: String,
    /// The points.
    pub points: Vec<RelationPoint>,
    /// ρ; null where it is undefined.
    pub rho: Option<f64>,
    /// Two-sided permutation p-value.
    pub p: Option<f64>,
    /// Least-squares slope of y on x, where it means something: the capacity gap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slope: Option<f64>,
    /// Why ρ is undefined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undefined: Option<String>,
}

/// A point of a rank correlation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RelationPoint {
    /// The variant or group, the student's where it is of a teacher and a student.
    pub of: String,
    /// x.
    pub x: f64,
    /// y.
    pub y: f64,
}

/// Diffusion index η between students of one teacher at two temperatures.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Diffusion {
    /// The teacher's group.
    pub teacher: String,
    /// The students' group at the lower temperature.
    pub from: String,
    /// The students' group at the higher temperature.
    pub to: String,
    /// Both temperatures.
    pub temperatures: [f64; 2],
    /// Split.
    pub split: String,
    /// How similar and dissimilar classes were chosen, in words.
    pub sets: String,
    /// η of the similar classes, in percent.
    pub similar: Metric,
    /// η of the dissimilar classes, in percent.
    pub dissimilar: Metric,
    /// η of the similar minus η of the dissimilar classes.
    pub difference: Metric,
    /// Ends of the middle 95 % of that difference for random classes instead.
    pub random_sets: Option<[f64; 2]>,
    /// Lowest and highest of that difference between seeds of one temperature; null where there is one seed.
    pub between_seeds: Option<[f64; 2]>,
}

/// One training run at several epochs.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trajectory {
    /// The run.
    pub run: String,
    /// Its variants, by epoch.
    pub variants: Vec<String>,
    /// Their epochs.
    pub epochs: Vec<u64>,
}

/// Debiased linear CKA of every layer of one variant with every layer of another, or of itself; no intervals.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LayerSimilarity {
    /// The variant whose layers are the rows.
    pub a: String,
    /// The variant whose layers are the columns: its reference, or itself.
    pub b: String,
    /// Split.
    pub split: String,
    /// Number of examples, class-stratified.
    pub n: usize,
    /// Layers of `a` that vary, in the order of the network.
    pub rows: Vec<TappedLayer>,
    /// Layers of `b` that vary.
    pub columns: Vec<TappedLayer>,
    /// Array (rows, columns), by its name in the sidecar.
    pub matrix: String,
}

/// A layer whose outputs were compared.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TappedLayer {
    /// Its name.
    pub name: String,
    /// Values of an example.
    pub width: usize,
    /// Pixels a side that were averaged into one before the projection; 1 for none.
    pub pooled: usize,
    /// Values after the Gaussian random projection; all of them where there are no more than 2,048.
    pub kept: usize,
    /// How far the projection bends any squared distance of these examples, as a share of it, by the lemma of Johnson and
    /// Lindenstrauss; null where nothing was projected.
    pub distortion_bound: Option<f64>,
    /// The largest that was measured, on pairs of 50 examples.
    pub distortion: Option<f64>,
}

/// One claim of a paper.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Key of the paper.
    pub paper: String,
    /// Key of the claim.
    pub claim: String,
    /// The claim in words.
    pub statement: String,
    /// The statistic that decides.
    pub statistic: String,
    /// The rule that decides, in words.
    pub rule: String,
    /// What came out.
    pub outcome: Outcome,
    /// Measured value.
    pub value: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// p-value, two-sided; null where there is nothing to test.
    pub p: Option<f64>,
    /// How it came out so, or why it is undetermined.
    pub reason: String,
    /// What checkpoint or split would decide it, where it is undetermined.
    pub would_decide: Option<String>,
    /// Where another paper says otherwise, and what tells the two apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conflict: Option<String>,
}

/// The outcome of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The interval lies on the side that the claim names.
    Supported,
    /// The interval lies on the other side.
    Contradicted,
    /// Neither, with the reason.
    Undetermined,
}

/// The argument.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Argument {
    /// One verdict for each teacher that has a reference.
    pub verdicts: Vec<Verdict>,
    /// What to do.
    pub advice: Vec<String>,
}

/// The verdict on one teacher (or group of seeds) against its reference.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// The teacher group.
    pub teacher: String,
    /// The reference group.
    pub reference: String,
    /// What came out, as keys: `erasure`, `over_softening`, `systematic_diffusion`, `capacity_or_optimisation`, `no_harm`,
    /// `better_students`, as far as they hold; else `undetermined`.
    pub kinds: Vec<String>,
    /// The verdict in plain words.
    pub summary: String,
    /// Each kind with what decided it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The links, in causal order.
    pub steps: Vec<Step>,
}

/// One kind of verdict, and whether it holds.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Its key among the kinds.
    pub kind: String,
    /// Whether it holds.
    pub state: State,
    /// The metric whose effect stands for it.
    pub metric: String,
    /// That effect: the smoothed side minus the reference's.
    pub effect: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// The conditions and how each came out.
    pub reason: String,
    /// What to do next.
    pub next: String,
}

/// One link of the chain.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its key: `smoothed`, `tighter`, `less_information`, `poorer_students`, `worse_with_temperature`.
    #[serde(default)]
    pub link: String,
    /// The question, for example `Was it smoothed?`.
    pub name: String,
    /// Whether the link held in these checkpoints.
    pub state: State,
    /// The metric that decides, by name.
    pub metric: String,
    /// The split that it was measured on.
    pub split: String,
    /// What was compared, in words.
    pub statistic: String,
    /// Effect: the smoothed side minus the reference's.
    pub effect: Option<f64>,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// What else was looked at, and does not decide.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Beside>,
    /// How it was decided, or why it is undetermined and what would decide it.
    pub reason: String,
}

/// A statistic beside the one that decides.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// What it is, in words.
    pub what: String,
    /// Metric.
    pub metric: String,
    /// Effect: the smoothed side minus the reference's.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Whether a link of the chain held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The interval lies wholly on the side that the chain names.
    Held,
    /// The interval lies wholly on the other side, or so close to 0 that the effect does not matter.
    DidNotHold,
    /// The interval includes 0 and effects that matter, or the numbers are not there.
    Undetermined,
}
