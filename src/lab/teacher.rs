//! Networks that are finished: a student's teacher, and the accuracy of a saved file. `jobs` and `train` ask them.

use std::path::Path;

use candle_core::{D, DType, Tensor};

use super::LabError;
use super::examples::Examples;
use crate::checkpoint::{self, Checkpoint};
use crate::network;
use crate::network::run::Network;

/// Examples a forward pass without gradient.
const INFERENCE_BATCH: usize = 1000;

/// A teacher's logits.
pub(super) enum Teacher {
    /// Of the whole set (N, K), since the images never change.
    Known(Tensor),
    /// Of each batch as it is cut.
    Live(Box<Network>),
}

impl Teacher {
    pub(super) fn known(checkpoint: &Checkpoint, examples: &Examples) -> Result<Self, LabError> {
        Ok(Self::Known(all_logits(&load(checkpoint, examples)?, examples)?))
    }

    pub(super) fn live(checkpoint: &Checkpoint, examples: &Examples) -> Result<Self, LabError> {
        Ok(Self::Live(Box::new(load(checkpoint, examples)?)))
    }

    pub(super) fn logits(&self, rows: &Tensor, x: &Tensor) -> Result<Tensor, LabError> {
        Ok(match self {
            Self::Known(all) => all.index_select(rows, 0)?,
            Self::Live(network) => network.forward(x, &[])?.logits,
        })
    }
}

fn load(checkpoint: &Checkpoint, examples: &Examples) -> Result<Network, LabError> {
    let plan = network::recognise(checkpoint)?;
    Ok(Network::load(&plan, checkpoint, examples.device(), DType::F32)?)
}

/// Logits of a whole set (N, K).
fn all_logits(network: &Network, examples: &Examples) -> Result<Tensor, LabError> {
    let mut parts = Vec::new();
    for start in (0..examples.n).step_by(INFERENCE_BATCH) {
        let end = (start + INFERENCE_BATCH).min(examples.n);
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let rows = Tensor::arange(number(start), number(end), examples.device())?;
        parts.push(network.forward(&examples.inputs(&rows)?, &[])?.logits);
    }
    Ok(Tensor::cat(&parts, 0)?)
}

/// Top-1 accuracy of a saved file.
pub(super) fn accuracy(path: &Path, examples: &Examples) -> Result<f64, LabError> {
    let network = load(&checkpoint::load(path)?, examples)?;
    let rows = Tensor::arange(0, u32::try_from(examples.n).unwrap_or(u32::MAX), examples.device())?;
    let right = all_logits(&network, examples)?.argmax(D::Minus1)?.eq(&examples.labels(&rows)?)?;
    Ok(f64::from(right.to_dtype(DType::F32)?.mean_all()?.to_scalar::<f32>()?))
}
