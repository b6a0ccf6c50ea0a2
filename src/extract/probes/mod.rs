//! What needs the weights themselves: the loss landscape, smoothness under mixing, augmented passes, the weights.
//!
//! Each probe is a file here and keeps what it found in the cache by its content's key (`file`), so that nothing to the right
//! loads a network. Plain arrays come out; `metrics` makes numbers of them, `analysis::probes` puts those into the contract.

pub mod augmentations;
pub mod barrier;
mod direction;
mod examples;
pub mod file;
pub mod hessian;
pub mod landscape;
mod loss;
pub mod mixing;
pub mod weights;

use std::path::Path;

use candle_core::Device;

use super::engine::Engine as _;
use super::{ExtractError, Source};
use crate::data::Dataset;
pub use file::{Probes, Values, beside};

/// Version of this step; part of the cache keys.
const STEP_VERSION: u32 = 1;

/// Seed of directions, probes, pairs and augmentations: the same for every variant, so that differences are paired.
pub const SEED: u64 = 0;

/// Examples of the landscape where no number is given, class-stratified by a hash of the id.
pub const EXAMPLES: u32 = 1000;

/// The network that is probed, and the examples it is probed on.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// Network, weights and constants.
    pub source: &'a Source<'a>,
    /// The data.
    pub data: &'a Dataset,
    /// The split that they are.
    pub split: &'a str,
}

/// How to probe.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    /// What runs the networks, in f32.
    pub device: &'a Device,
    /// Folder of what is kept.
    pub folder: &'a Path,
    /// Examples of the landscape, at most.
    pub examples: usize,
    /// Called with what is probed, and (done, total).
    pub progress: &'a dyn Fn(&str, usize, usize),
}

impl Subject<'_> {
    /// A name for what a probe finds here, from all that decides it.
    fn key(&self, probe: &str, settings: &Settings<'_>, told: &str) -> Result<String, ExtractError> {
        let wrong = |what: String| ExtractError::Input { what, path: self.source.checkpoint.file.clone() };
        let device = settings.device.name().map_err(wrong)?;
        let parts = [env!("CARGO_PKG_VERSION"), probe, &self.source.checkpoint.blake3, &self.data.hash, self.split];
        let mut hasher = blake3::Hasher::new();
        hasher.update(&STEP_VERSION.to_le_bytes());
        hasher.update(&SEED.to_le_bytes());
        for part in parts.into_iter().chain([device.as_str(), told]) {
            hasher.update(part.as_bytes());
            hasher.update(&[0]);
        }
        for value in self.source.normalise.mean.iter().chain(&self.source.normalise.std) {
            hasher.update(&value.to_le_bytes());
        }
        Ok(hasher.finalize().to_hex().to_string())
    }
}
