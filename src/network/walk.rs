//! The one walk through a plan, for inference (`run`) and training (`train`), which differ in their weighted layers alone.

use std::collections::BTreeMap;

use candle_core::{Result, Tensor};

use super::plan::{BatchNorm, ConvBn, Layer, Linear, Plan, Shortcut};
use super::{NetworkError, operations};

/// What a forward pass gives, in f32.
pub struct Output {
    /// The head's input (B, D).
    pub features: Tensor,
    /// (B, K).
    pub logits: Tensor,
    /// The layers asked for, by name: (B, C, H, W) or (B, D).
    pub taps: BTreeMap<String, Tensor>,
}

/// A layer with weights.
pub(super) enum Weighted<'a> {
    Linear(&'a Linear),
    ConvBn(&'a ConvBn),
    BatchNorm(&'a BatchNorm),
}

/// Whether the plan has all these taps.
pub(super) fn check_taps(plan: &Plan, taps: &[&str]) -> std::result::Result<(), NetworkError> {
    let known = plan.taps();
    match taps.iter().find(|t| !known.contains(t)) {
        Some(name) => Err(NetworkError::Tap { name: (*name).to_owned(), known: known.join(", ") }),
        None => Ok(()),
    }
}

/// Runs the plan from a layer on, whose input is x; `apply` does the layers with weights. Gives the taps from there.
pub(super) fn walk_from(
    first: usize,
    plan: &Plan,
    x: &Tensor,
    taps: &[&str],
    apply: &dyn Fn(&Weighted<'_>, &Tensor) -> Result<Tensor>,
) -> std::result::Result<Output, NetworkError> {
    let mut x = x.clone();
    let mut kept = x.clone();
    let mut tapped = BTreeMap::new();
    for layer in &plan.layers[first..] {
        x = match layer {
            Layer::Flatten => x.flatten_from(1)?,
            Layer::Linear(linear) => apply(&Weighted::Linear(linear), &x)?,
            Layer::Relu => x.relu()?,
            Layer::Relu6 => x.relu()?.minimum(6.0)?,
            Layer::ConvBn(conv) => apply(&Weighted::ConvBn(conv), &x)?,
            Layer::BatchNorm(norm) => apply(&Weighted::BatchNorm(norm), &x)?,
            Layer::MaxPool(pool) => operations::max_pool(&x, *pool)?,
            Layer::AveragePool => operations::average_pool(&x)?,
            Layer::SaveShortcut => {
                kept = x.clone();
                x
            }
            Layer::AddShortcut(Shortcut::Identity) => (x + &kept)?,
            Layer::AddShortcut(Shortcut::Pad { channels, stride }) => {
                (x + operations::padded(&kept, *channels, *stride)?)?
            }
            Layer::AddShortcut(Shortcut::Project(conv)) => (x + apply(&Weighted::ConvBn(conv), &kept)?)?,
            Layer::Split => {
                let (first, others) = operations::halves(&x)?;
                kept = first;
                others
            }
            Layer::Swap => std::mem::replace(&mut kept, x),
            Layer::Concatenate => Tensor::cat(&[&kept, &x], 1)?,
            Layer::Shuffle { groups } => operations::shuffle(&x, *groups)?,
            Layer::GlobalAveragePool => x.mean((2, 3))?,
            Layer::Tap(name) => {
                if taps.contains(&name.as_str()) {
                    tapped.insert(name.clone(), x.clone());
                }
                x
            }
        };
    }
    let logits = apply(&Weighted::Linear(&plan.head_layer()), &x)?;
    Ok(Output { features: x, logits, taps: tapped })
}

/// x Wᵀ + b.
pub(super) fn linear(x: &Tensor, weight: &Tensor, bias: Option<&Tensor>) -> Result<Tensor> {
    let out = x.matmul(&weight.t()?)?;
    bias.map_or(Ok(out.clone()), |b| out.broadcast_add(b))
}

/// Convolution, and a bias a channel.
pub(super) fn convolution(x: &Tensor, layer: &ConvBn, weight: &Tensor, bias: Option<&Tensor>) -> Result<Tensor> {
    let out = x.conv2d(weight, layer.padding(), layer.stride, layer.dilation, layer.groups)?;
    bias.map_or(Ok(out.clone()), |b| out.broadcast_add(&b.reshape((1, (), 1, 1))?))
}
