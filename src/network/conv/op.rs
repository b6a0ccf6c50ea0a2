//! A training pass as an operation of candle's: from the trunk's parameters, all in one row, to its output, with a gradient.
//! `training` applies it.

use std::sync::{Arc, Mutex, PoisonError};

use candle_core::{CpuStorage, CustomOp1, Error, Layout, Result, Shape, Tensor};

use super::group::Group;
use super::pass::Pass;
use super::tape::Value;

/// Memory of passes that are over.
pub(super) type Spare = Arc<Mutex<Vec<Vec<Group>>>>;

/// A pass that has run forwards.
pub(super) struct Op {
    /// `None` when the memory is given back.
    pub(super) pass: Mutex<Option<Pass>>,
    /// What the pass gave.
    pub(super) output: Vec<f32>,
    /// Which sets of images follow the means.
    pub(super) taps: Vec<Value>,
    pub(super) spare: Spare,
}

impl CustomOp1 for Op {
    fn name(&self) -> &'static str {
        "trunk"
    }

    fn cpu_fwd(&self, _: &CpuStorage, _: &Layout) -> Result<(CpuStorage, Shape)> {
        Ok((CpuStorage::F32(self.output.clone()), Shape::from(self.output.len())))
    }

    fn bwd(&self, parameters: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        let gradient = gradient.flatten_all()?.to_vec1::<f32>()?;
        let mut pass = self.pass.lock().unwrap_or_else(PoisonError::into_inner);
        let pass = pass.as_mut().ok_or_else(|| Error::Msg("a training pass that is over has no gradient".into()))?;
        let out = pass.backward(&gradient, &self.taps).map_err(Error::Msg)?;
        Ok(Some(Tensor::from_vec(out, parameters.shape(), parameters.device())?))
    }
}

impl Drop for Op {
    fn drop(&mut self) {
        let pass = self.pass.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        spare.extend(pass.map(Pass::into_groups));
    }
}
