//! How far the network is from linear between examples (MIX-KD): p(λx₁ + (1 − λ)x₂) against λp(x₁) + (1 − λ)p(x₂).
//!
//! `mixing.total_variation` (pairs, λ): half the sum of |differences|; `mixing.euclidean` (pairs, λ): the root of the sum of
//! their squares; `mixing.shares` (λ). Pairs are disjoint, drawn over all classes, the same for every variant.

use candle_core::{DType, Tensor};

use super::examples::pixels;
use super::file::{Probes, kept};
use super::loss::log_probabilities;
use super::{SEED, Settings, Subject};
use crate::extract::ExtractError;
use crate::extract::engine::Engine as _;
use crate::network::run::Network;
use crate::random::Random;

/// Pairs, at most.
const PAIRS: usize = 500;
/// λ between the two: 0.1 to 0.9.
const SHARES: usize = 9;

/// The gaps of all pairs.
///
/// # Errors
/// When the network cannot run, or the cache cannot be written.
pub fn run(of: &Subject<'_>, settings: &Settings<'_>) -> Result<Probes, ExtractError> {
    kept(settings.folder, &of.key("mixing", settings, "")?, || measure(of, settings))
}

fn measure(of: &Subject<'_>, settings: &Settings<'_>) -> Result<Probes, ExtractError> {
    let mut order: Vec<u32> = (0..u32::try_from(of.data.len()).unwrap_or(u32::MAX)).collect();
    Random::new(SEED, "pairs that are mixed").shuffle(&mut order);
    let rows: Vec<usize> = order.iter().map(|row| *row as usize).take(2 * PAIRS).collect();
    let shares: Vec<f64> = (1..=SHARES).map(|i| i as f64 / (SHARES + 1) as f64).collect();
    let network = Network::load(of.source.plan, of.source.checkpoint, settings.device, DType::F32)?;
    let size: usize = of.data.shape.iter().product();
    let together = settings.device.batch((SHARES + 2) * size * size_of::<f32>());
    let (mut total, mut euclidean) = (Vec::new(), Vec::new());
    let pairs = rows.len() / 2;
    for chunk in rows[..2 * pairs].chunks(2 * together) {
        let images = pixels(of.data, chunk, of.source.normalise)?;
        for pair in images.chunks_exact(2 * size) {
            let p = probabilities(of, (&network, pair), &shares, settings)?;
            let (first, second) = (&p[0], &p[1]);
            for (share, mixed) in shares.iter().zip(&p[2..]) {
                let ends = first.iter().zip(second).map(|(a, b)| share * a + (1.0 - share) * b);
                let gaps: Vec<f64> = mixed.iter().zip(ends).map(|(p, q)| p - q).collect();
                total.push(gaps.iter().map(|g| g.abs()).sum::<f64>() / 2.0);
                euclidean.push(gaps.iter().map(|g| g * g).sum::<f64>().sqrt());
            }
        }
        (settings.progress)("mixing", total.len() / SHARES, pairs);
    }
    Ok(Probes::default()
        .with("mixing.shares", &[SHARES], shares)
        .with("mixing.total_variation", &[pairs, SHARES], total)
        .with("mixing.euclidean", &[pairs, SHARES], euclidean))
}

/// Probabilities of both images of a pair, then of their mixes.
fn probabilities(
    of: &Subject<'_>,
    (network, pair): (&Network, &[f32]),
    shares: &[f64],
    settings: &Settings<'_>,
) -> Result<Vec<Vec<f64>>, ExtractError> {
    let (first, second) = pair.split_at(pair.len() / 2);
    let mut images = pair.to_vec();
    for share in shares {
        #[allow(clippy::cast_possible_truncation)] // pixels are f32
        let share = *share as f32;
        images.extend(first.iter().zip(second).map(|(a, b)| share * a + (1.0 - share) * b));
    }
    let [channels, height, width] = of.data.shape;
    let images = Tensor::from_vec(images, (shares.len() + 2, channels, height, width), settings.device)?;
    let logits = network.forward(&images, &[])?.logits.to_vec2::<f32>()?;
    let of_row = |row: &Vec<f32>| log_probabilities(row, 1.0).into_iter().map(f64::exp).collect();
    Ok(logits.iter().map(of_row).collect())
}
