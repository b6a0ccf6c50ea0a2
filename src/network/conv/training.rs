//! The convolutional part of a plan under training, in f32 on the CPU. `network::train` feeds it parameters and images, moves
//! the running statistics by those of the batch, and walks the rest of the plan.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use candle_core::{Error, Result, Tensor};

use super::op::{Op, Spare};
use super::pass::{Images, Pass};
use super::tape::{Tape, Value};
use super::trunk::TrunkOutput;
use crate::network::batch_norm::Moments;
use crate::network::plan::{ConvBn, Layer};

/// The layers up to the mean over pixels.
pub(in crate::network) struct TrainingTrunk {
    tape: Arc<Tape>,
    spare: Spare,
}

impl TrainingTrunk {
    /// The trunk of a plan's layers; `None` where it has layers that candle's operations must do.
    pub(in crate::network) fn new(layers: &[Layer]) -> Result<Option<Self>> {
        Ok(Tape::new(layers)?.map(|tape| Self { tape: Arc::new(tape), spare: Arc::default() }))
    }

    /// How many of the plan's layers these are.
    pub(in crate::network) fn layers(&self) -> usize {
        self.tape.layers
    }

    /// The names of its batch norms, in order.
    pub(in crate::network) fn norms(&self) -> impl Iterator<Item = &str> {
        self.tape.links.iter().filter_map(|link| link.layer.bn.as_deref())
    }

    /// Names of its parameters, in the order in which [`Self::forward`] takes them.
    pub(in crate::network) fn names(&self) -> Vec<String> {
        let of_layer = |c: &ConvBn| {
            let bias = c.has_bias.then(|| format!("{}.bias", c.conv));
            let norm = c.bn.iter().flat_map(|bn| [format!("{bn}.weight"), format!("{bn}.bias")]);
            [format!("{}.weight", c.conv)].into_iter().chain(bias).chain(norm).collect::<Vec<_>>()
        };
        self.tape.links.iter().flat_map(|link| of_layer(&link.layer)).collect()
    }

    /// Runs images (B, C, H, W), whose gradient is not offered; gives the statistics of each convolution's batch, too.
    pub(in crate::network) fn forward(
        &self,
        parameters: &Tensor,
        x: &Tensor,
        taps: &[&str],
    ) -> Result<(TrunkOutput, Vec<Moments>)> {
        let (b, c, h, w) = x.dims4()?;
        if b * c * h * w == 0 {
            return Err(Error::Msg(format!("a network needs images, found none in {:?}", x.dims())));
        }
        let images = Images { planes: &x.flatten_all()?.to_vec1::<f32>()?, shape: [b, c, h, w] };
        let memory = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let values = parameters.to_vec1::<f32>()?;
        let pass = Pass::forward(self.tape.clone(), &values, &images, memory).map_err(Error::Msg)?;
        let (names, taps): (Vec<&str>, Vec<Value>) =
            taps.iter().filter_map(|name| Some((*name, *self.tape.taps.get(*name)?))).unzip();
        let moments = pass.moments().cloned().collect();
        let (output, shapes) = pass.output(&taps);
        let op = Op { pass: Mutex::new(Some(pass)), output, taps, spare: self.spare.clone() };
        let mut parts = cut(&parameters.apply_op1(op)?, &shapes)?.into_iter();
        let x = parts.next().ok_or_else(|| Error::Msg("a trunk gave no features".into()))?;
        Ok((
            TrunkOutput { x, taps: names.into_iter().map(str::to_owned).zip(parts).collect::<BTreeMap<_, _>>() },
            moments,
        ))
    }
}

/// Tensors of these shapes that lie in one row.
fn cut(row: &Tensor, shapes: &[Vec<usize>]) -> Result<Vec<Tensor>> {
    let mut first = 0;
    let mut out = Vec::new();
    for shape in shapes {
        let count = shape.iter().product();
        out.push(row.narrow(0, first, count)?.reshape(shape.as_slice())?);
        first += count;
    }
    Ok(out)
}
