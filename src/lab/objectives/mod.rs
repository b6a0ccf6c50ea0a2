//! Training objectives: one file each, one line in the registry.

pub mod cross_entropy;
pub mod kd;
pub mod label_smoothing;

use candle_core::{Result, Tensor};

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
    /// Smoothing mass, convention `over_k`.
    pub alpha: f64,
    /// Distillation temperature, on both sides.
    pub temperature: f64,
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
