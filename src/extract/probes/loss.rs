//! The loss of weights over chosen examples: one pass of the executor, then −log p_y in f64 at any temperature.

use candle_core::{DType, Device, Tensor};

use super::examples::Examples;
use crate::checkpoint::Checkpoint;
use crate::extract::ExtractError;
use crate::network::Plan;
use crate::network::run::Network;

/// Logits (n, K), row-major.
pub(super) fn logits(
    plan: &Plan,
    checkpoint: &Checkpoint,
    batches: &[Tensor],
    device: &Device,
) -> Result<Vec<f32>, ExtractError> {
    let network = Network::load(plan, checkpoint, device, DType::F32)?;
    let mut out = Vec::new();
    for batch in batches {
        out.extend(network.forward(batch, &[])?.logits.flatten_all()?.to_vec1::<f32>()?);
    }
    Ok(out)
}

/// Mean −log p_y at a temperature.
pub(super) fn cross_entropy(logits: &[f32], examples: &Examples, temperature: f64) -> f64 {
    let classes = logits.len() / examples.len().max(1);
    let rows = logits.chunks_exact(classes.max(1)).zip(&examples.labels);
    let sum: f64 = rows.map(|(row, label)| -log_probabilities(row, temperature)[*label]).sum();
    sum / examples.len() as f64
}

/// log p of a row of logits (K) at a temperature.
pub(super) fn log_probabilities(row: &[f32], temperature: f64) -> Vec<f64> {
    let z: Vec<f64> = row.iter().map(|z| f64::from(*z) / temperature).collect();
    let largest = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let log_sum = largest + z.iter().map(|z| (z - largest).exp()).sum::<f64>().ln();
    z.into_iter().map(|z| z - log_sum).collect()
}
