//! Batch norm folded into the convolution before it, in f64:
//!
//! W' = W γ/√(σ² + ε), b' = β + (b − μ) γ/√(σ² + ε). One that stands alone is a convolution of each channel by itself with
//! W = 1. `run` and `conv::trunk` read it.

use std::collections::BTreeMap;

use candle_core::{Error, Result};

use super::plan::{BatchNorm, ConvBn};
use crate::checkpoint::Tensor;

/// Batch norm's epsilon, as PyTorch's default.
pub(super) const EPSILON: f64 = 1e-5;

/// Weights that do both.
pub(super) struct Folded {
    /// (outputs, inputs / groups, kernel, kernel); of a batch norm alone (channels).
    pub(super) weight: Vec<f32>,
    /// (outputs).
    pub(super) bias: Vec<f32>,
}

/// What a batch norm does to a channel: shift + (y − mean) scale.
#[derive(Clone, Copy)]
struct Channel {
    scale: f64,
    mean: f64,
    shift: f64,
}

impl Channel {
    /// What no batch norm does.
    const IDENTITY: Self = Self { scale: 1.0, mean: 0.0, shift: 0.0 };

    #[allow(clippy::cast_possible_truncation)] // networks run in f32
    fn of(&self, y: f32) -> f32 {
        (self.shift + (f64::from(y) - self.mean) * self.scale) as f32
    }
}

pub(super) fn tensor<'a>(tensors: &'a BTreeMap<String, Tensor>, name: &str) -> Result<&'a Tensor> {
    tensors.get(name).ok_or_else(|| Error::Msg(format!("the tensor {name} is missing")))
}

/// Folds the batch norm of a layer whose shapes were checked.
#[allow(clippy::cast_possible_truncation)] // as above
pub(super) fn fold(layer: &ConvBn, tensors: &BTreeMap<String, Tensor>) -> Result<Folded> {
    let channels = match &layer.bn {
        Some(bn) => channels(bn, tensors)?,
        None => vec![Channel::IDENTITY; layer.outputs],
    };
    let own_bias = tensors.get(&format!("{}.bias", layer.conv));
    let weight = tensor(tensors, &format!("{}.weight", layer.conv))?;
    let each = layer.shape()[1..].iter().product();
    let mut out = Folded { weight: Vec::with_capacity(weight.data.len()), bias: Vec::with_capacity(layer.outputs) };
    for (c, (row, channel)) in weight.data.chunks_exact(each).zip(channels).enumerate() {
        out.weight.extend(row.iter().map(|w| (f64::from(*w) * channel.scale) as f32));
        out.bias.push(channel.of(own_bias.map_or(0.0, |b| b.data[c])));
    }
    Ok(out)
}

/// A batch norm that stands alone, whose shapes were checked.
#[allow(clippy::cast_possible_truncation)] // as above
pub(super) fn alone(norm: &BatchNorm, tensors: &BTreeMap<String, Tensor>) -> Result<Folded> {
    let channels = channels(&norm.name, tensors)?;
    let weight = channels.iter().map(|c| c.scale as f32).collect();
    Ok(Folded { weight, bias: channels.iter().map(|c| c.of(0.0)).collect() })
}

fn channels(bn: &str, tensors: &BTreeMap<String, Tensor>) -> Result<Vec<Channel>> {
    let of_norm = |end: &str| tensor(tensors, &format!("{bn}.{end}")).map(|t| &t.data);
    let (gamma, beta) = (of_norm("weight")?, of_norm("bias")?);
    let (mean, variance) = (of_norm("running_mean")?, of_norm("running_var")?);
    let channel = |c: usize| Channel {
        scale: f64::from(gamma[c]) / (f64::from(variance[c]) + EPSILON).sqrt(),
        mean: f64::from(mean[c]),
        shift: f64::from(beta[c]),
    };
    Ok((0..gamma.len()).map(channel).collect())
}
