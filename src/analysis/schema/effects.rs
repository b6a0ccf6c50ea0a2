//! What several variants say together: matched softness, temperature, ranks, diffusion, trajectories.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::metric::{Effect, Metric};

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
