//! Batch norm folded into the convolution before it, in f64:
//!
//! W' = W γ/√(σ² + ε), b' = β + (b − μ) γ/√(σ² + ε). `run` reads it.

use std::collections::BTreeMap;

use candle_core::{Error, Result};

use super::plan::ConvBn;
use crate::checkpoint::Tensor;

/// Batch norm's epsilon, as PyTorch's default.
pub(super) const EPSILON: f64 = 1e-5;

/// One convolution that does both.
pub(super) struct Folded {
    /// (outputs, inputs / groups, kernel, kernel).
    pub(super) weight: Vec<f32>,
    /// (outputs).
    pub(super) bias: Vec<f32>,
}

pub(super) fn tensor<'a>(tensors: &'a BTreeMap<String, Tensor>, name: &str) -> Result<&'a Tensor> {
    tensors.get(name).ok_or_else(|| Error::Msg(format!("the tensor {name} is missing")))
}

/// Folds the batch norm of a layer whose shapes were checked.
#[allow(clippy::cast_possible_truncation)] // networks run in f32
pub(super) fn fold(layer: &ConvBn, tensors: &BTreeMap<String, Tensor>) -> Result<Folded> {
    let of_norm = |end: &str| tensor(tensors, &format!("{}.{end}", layer.bn)).map(|t| &t.data);
    let (gamma, beta) = (of_norm("weight")?, of_norm("bias")?);
    let (mean, variance) = (of_norm("running_mean")?, of_norm("running_var")?);
    let own_bias = tensors.get(&format!("{}.bias", layer.conv));
    let weight = tensor(tensors, &format!("{}.weight", layer.conv))?;
    let each = layer.shape()[1..].iter().product();
    let mut out = Folded { weight: Vec::with_capacity(weight.data.len()), bias: Vec::with_capacity(layer.outputs) };
    for (c, row) in weight.data.chunks_exact(each).enumerate() {
        let scale = f64::from(gamma[c]) / (f64::from(variance[c]) + EPSILON).sqrt();
        out.weight.extend(row.iter().map(|w| (f64::from(*w) * scale) as f32));
        let centred = own_bias.map_or(0.0, |b| f64::from(b.data[c])) - f64::from(mean[c]);
        out.bias.push((f64::from(beta[c]) + centred * scale) as f32);
    }
    Ok(out)
}
