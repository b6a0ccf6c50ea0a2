//! A plan under training: the walk that infers, with variables for weights and batch statistics in batch norm. On the CPU the
//! convolutional part is our own (`conv::training`), with candle's operations behind it; elsewhere, and for plans with layers
//! that have no gradient of our own yet (`conv::tape`), all is candle's.
//!
//! Batch norm as PyTorch trains it: x̂ = (x − μ_B)/√(σ²_B + ε) with the biased variance of the batch; running statistics
//! move by a tenth towards the mean and the unbiased variance. The lab feeds it batches and steps its variables.

use std::collections::BTreeMap;

use candle_core::{DType, Device, Error, Result, Tensor, Var};

use super::NetworkError;
use super::conv::training::TrainingTrunk;
use super::fold::EPSILON;
use super::plan::Plan;
use super::walk::{Output, Weighted, check_taps, convolution, linear, walk_from};
use crate::checkpoint;

/// How far running statistics move each step (PyTorch's `momentum`).
const RUNNING_SHARE: f64 = 0.1;

/// A plan whose weights are variables, in f32.
pub struct Trainable {
    plan: Plan,
    trained: BTreeMap<String, Var>,
    running: BTreeMap<String, Var>,
    trunk: Option<TrainingTrunk>,
}

impl Trainable {
    /// Makes variables of tensors: of a checkpoint, or of [`super::init::initial`].
    ///
    /// # Errors
    /// Lists the tensors that are missing or of the wrong shape.
    pub fn new(plan: &Plan, tensors: &BTreeMap<String, checkpoint::Tensor>, device: &Device) -> Result<Self> {
        let shapes = tensors.iter().map(|(n, t)| (n.clone(), t.shape.clone())).collect();
        plan.check(&shapes).map_err(Error::Msg)?;
        let (mut trained, mut running) = (BTreeMap::new(), BTreeMap::new());
        for needed in plan.needed() {
            let tensor = &tensors[&needed.name];
            let var = Var::from_vec(tensor.data.clone(), tensor.shape.clone(), device)?;
            let of_part = if needed.part.is_trained() { &mut trained } else { &mut running };
            of_part.insert(needed.name, var);
        }
        let trunk = if device.is_cpu() { TrainingTrunk::new(&plan.layers)? } else { None };
        Ok(Self { plan: plan.clone(), trained, running, trunk })
    }

    /// The same, with candle's operations alone: what the kernels for the CPU are measured and tested against.
    pub fn with_candle_alone(self) -> Self {
        Self { trunk: None, ..self }
    }

    /// The variables that the gradient trains, by name.
    pub fn vars(&self) -> &BTreeMap<String, Var> {
        &self.trained
    }

    /// Features, logits and taps of normalised images (B, C, H, W), in training mode: batch statistics are used, and the
    /// running ones are updated. Gradients reach the variables; those of the images are not offered.
    ///
    /// # Errors
    /// When a tap is unknown, or a tensor operation fails.
    pub fn forward(&self, x: &Tensor, taps: &[&str]) -> std::result::Result<Output, NetworkError> {
        self.forward_moving(RUNNING_SHARE, x, taps)
    }

    /// Makes the running statistics the mean of those of some batches, equally weighted: PyTorch's `update_bn`.
    ///
    /// # Errors
    /// When a tensor operation fails.
    pub fn recompute_statistics(&self, batches: &[Tensor]) -> std::result::Result<(), NetworkError> {
        if self.running.is_empty() {
            return Ok(());
        }
        for (before, batch) in batches.iter().enumerate() {
            self.forward_moving(1.0 / (before + 1) as f64, batch, &[])?;
        }
        Ok(())
    }

