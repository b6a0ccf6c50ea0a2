//! Filter-normalised directions (Li et al. 2018): a Gaussian direction, each filter scaled to the norm of the weights' filter.
//!
//! A filter is a row of a linear layer or an output channel of a convolution. Biases and batch norm do not move, running
//! statistics stay as they are. Convention of `tomgoldstein/loss-landscape` with `--xnorm filter --xignore biasbn`.

use std::collections::BTreeMap;

use crate::checkpoint::{Checkpoint, Tensor};
use crate::network::Plan;
use crate::random::Random;

/// Values by tensor; tensors that do not move are absent.
pub(super) type Direction = BTreeMap<String, Vec<f32>>;

/// A random direction at the weights of a checkpoint.
pub(super) fn filter_normalised(plan: &Plan, checkpoint: &Checkpoint, random: &mut Random) -> Direction {
    let moves = |tensor: &&Tensor| tensor.shape.len() > 1;
    let needed = plan.needed();
    let tensors = needed.iter().filter_map(|n| checkpoint.tensors.get(&n.name)).filter(moves);
    tensors.map(|t| (t.name.clone(), of_tensor(t, random))).collect()
}

#[allow(clippy::cast_possible_truncation)] // weights are f32
fn of_tensor(tensor: &Tensor, random: &mut Random) -> Vec<f32> {
    let each = tensor.shape[1..].iter().product::<usize>().max(1);
    let of_filter = |weights: &[f32]| {
        let drawn: Vec<f64> = weights.iter().map(|_| normal(random)).collect();
        let scale = norm(weights.iter().map(|w| f64::from(*w))) / (norm(drawn.iter().copied()) + 1e-10);
        drawn.into_iter().map(|d| (d * scale) as f32).collect::<Vec<f32>>()
    };
    tensor.data.chunks_exact(each).flat_map(of_filter).collect()
}

/// The weights moved along directions, each by its step.
#[allow(clippy::cast_possible_truncation)] // weights are f32
pub(super) fn moved(checkpoint: &Checkpoint, along: &[(f64, &Direction)]) -> Checkpoint {
    let mut out = checkpoint.clone();
    for (step, direction) in along {
        for (name, values) in *direction {
            let Some(tensor) = out.tensors.get_mut(name) else { continue };
            tensor.data.iter_mut().zip(values).for_each(|(w, d)| *w += *step as f32 * d);
        }
    }
    out
}

fn norm(values: impl Iterator<Item = f64>) -> f64 {
    values.map(|v| v * v).sum::<f64>().sqrt()
}

/// A standard normal number (Box and Muller 1958).
fn normal(random: &mut Random) -> f64 {
    let (u, angle) = (1.0 - random.uniform(), std::f64::consts::TAU * random.uniform());
    (-2.0 * u.ln()).sqrt() * angle.cos()
}
