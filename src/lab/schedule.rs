//! How the learning rate falls. `train` asks before each step.

use serde::Deserialize;

/// A schedule: `schedule = { name = "step", milestones = [150, 180], factor = 0.1 }`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(tag = "name", rename_all = "snake_case", deny_unknown_fields)]
pub enum Schedule {
    /// rate · (1 + cos(π step/steps))/2, down to zero (Loshchilov, Hutter 2017, without restarts).
    #[default]
    Cosine,
    /// rate · factor^(milestones passed), milestones in epochs (PyTorch's `MultiStepLR`).
    Step {
        /// Epochs after which the rate falls.
        milestones: Vec<usize>,
        /// What it is multiplied by.
        factor: f64,
    },
    /// The rate as it is.
    Constant,
}

/// Where a training stands.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Steps done.
    pub step: usize,
    /// Steps in all.
    pub step_count: usize,
    /// Epochs done.
    pub epoch: usize,
}

impl Schedule {
    /// What the learning rate is multiplied by.
    pub fn factor(&self, at: Moment) -> f64 {
        match self {
            Self::Cosine => 0.5 * (1.0 + (std::f64::consts::PI * at.step as f64 / at.step_count as f64).cos()),
            Self::Step { milestones, factor } => {
                milestones.iter().filter(|m| **m <= at.epoch).fold(1.0, |product, _| product * factor)
            }
            Self::Constant => 1.0,
        }
    }
}
