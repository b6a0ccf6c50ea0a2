//! Training objectives: one file each, one line in the registry. `train` calls them; `penult objectives` prints them.

pub mod cross_entropy;
pub mod kd;
pub mod label_smoothing;

use candle_core::{Result, Tensor};
use serde::Deserialize;

/// What an objective sees of one batch.
pub struct Batch<'a> {
    /// Student logits (B, K), with gradient.
    pub logits: &'a Tensor,
    /// Labels (B), u32.
    pub labels: &'a Tensor,
    /// Teacher logits (B, K), without gradient; only distillation needs them.
    pub teacher: Option<&'a Tensor>,
}

/// Numbers of an objective, from the recipe.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// Smoothing mass, α/K on every class.
    pub alpha: f64,
    /// Distillation temperature.
    pub temperature: f64,
    /// Which side the temperature is on.
    pub convention: Convention,
    /// Share of the label's cross-entropy in a distillation.
    pub label_weight: f64,
}

/// Which side of a distillation the temperature is on.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Convention {
    /// Teacher and student, loss times T² (Hinton 2015).
    #[default]
    Both,
    /// The teacher alone, no factor (Müller 2019).
    Teacher,
}

impl Convention {
    /// Its name in recipes and manifests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Teacher => "teacher",
        }
    }
}

/// A registered objective.
pub struct Objective {
    /// Name in recipes.
    pub name: &'static str,
    /// Formula and source.
    pub definition: &'static str,
    /// Whether it needs a teacher.
    pub needs_teacher: bool,
    /// Mean loss over the batch.
    pub loss: fn(&Batch<'_>, Settings) -> Result<Tensor>,
}

/// All objectives.
pub const OBJECTIVES: &[Objective] = &[cross_entropy::OBJECTIVE, label_smoothing::OBJECTIVE, kd::OBJECTIVE];
