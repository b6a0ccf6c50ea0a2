//! Label smoothing (Szegedy 2016; Müller, Kornblith, Hinton 2019), mass α/K on every class.

use candle_core::{D, Result, Tensor};

use super::{Batch, Objective, Settings};

/// (1 - α) CE + α mean_k(-log p_k), mean over the batch; convention `over_k`.
pub const OBJECTIVE: Objective = Objective {
    name: "label_smoothing",
    definition: "L = (1-α) CE(y, p) + α mean_k(-log p_k), so that the label gets 1-α+α/K (Müller 2019)",
    needs_teacher: false,
    loss,
};

fn loss(batch: &Batch<'_>, settings: Settings) -> Result<Tensor> {
    let log_p = candle_nn::ops::log_softmax(batch.logits, D::Minus1)?;
    let uniform = log_p.mean_all()?.neg()?;
    let hard = candle_nn::loss::nll(&log_p, batch.labels)?;
    (hard * (1.0 - settings.alpha))? + (uniform * settings.alpha)?
}
