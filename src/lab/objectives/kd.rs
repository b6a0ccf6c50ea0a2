//! Knowledge distillation (Hinton, Vinyals, Dean 2015): T on both sides, times T², or on the teacher alone.

use candle_core::{D, Result, Tensor};

use super::{Batch, Convention, Objective, Settings};

/// (1 − w) T² KL(softmax(z_t/T) || softmax(z_s/T)) + w CE, summed over classes, mean over the batch.
pub const OBJECTIVE: Objective = Objective {
    name: "kd",
    definition: "L = (1−w) T² KL(softmax(z_t/T) || softmax(z_s/T)) + w CE(y, p_s), T on both sides (Hinton 2015, \
                 RepDistiller DistillKL); convention `teacher`: KL(softmax(z_t/T) || softmax(z_s)), no factor (Müller 2019)",
    needs_teacher: true,
    loss,
};

fn loss(batch: &Batch<'_>, settings: Settings) -> Result<Tensor> {
    let Some(teacher) = batch.teacher else {
        candle_core::bail!("kd needs a teacher's logits");
    };
    let t = settings.temperature;
    let (student_t, factor) = match settings.convention {
        Convention::Both => (t, t * t),
        Convention::Teacher => (1.0, 1.0),
    };
    let log_s = candle_nn::ops::log_softmax(&(batch.logits / student_t)?, D::Minus1)?;
    let log_t = candle_nn::ops::log_softmax(&(teacher / t)?, D::Minus1)?;
    let kl = (log_t.exp()? * (log_t - log_s)?)?.sum(D::Minus1)?.mean_all()?;
    let distilled = (kl * factor)?;
    if settings.label_weight == 0.0 {
        return Ok(distilled);
    }
    let hard = candle_nn::loss::cross_entropy(batch.logits, batch.labels)?;
    (distilled * (1.0 - settings.label_weight))? + (hard * settings.label_weight)?
}
