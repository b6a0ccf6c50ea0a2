//! Cross-entropy to the label.

use candle_core::{Result, Tensor};

use super::{Batch, Objective, Settings};

/// -log p_y, mean over the batch.
pub const OBJECTIVE: Objective =
    Objective { name: "cross_entropy", definition: "L = mean_i -log p_i,y", needs_teacher: false, loss };

fn loss(batch: &Batch<'_>, _: Settings) -> Result<Tensor> {
    candle_nn::loss::cross_entropy(batch.logits, batch.labels)
}
