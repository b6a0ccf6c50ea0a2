//! The slow reference of `run`: a plan in f64 by candle's operations, each batch norm a layer of its own.
//!
//! γ (y − μ)/√(σ² + ε) + β. `extract::parity` holds the executor against it; nothing else runs it.

use candle_core::{DType, Device, Result, Tensor};

use super::NetworkError;
use super::fold::{self, EPSILON};
use super::walk::{Output, Weighted, convolution, linear, walk_from};
use crate::checkpoint::Checkpoint;
use crate::network::Plan;

/// Features and logits of normalised images (B, C, H, W), in f64 on the CPU.
///
/// # Errors
/// When a tensor is missing or of the wrong shape, or an operation fails.
pub fn forward(plan: &Plan, checkpoint: &Checkpoint, x: &Tensor) -> std::result::Result<Output, NetworkError> {
    let wrong = |what: String| NetworkError::Checkpoint { what, path: checkpoint.file.clone() };
    plan.check(&super::shapes_of(checkpoint)).map_err(wrong)?;
    walk_from(0, plan, &x.to_dtype(DType::F64)?, &[], &|layer, x| apply(checkpoint, layer, x))
}

fn apply(checkpoint: &Checkpoint, layer: &Weighted<'_>, x: &Tensor) -> Result<Tensor> {
    let bias = |name: &str, is_there: bool| is_there.then(|| weight(checkpoint, &format!("{name}.bias"))).transpose();
    match layer {
        Weighted::Linear(l) => {
            let own = weight(checkpoint, &format!("{}.weight", l.name))?;
            linear(x, &own, bias(&l.name, l.has_bias)?.as_ref())
        }
        Weighted::ConvBn(c) => {
            let own = weight(checkpoint, &format!("{}.weight", c.conv))?;
            let y = convolution(x, c, &own, bias(&c.conv, c.has_bias)?.as_ref())?;
            c.bn.as_ref().map_or(Ok(y.clone()), |bn| batch_norm(checkpoint, bn, &y))
        }
        Weighted::BatchNorm(n) => batch_norm(checkpoint, &n.name, x),
    }
}

/// With the running statistics.
fn batch_norm(checkpoint: &Checkpoint, name: &str, y: &Tensor) -> Result<Tensor> {
    let of_channel = |end: &str| weight(checkpoint, &format!("{name}.{end}"))?.reshape((1, (), 1, 1));
    let deviation = (of_channel("running_var")? + EPSILON)?.sqrt()?;
    let standard = y.broadcast_sub(&of_channel("running_mean")?)?.broadcast_div(&deviation)?;
    standard.broadcast_mul(&of_channel("weight")?)?.broadcast_add(&of_channel("bias")?)
}

fn weight(checkpoint: &Checkpoint, name: &str) -> Result<Tensor> {
    let found = fold::tensor(&checkpoint.tensors, name)?;
    Tensor::from_vec(found.data.clone(), found.shape.as_slice(), &Device::Cpu)?.to_dtype(DType::F64)
}
