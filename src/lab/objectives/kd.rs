//! Knowledge distillation (Hinton, Vinyals, Dean 2015): T on both sides, times T², no label term.

use candle_core::{D, Result, Tensor};

use super::{Batch, Objective, Settings};

/// T² KL(softmax(z_t/T) || softmax(z_s/T)), summed over classes, mean over the batch.
pub const OBJECTIVE: Objective = Objective {
    name: "kd",
    definition: "L = T² KL(softmax(z_t/T) || softmax(z_s/T)), T on both sides (Hinton 2015, RepDistiller DistillKL)",
    needs_teacher: true,
    loss,
};

fn loss(batch: &Batch<'_>, settings: Settings) -> Result<Tensor> {
    let Some(teacher) = batch.teacher else {
        candle_core::bail!("kd needs a teacher's logits");
    };
    let t = settings.temperature;
    let log_s = candle_nn::ops::log_softmax(&(batch.logits / t)?, D::Minus1)?;
    let log_t = candle_nn::ops::log_softmax(&(teacher / t)?, D::Minus1)?;
    let kl = (log_t.exp()? * (log_t - log_s)?)?.sum(D::Minus1)?.mean_all()?;
    kl * (t * t)
}