    /// As [`Self::forward`]; running statistics move by a share.
    fn forward_moving(&self, share: f64, x: &Tensor, taps: &[&str]) -> std::result::Result<Output, NetworkError> {
        check_taps(&self.plan, taps)?;
        let apply = |layer: &Weighted<'_>, x: &Tensor| self.apply(share, layer, x);
        let rest = |first, x: &Tensor| walk_from(first, &self.plan, x, taps, &apply);
        let Some(trunk) = &self.trunk else { return rest(0, x) };
        let parameters: Result<Vec<Tensor>> = trunk.names().iter().map(|n| self.var(n)?.flatten_all()).collect();
        let (behind, moments) = trunk.forward(&Tensor::cat(&parameters?, 0)?, x, taps)?;
        for (norm, moments) in trunk.norms().zip(moments) {
            let on_device = |values| Tensor::new(values, x.device())?.to_dtype(DType::F32);
            let variance = on_device(moments.unbiased_variance())?;
            self.update_running((share, norm), (&on_device(moments.mean)?, &variance))?;
        }
        let mut out = rest(trunk.layers(), &behind.x)?;
        out.taps.extend(behind.taps);
        Ok(out)
    }

    fn apply(&self, share: f64, layer: &Weighted<'_>, x: &Tensor) -> Result<Tensor> {
        match layer {
            Weighted::Linear(l) => linear(
                x,
                self.var(&format!("{}.weight", l.name))?,
                self.trained.get(&format!("{}.bias", l.name)).map(Var::as_tensor),
            ),
            Weighted::ConvBn(c) => {
                let bias = self.trained.get(&format!("{}.bias", c.conv)).map(Var::as_tensor);
                let out = convolution(x, c, self.var(&format!("{}.weight", c.conv))?, bias)?;
                match &c.bn {
                    Some(bn) => self.batch_norm((share, bn), &out),
                    None => Ok(out),
                }
            }
            Weighted::BatchNorm(n) => self.batch_norm((share, &n.name), x),
        }
    }

    /// Weights and running statistics as they stand, to be saved.
    ///
    /// # Errors
    /// When a tensor cannot be brought to the host.
    pub fn to_tensors(&self) -> Result<BTreeMap<String, checkpoint::Tensor>> {
        self.trained.iter().chain(&self.running).map(|(name, var)| Ok((name.clone(), to_host(name, var)?))).collect()
    }

    fn var(&self, name: &str) -> Result<&Tensor> {
        let found = self.trained.get(name).or_else(|| self.running.get(name));
        found.map(Var::as_tensor).ok_or_else(|| Error::Msg(format!("the plan has no tensor {name}")))
    }

    fn batch_norm(&self, (share, name): (f64, &str), x: &Tensor) -> Result<Tensor> {
        let (b, c, h, w) = x.dims4()?;
        let per_channel = |t: &Tensor| t.reshape((1, c, 1, 1));
        let mean = x.mean_keepdim((0, 2, 3))?;
        let centred = x.broadcast_sub(&mean)?;
        let variance = centred.sqr()?.mean_keepdim((0, 2, 3))?;
        let count = (b * h * w) as f64;
        self.update_running((share, name), (&mean, &(&variance * (count / (count - 1.0).max(1.0)))?))?;
        let gamma = per_channel(self.var(&format!("{name}.weight"))?)?;
        let beta = per_channel(self.var(&format!("{name}.bias"))?)?;
        let scale = gamma.broadcast_div(&(variance + EPSILON)?.sqrt()?)?;
        centred.broadcast_mul(&scale)?.broadcast_add(&beta)
    }

    /// Running statistics move towards the mean and the unbiased variance of a batch.
    fn update_running(&self, (share, norm): (f64, &str), (mean, variance): (&Tensor, &Tensor)) -> Result<()> {
        for (end, batch) in [("running_mean", mean), ("running_var", variance)] {
            let name = format!("{norm}.{end}");
            let var = self.running.get(&name).ok_or_else(|| Error::Msg(format!("the plan has no tensor {name}")))?;
            let batch = batch.detach().flatten_all()?;
            var.set(&((var.as_tensor() * (1.0 - share))? + (batch * share)?)?.detach())?;
        }
        Ok(())
    }
}

/// A tensor as checkpoints hold it.
pub(crate) fn to_host(name: &str, tensor: &Tensor) -> Result<checkpoint::Tensor> {
    let data = tensor.to_dtype(DType::F32)?.flatten_all()?.to_vec1::<f32>()?;
    Ok(checkpoint::Tensor { name: name.to_owned(), shape: tensor.dims().to_vec(), data })
}
