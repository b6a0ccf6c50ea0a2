//! The loss on the straight line between two networks of the same plan, θ(α) = (1 − α) θ₁ + α θ₂.
//!
//! The running statistics of batch norm are recomputed at every α, as means over batches of the chosen examples in training
//! mode: those of the ends belong to neither. `barrier.<name>` (S): mean −log p_y at `barrier.offsets` (S) from 0 to 1.

use super::examples::Examples;
use super::file::{Probes, kept};
use super::loss::{cross_entropy, logits};
use super::{Settings, Subject};
use crate::checkpoint::{Checkpoint, Tensor};
use crate::extract::ExtractError;
use crate::network::Plan;
use crate::network::train::Trainable;

/// Points from one network to the other.
const POINTS: usize = 11;
/// Images whose statistics are taken together.
const BATCH: usize = 250;

/// The losses between the network and another of the same plan; `name` says what the other is to it.
///
/// # Errors
/// When the networks cannot run, or the cache cannot be written.
pub fn run(
    of: &Subject<'_>,
    (name, other): (&str, &Checkpoint),
    settings: &Settings<'_>,
) -> Result<Probes, ExtractError> {
    let key = of.key("barrier", settings, &format!("{name} {} {}", other.blake3, settings.examples))?;
    kept(settings.folder, &key, || measure(of, (name, other), settings))
}

fn measure(
    of: &Subject<'_>,
    (name, other): (&str, &Checkpoint),
    settings: &Settings<'_>,
) -> Result<Probes, ExtractError> {
    let (plan, own) = (of.source.plan, of.source.checkpoint);
    let examples = Examples::stratified(of, (settings.examples, BATCH), settings.device)?;
    let offsets: Vec<f64> = (0..POINTS).map(|i| i as f64 / (POINTS - 1) as f64).collect();
    let mut losses = Vec::new();
    for (done, alpha) in offsets.iter().enumerate() {
        let trainable = Trainable::new(plan, &between(plan, (own, other), *alpha).tensors, settings.device)?;
        trainable.recompute_statistics(&examples.batches)?;
        let mixed = Checkpoint { tensors: trainable.to_tensors()?, ..own.clone() };
        let logits = logits(plan, &mixed, &examples.batches, settings.device)?;
        losses.push(cross_entropy(&logits, &examples, 1.0));
        (settings.progress)("interpolation", done + 1, POINTS);
    }
    Ok(Probes::default().with("barrier.offsets", &[POINTS], offsets).with(
        &format!("barrier.{name}"),
        &[POINTS],
        losses,
    ))
}

/// (1 − α) θ₁ + α θ₂, in f64.
#[allow(clippy::cast_possible_truncation)] // weights are f32
fn between(plan: &Plan, (a, b): (&Checkpoint, &Checkpoint), alpha: f64) -> Checkpoint {
    let mix = |(a, b): (&f32, &f32)| ((1.0 - alpha) * f64::from(*a) + alpha * f64::from(*b)) as f32;
    let of_tensor = |name: &str| {
        let (a, b) = (&a.tensors[name], &b.tensors[name]);
        Tensor { data: a.data.iter().zip(&b.data).map(mix).collect(), ..a.clone() }
    };
    let tensors = plan.needed().iter().map(|n| (n.name.clone(), of_tensor(&n.name))).collect();
    Checkpoint { tensors, ..a.clone() }
}
