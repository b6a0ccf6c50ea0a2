//! The executor: runs a plan on a candle device, batch norm folded.

use std::collections::BTreeMap;

use candle_core::{Device, Tensor};

use super::{Layer, NetworkError, Plan, Shortcut};
use crate::checkpoint::Checkpoint;

/// Batch norm's epsilon, as PyTorch's default.
const EPSILON: f64 = 1e-5;

/// A plan with its weights on a device.
pub struct Network {
    plan: Plan,
    weights: BTreeMap<String, (Tensor, Option<Tensor>)>,
}

/// What a forward pass gives.
pub struct Output {
    /// The head's input (B, D).
    pub features: Tensor,
    /// (B, K).
    pub logits: Tensor,
}

impl Network {
    /// Loads and folds the weights of a plan.
    ///
    /// # Errors
    /// Names the tensor that is missing or of the wrong shape.
    pub fn load(plan: &Plan, checkpoint: &Checkpoint, device: &Device) -> Result<Self, NetworkError> {
        let mut weights = BTreeMap::new();
        for layer in &plan.layers {
            match layer {
                Layer::Linear { name } => {
                    weights.insert(name.clone(), linear(checkpoint, name, device)?);
                }
                Layer::ConvBn { conv, bn, .. } | Layer::AddShortcut(Shortcut::Project { conv, bn, .. }) => {
                    weights.insert(conv.clone(), folded(checkpoint, conv, bn, device)?);
                }
                _ => {}
            }
        }
        weights.insert(plan.head.clone(), linear(checkpoint, &plan.head, device)?);
        Ok(Self { plan: plan.clone(), weights })
    }

    /// Features and logits of normalised images (B, C, H, W).
    ///
    /// # Errors
    /// When a tensor operation fails.
    pub fn forward(&self, x: &Tensor) -> Result<Output, NetworkError> {
        let mut x = x.clone();
        let mut kept = x.clone();
        for layer in &self.plan.layers {
            x = match layer {
                Layer::Flatten => x.flatten_from(1)?,
                Layer::Linear { name } => self.apply_linear(name, &x)?,
                Layer::Relu => x.relu()?,
                Layer::ConvBn { conv, stride, padding, .. } => self.apply_conv(conv, &x, *stride, *padding)?,
                Layer::SaveShortcut => {
                    kept = x.clone();
                    x
                }
                Layer::AddShortcut(shortcut) => (x + self.shortcut(shortcut, &kept)?)?,
                Layer::GlobalAveragePool => x.mean((2, 3))?,
            };
        }
        let logits = self.apply_linear(&self.plan.head, &x)?;
        Ok(Output { features: x, logits })
    }

    fn of(&self, name: &str) -> Result<&(Tensor, Option<Tensor>), candle_core::Error> {
        self.weights
            .get(name)
            .ok_or_else(|| candle_core::Error::Msg(format!("the plan names {name}, which was not loaded")))
    }

    fn apply_linear(&self, name: &str, x: &Tensor) -> Result<Tensor, candle_core::Error> {
        let (weight, bias) = self.of(name)?;
        let out = x.matmul(&weight.t()?)?;
        bias.as_ref().map_or(Ok(out.clone()), |b| out.broadcast_add(b))
    }

    fn apply_conv(&self, name: &str, x: &Tensor, stride: usize, padding: usize) -> Result<Tensor, candle_core::Error> {
        let (weight, bias) = self.of(name)?;
        let out = x.conv2d(weight, padding, stride, 1, 1)?;
        match bias {
            Some(b) => out.broadcast_add(&b.reshape((1, (), 1, 1))?),
            None => Ok(out),
        }
    }

    fn shortcut(&self, shortcut: &Shortcut, x: &Tensor) -> Result<Tensor, candle_core::Error> {
        match shortcut {
            Shortcut::Identity => Ok(x.clone()),
            Shortcut::Pad { channels } => {
                let (_, _, h, w) = x.dims4()?;
                let every_second = |n: usize| {
                    Tensor::from_vec(
                        (0..u32::try_from(n).unwrap_or(0)).step_by(2).collect::<Vec<u32>>(),
                        n.div_ceil(2),
                        x.device(),
                    )
                };
                let x = x.index_select(&every_second(h)?, 2)?.index_select(&every_second(w)?, 3)?;
                x.pad_with_zeros(1, *channels, *channels)
            }
            Shortcut::Project { conv, stride, .. } => self.apply_conv(conv, x, *stride, 0),
        }
    }
}

fn tensor<'a>(checkpoint: &'a Checkpoint, name: &str) -> Result<&'a crate::checkpoint::Tensor, NetworkError> {
    checkpoint.tensors.get(name).ok_or_else(|| NetworkError::Checkpoint {
        what: format!("the tensor {name} is missing"),
        path: checkpoint.file.clone(),
    })
}

fn linear(checkpoint: &Checkpoint, name: &str, device: &Device) -> Result<(Tensor, Option<Tensor>), NetworkError> {
    let weight = tensor(checkpoint, &format!("{name}.weight"))?;
    let bias = checkpoint.tensors.get(&format!("{name}.bias"));
    let bias = bias.map(|b| Tensor::from_vec(b.data.clone(), b.shape.clone(), device)).transpose()?;
    Ok((Tensor::from_vec(weight.data.clone(), weight.shape.clone(), device)?, bias))
}

/// W' = W γ/√(σ² + ε), b' = β + (b - μ) γ/√(σ² + ε), in f64.
#[allow(clippy::cast_possible_truncation)] // networks run in f32
fn folded(
    checkpoint: &Checkpoint,
    conv: &str,
    bn: &str,
    device: &Device,
) -> Result<(Tensor, Option<Tensor>), NetworkError> {
    let weight = tensor(checkpoint, &format!("{conv}.weight"))?;
    let part = |p: &str| tensor(checkpoint, &format!("{bn}.{p}"));
    let (gamma, beta, mean, variance) = (part("weight")?, part("bias")?, part("running_mean")?, part("running_var")?);
    let channels = weight.shape.first().copied().unwrap_or(0);
    for t in [gamma, beta, mean, variance] {
        if t.data.len() != channels {
            return Err(NetworkError::Checkpoint {
                what: format!("tensor {}: expected {channels} values as {conv} has, found {}", t.name, t.data.len()),
                path: checkpoint.file.clone(),
            });
        }
    }
    let own = checkpoint.tensors.get(&format!("{conv}.bias"));
    let each = weight.data.len() / channels.max(1);
    let mut data = Vec::with_capacity(weight.data.len());
    let mut bias = Vec::with_capacity(channels);
    for c in 0..channels {
        let scale = f64::from(gamma.data[c]) / (f64::from(variance.data[c]) + EPSILON).sqrt();
        data.extend(weight.data[c * each..(c + 1) * each].iter().map(|w| (f64::from(*w) * scale) as f32));
        let before = own.map_or(0.0, |b| f64::from(b.data[c])) - f64::from(mean.data[c]);
        bias.push((f64::from(beta.data[c]) + before * scale) as f32);
    }
    Ok((Tensor::from_vec(data, weight.shape.clone(), device)?, Some(Tensor::from_vec(bias, channels, device)?)))
}
