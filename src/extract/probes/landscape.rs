//! The loss around the weights: profiles along filter-normalised directions, and a plane of the first two.
//!
//! `landscape.offsets` (S), `landscape.temperatures` (T), `landscape.losses` (T, directions, S): mean −log p_y at θ + αd;
//! `landscape.plane_offsets` (G), `landscape.plane` (G, G): at θ + αd₁ + βd₂, α along rows, T = 1.

use super::direction::{Direction, filter_normalised, moved};
use super::examples::Examples;
use super::file::{Probes, kept};
use super::loss::{cross_entropy, logits};
use super::{SEED, Settings, Subject};
use crate::extract::ExtractError;
use crate::random::Random;

/// Random directions.
pub const DIRECTIONS: usize = 10;
/// Points of a profile from −1 to 1.
const POINTS: usize = 41;
/// Points of a side of the plane from −1 to 1.
const SIDE: usize = 15;

/// The losses around the weights, at T = 1 and the other temperatures.
///
/// # Errors
/// When the network cannot run, or the cache cannot be written.
pub fn run(of: &Subject<'_>, temperatures: &[f64], settings: &Settings<'_>) -> Result<Probes, ExtractError> {
    let key = of.key("landscape", settings, &format!("{} {temperatures:?}", settings.examples))?;
    kept(settings.folder, &key, || measure(of, temperatures, settings))
}

fn measure(of: &Subject<'_>, temperatures: &[f64], settings: &Settings<'_>) -> Result<Probes, ExtractError> {
    let (plan, checkpoint) = (of.source.plan, of.source.checkpoint);
    let examples = Examples::stratified(of, (settings.examples, usize::MAX), settings.device)?;
    let mut random = Random::new(SEED, "filter-normalised directions");
    let directions: Vec<Direction> =
        (0..DIRECTIONS).map(|_| filter_normalised(plan, checkpoint, &mut random)).collect();
    let total = DIRECTIONS * POINTS + SIDE * SIDE;
    let mut done = 0;
    let mut losses = |along: &[(f64, &Direction)]| -> Result<Vec<f64>, ExtractError> {
        let logits = logits(plan, &moved(checkpoint, along), &examples.batches, settings.device)?;
        done += 1;
        (settings.progress)("loss landscape", done, total);
        Ok(temperatures.iter().map(|t| cross_entropy(&logits, &examples, *t)).collect())
    };
    let mut profiles = vec![Vec::new(); temperatures.len()];
    for direction in &directions {
        for offset in offsets(POINTS) {
            let of_point = losses(&[(offset, direction)])?;
            profiles.iter_mut().zip(of_point).for_each(|(profile, loss)| profile.push(loss));
        }
    }
    let mut plane = Vec::new();
    for first in offsets(SIDE) {
        for second in offsets(SIDE) {
            plane.extend(losses(&[(first, &directions[0]), (second, &directions[1])])?.first());
        }
    }
    Ok(Probes::default()
        .with("landscape.offsets", &[POINTS], offsets(POINTS))
        .with("landscape.temperatures", &[temperatures.len()], temperatures.to_vec())
        .with("landscape.losses", &[temperatures.len(), DIRECTIONS, POINTS], profiles.concat())
        .with("landscape.plane_offsets", &[SIDE], offsets(SIDE))
        .with("landscape.plane", &[SIDE, SIDE], plane)
        .with("landscape.examples", &[1], vec![examples.len() as f64]))
}

/// Even steps from −1 to 1.
fn offsets(points: usize) -> Vec<f64> {
    let last = (points - 1) as f64;
    (0..points).map(|i| (2.0 * i as f64 - last) / last).collect()
}
