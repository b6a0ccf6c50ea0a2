//! The executor: runs a plan on a candle device, batch norm folded; in f32 on the CPU, convolutions are our own (`conv`).
//! `extract` and the lab's teachers use it.

use std::collections::BTreeMap;

use candle_core::{DType, Device, Tensor};

use super::conv::trunk::Trunk;
use super::plan::{Layer, Linear, Plan, Shortcut};
use super::walk::{Output, Weighted, check_taps, convolution, linear, walk_from};
use super::{NetworkError, fold, operations};
use crate::checkpoint::Checkpoint;

/// A weight and its bias.
type Weights = (Tensor, Option<Tensor>);

/// Brings values of a shape to the device.
type OnDevice<'a> = dyn Fn(Vec<f32>, &[usize]) -> candle_core::Result<Tensor> + 'a;

/// A plan with its weights on a device.
pub struct Network {
    plan: Plan,
    dtype: DType,
    trunk: Option<Trunk>,
    weights: BTreeMap<String, Weights>,
}

impl Network {
    /// Loads and folds the weights of a plan, in f32, f16 or (on a GPU) bf16.
    ///
    /// # Errors
    /// Lists the tensors that are missing or of the wrong shape.
    pub fn load(plan: &Plan, checkpoint: &Checkpoint, device: &Device, dtype: DType) -> Result<Self, NetworkError> {
        let wrong = |what: String| NetworkError::Checkpoint { what, path: checkpoint.file.clone() };
        plan.check(&super::shapes_of(checkpoint)).map_err(wrong)?;
        if dtype == DType::BF16 && device.is_cpu() {
            return Err(wrong("candle multiplies no bf16 matrices on the CPU; take --dtype f32 or f16".to_owned()));
        }
        let on_device = |data: Vec<f32>, shape: &[usize]| Tensor::from_vec(data, shape, device)?.to_dtype(dtype);
        let is_ours = device.is_cpu() && dtype == DType::F32;
        let trunk = if is_ours { Trunk::new(&plan.layers, &checkpoint.tensors)? } else { None };
        let mut weights = BTreeMap::new();
        for layer in &plan.layers[trunk.as_ref().map_or(0, |t| t.layers)..] {
            match layer {
                Layer::Linear(l) => {
                    weights.insert(l.name.clone(), linear_weights(checkpoint, l, &on_device)?);
                }
                Layer::ConvBn(c) | Layer::AddShortcut(Shortcut::Project(c)) => {
                    let folded = fold::fold(c, &checkpoint.tensors)?;
                    let bias = on_device(folded.bias, &[c.outputs])?;
                    weights.insert(c.conv.clone(), (on_device(folded.weight, &c.shape())?, Some(bias)));
                }
                Layer::BatchNorm(n) => {
                    let folded = fold::alone(n, &checkpoint.tensors)?;
                    let [scale, shift] = [folded.weight, folded.bias].map(|values| on_device(values, &[n.channels]));
                    weights.insert(n.name.clone(), (scale?, Some(shift?)));
                }
                _ => {}
            }
        }
        weights.insert(plan.head.clone(), linear_weights(checkpoint, &plan.head_layer(), &on_device)?);
        Ok(Self { plan: plan.clone(), dtype, trunk, weights })
    }

    /// Features, logits and the named taps of normalised images (B, C, H, W); whatever the dtype inside, they are f32.
    ///
    /// # Errors
    /// When a tap is unknown, or a tensor operation fails.
    pub fn forward(&self, x: &Tensor, taps: &[&str]) -> Result<Output, NetworkError> {
        check_taps(&self.plan, taps)?;
        let x = x.to_dtype(self.dtype)?;
        let rest = |first, x: &Tensor| walk_from(first, &self.plan, x, taps, &|layer, x| self.apply(layer, x));
        let mut out = match &self.trunk {
            None => rest(0, &x)?,
            Some(trunk) => {
                let behind = trunk.forward(&x, taps)?;
                let mut out = rest(trunk.layers, &behind.x)?;
                out.taps.extend(behind.taps);
                out
            }
        };
        for tensor in [&mut out.features, &mut out.logits].into_iter().chain(out.taps.values_mut()) {
            *tensor = tensor.to_dtype(DType::F32)?;
        }
        Ok(out)
    }

    fn apply(&self, layer: &Weighted<'_>, x: &Tensor) -> candle_core::Result<Tensor> {
        let of = |name: &str| {
            self.weights
                .get(name)
                .ok_or_else(|| candle_core::Error::Msg(format!("the plan names {name}, which was not loaded")))
        };
        match layer {
            Weighted::Linear(l) => of(&l.name).and_then(|(w, b)| linear(x, w, b.as_ref())),
            Weighted::ConvBn(c) => of(&c.conv).and_then(|(w, b)| convolution(x, c, w, b.as_ref())),
            Weighted::BatchNorm(n) => of(&n.name).and_then(|(scale, shift)| match shift {
                Some(shift) => operations::scaled(x, scale, shift),
                None => Err(candle_core::Error::Msg(format!("the batch norm {} has no shift", n.name))),
            }),
        }
    }
}

fn linear_weights(checkpoint: &Checkpoint, layer: &Linear, on_device: &OnDevice<'_>) -> candle_core::Result<Weights> {
    let tensor = |end: &str| {
        let found = fold::tensor(&checkpoint.tensors, &format!("{}.{end}", layer.name))?;
        on_device(found.data.clone(), &found.shape)
    };
    Ok((tensor("weight")?, layer.has_bias.then(|| tensor("bias")).transpose()?))
}
