//! PyTorch's default initialisation of a plan, from a seed. `train` reads it.
//!
//! Weights and biases of linear layers and convolutions are uniform in ±1/√fan_in (`kaiming_uniform_` with a = √5);
//! batch norm starts at γ = 1, β = 0, mean 0, variance 1. The distributions are PyTorch's, the numbers our own.

use std::collections::BTreeMap;

use super::plan::{Part, Plan};
use crate::checkpoint::Tensor;
use crate::random::Random;

/// Tensors by name; they depend on the plan's tensors and the seed alone.
pub fn initial(plan: &Plan, seed: u64) -> BTreeMap<String, Tensor> {
    let mut random = Random::new(seed, "initialisation");
    let mut draw = |count: usize, fan_in: usize| -> Vec<f32> {
        let bound = 1.0 / (fan_in.max(1) as f64).sqrt();
        #[allow(clippy::cast_possible_truncation)] // weights are f32
        (0..count).map(|_| ((random.uniform() * 2.0 - 1.0) * bound) as f32).collect()
    };
    let mut out = BTreeMap::new();
    for needed in plan.needed() {
        let count = needed.shape.iter().product();
        let data = match needed.part {
            Part::Summed { fan_in } => draw(count, fan_in),
            Part::Scale | Part::RunningVariance => vec![1.0; count],
            Part::Shift | Part::RunningMean => vec![0.0; count],
        };
        out.insert(needed.name.clone(), Tensor { name: needed.name, shape: needed.shape, data });
    }
    out
}
