//! What can be known of a variant, and where each fact came from: the first source that knows it wins.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a variant is in the study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Teaches others.
    Teacher,
    /// Was taught, and teaches (Mirzadeh 2020).
    Assistant,
    /// Was taught.
    Student,
    /// Trained on labels alone, at a student's size.
    Scratch,
}

impl Role {
    /// All roles, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Teacher, Self::Assistant, Self::Student, Self::Scratch];

    /// Its name in manifests and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Teacher => "teacher",
            Self::Assistant => "assistant",
            Self::Student => "student",
            Self::Scratch => "scratch",
        }
    }
}

/// A training objective.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Objective {
    /// Its name, for example `label_smoothing`; see `penult objectives`.
    pub name: String,
    /// Smoothing mass, where it smooths.
    pub alpha: Option<f64>,
    /// Where the smoothing mass goes: `over_k` (α/K on every class) or `off_label` (α/(K-1) off the label).
    pub convention: Option<String>,
}

/// How a student was distilled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Distillation {
    /// Temperature of the softened probabilities.
    pub temperature: f64,
    /// Where T is applied: `both` (Hinton 2015, with T²) or `teacher` (Müller 2019).
    pub convention: String,
    /// Weight of the label term.
    pub label_weight: f64,
}

/// The accuracy that a checkpoint stores of its weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StoredAccuracy {
    /// As a fraction; percent in the file where that is above 1.
    pub value: f64,
    /// Its key in the file, for example `best_acc`.
    pub key: String,
}

/// Facts of one variant from one source, or from several once filled; none where a source is silent.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// What it is.
    pub role: Option<Role>,
    /// Name of the objective.
    pub objective: Option<String>,
    /// Smoothing mass of its own training.
    pub alpha: Option<f64>,
    /// Where the smoothing mass goes.
    pub convention: Option<String>,
    /// Temperature of its distillation.
    pub temperature: Option<f64>,
    /// Where the temperature is applied.
    pub distillation_convention: Option<String>,
    /// Weight of the label term.
    pub label_weight: Option<f64>,
    /// Its teacher: an id, or the stem of its teacher's file.
    pub teacher: Option<String>,
    /// Smoothing mass of its teacher, where only that is known; 0 for a teacher of hard labels.
    pub teacher_alpha: Option<f64>,
    /// What it is compared with.
    pub reference: Option<String>,
    /// Its group of seeds.
    pub group: Option<String>,
    /// Training seed.
    pub seed: Option<u64>,
    /// Training epoch.
    pub epoch: Option<u64>,
    /// Means and standard deviations of its inputs.
    pub normalise: Option<(Vec<f32>, Vec<f32>)>,
    /// The accuracy that its file stores.
    pub accuracy: Option<StoredAccuracy>,
    /// A number called `alpha` by a name: a smoothing mass or the weight of distillation.
    pub bare_alpha: Option<f64>,
    /// Where each fact came from, by fact.
    pub found_by: BTreeMap<String, String>,
}

impl Facts {
    /// Takes what is not known yet from another source.
    pub fn fill(&mut self, mut other: Self, source: &str) {
        // The smoothing mass of another objective is not this one's.
        if self.objective.is_some() && other.objective.is_some() && self.objective != other.objective {
            (other.alpha, other.convention) = (None, None);
        }
        let found_by = &mut self.found_by;
        take(&mut self.role, other.role, ("role", source), found_by);
        take(&mut self.objective, other.objective, ("objective", source), found_by);
        take(&mut self.alpha, other.alpha, ("alpha", source), found_by);
        take(&mut self.convention, other.convention, ("convention", source), found_by);
        take(&mut self.temperature, other.temperature, ("temperature", source), found_by);
        take(&mut self.distillation_convention, other.distillation_convention, ("distillation", source), found_by);
        take(&mut self.label_weight, other.label_weight, ("label_weight", source), found_by);
        take(&mut self.teacher, other.teacher, ("teacher", source), found_by);
        take(&mut self.teacher_alpha, other.teacher_alpha, ("teacher's alpha", source), found_by);
        take(&mut self.reference, other.reference, ("reference", source), found_by);
        take(&mut self.group, other.group, ("group", source), found_by);
        take(&mut self.seed, other.seed, ("seed", source), found_by);
        take(&mut self.epoch, other.epoch, ("epoch", source), found_by);
        take(&mut self.normalise, other.normalise, ("preprocessing", source), found_by);
        take(&mut self.accuracy, other.accuracy, ("stored accuracy", source), found_by);
        self.bare_alpha = self.bare_alpha.or(other.bare_alpha);
    }

    /// These, and what they leave open from others of the same source.
    pub(super) fn or(mut self, other: Self) -> Self {
        self.fill(other, "");
        self.found_by.clear();
        self
    }
}

fn take<T>(
    own: &mut Option<T>,
    other: Option<T>,
    (fact, source): (&str, &str),
    found_by: &mut BTreeMap<String, String>,
) {
    if own.is_none() && other.is_some() {
        *own = other;
        found_by.insert(fact.to_owned(), source.to_owned());
    }
}
