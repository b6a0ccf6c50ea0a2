//! Stochastic gradient descent as `torch.optim.SGD` does it (dampening 0):
//!
//! g ← g + λ w; v ← μ v + g (v = g at the first step); w ← w − η v, or with Nesterov w − η (g + μ v).

use std::collections::BTreeMap;

use candle_core::backprop::GradStore;
use candle_core::{Result, Tensor, Var};

/// What does not change from step to step.
#[derive(Clone, Copy, Debug)]
pub struct Sgd {
    /// μ.
    pub momentum: f64,
    /// Look ahead along the velocity.
    pub nesterov: bool,
    /// λ, on every parameter.
    pub weight_decay: f64,
}

/// v by parameter; empty before the first step.
pub type Velocities = BTreeMap<String, Tensor>;

impl Sgd {
    /// One step of rate η. Parameters without a gradient stay.
    ///
    /// # Errors
    /// When a tensor operation fails.
    pub fn step(
        &self,
        vars: &BTreeMap<String, Var>,
        velocities: &mut Velocities,
        gradients: &GradStore,
        rate: f64,
    ) -> Result<()> {
        for (name, var) in vars {
            let Some(gradient) = gradients.get(var) else { continue };
            // Detached: a graph over all steps would grow without end.
            let weight = var.as_tensor().detach();
            let gradient = gradient.detach();
            let gradient =
                if self.weight_decay > 0.0 { (gradient + (&weight * self.weight_decay)?)? } else { gradient };
            let velocity = match velocities.remove(name) {
                Some(v) if self.momentum > 0.0 => ((v * self.momentum)? + &gradient)?,
                _ => gradient.clone(),
            };
            let ahead = if self.nesterov { (gradient + (&velocity * self.momentum)?)? } else { velocity.clone() };
            var.set(&(weight - (ahead * rate)?)?)?;
            velocities.insert(name.clone(), velocity);
        }
        Ok(())
    }
}
