//! Runs networks over data and writes activations, through a content-addressed cache.

pub mod activations;

use std::path::{Path, PathBuf};

use candle_core::{DType, Device, Tensor};

use crate::checkpoint::{self, Checkpoint};
use crate::data::{Dataset, Normalise};
use crate::network::{self, Plan};
pub use activations::Activations;

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// A checkpoint cannot be read.
    #[error(transparent)]
    Checkpoint(#[from] checkpoint::CheckpointError),
    /// Images cannot be read.
    #[error(transparent)]
    Data(#[from] crate::data::DataError),
    /// A network is unknown or cannot run.
    #[error(transparent)]
    Network(#[from] network::NetworkError),
    /// A tensor operation failed.
    #[error("a tensor operation failed: {0}")]
    Tensor(#[from] candle_core::Error),
    /// The input does not fit.
    #[error("{what}: {path}")]
    Input {
        /// What was expected, what was found, what to do.
        what: String,
        /// The file.
        path: PathBuf,
    },
}

/// Version of this step; part of the cache key.
const STEP_VERSION: u32 = 1;

/// Examples a forward pass.
const BATCH: usize = 250;

/// How to extract.
pub struct Settings<'a> {
    /// Where candle runs.
    pub device: &'a Device,
    /// Folder of cached activations; none for no cache.
    pub cache: Option<&'a Path>,
    /// Called with (done, total) examples.
    pub progress: &'a dyn Fn(usize, usize),
}

/// Penultimate features and logits of one checkpoint over one split.
///
/// # Errors
/// When the data do not fit the network, or a file cannot be read or written.
pub fn run(
    checkpoint: &Checkpoint,
    plan: &Plan,
    data: &Dataset,
    normalise: &Normalise,
    settings: &Settings<'_>,
) -> Result<Activations, ExtractError> {
    check(checkpoint, plan, data)?;
    let key = key(checkpoint, data, normalise);
    let cached = settings.cache.map(|c| c.join(format!("{key}.activations.safetensors")));
    if let Some(found) = cached.as_ref().filter(|c| c.is_file()) {
        // A file that cannot be read is made again.
        if let Ok(activations) = activations::read(found) {
            return Ok(activations);
        }
    }
    let activations = forward(checkpoint, plan, data, normalise, settings)?;
    if let Some(path) = cached {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|e| ExtractError::Input {
                what: format!("cannot make the cache ({e}); give --cache DIR or --no-cache"),
                path: folder.to_path_buf(),
            })?;
        }
        activations::write(&activations, &path)?;
    }
    Ok(activations)
}

fn check(checkpoint: &Checkpoint, plan: &Plan, data: &Dataset) -> Result<(), ExtractError> {
    let wrong = |what: String| ExtractError::Input { what, path: checkpoint.file.clone() };
    if plan.classes != data.classes.len() {
        return Err(wrong(format!(
            "the head {} has {} classes, the data {:?} have {}; give data of the same classes with --data",
            plan.head,
            plan.classes,
            data.name,
            data.classes.len()
        )));
    }
    let [channels, height, width] = plan.input;
    let fits = channels == data.shape[0] && (height == 0 || [height, width] == data.shape[1..]);
    if !fits {
        return Err(wrong(format!(
            "the network takes {:?} (channels, height, width; 0 is any), the data {:?} have {:?}",
            plan.input, data.name, data.shape
        )));
    }
    Ok(())
}

fn key(checkpoint: &Checkpoint, data: &Dataset, normalise: &Normalise) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&STEP_VERSION.to_le_bytes());
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.update(checkpoint.blake3.as_bytes());
    hasher.update(data.hash.as_bytes());
    for value in normalise.mean.iter().chain(&normalise.std) {
        hasher.update(&value.to_le_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

fn forward(
    checkpoint: &Checkpoint,
    plan: &Plan,
    data: &Dataset,
    normalise: &Normalise,
    settings: &Settings<'_>,
) -> Result<Activations, ExtractError> {
    let network = network::run::Network::load(plan, checkpoint, settings.device, DType::F32)?;
    let n = data.len();
    let [c, h, w] = data.shape;
    let mut features = Vec::with_capacity(n * plan.width);
    let mut logits = Vec::with_capacity(n * plan.classes);
    for start in (0..n).step_by(BATCH) {
        let end = (start + BATCH).min(n);
        let x = Tensor::from_vec(data.batch(start..end, normalise)?, (end - start, c, h, w), settings.device)?;
        let out = network.forward(&x, &[])?;
        features.extend(out.features.flatten_all()?.to_vec1::<f32>()?);
        logits.extend(out.logits.flatten_all()?.to_vec1::<f32>()?);
        (settings.progress)(end, n);
    }
    let tensor = |part: &str| checkpoint.tensors.get(&format!("{}.{part}", plan.head)).map(|t| t.data.clone());
    Ok(Activations {
        n,
        width: plan.width,
        classes: plan.classes,
        features,
        logits,
        labels: data.labels.clone(),
        ids: data.ids.clone(),
        head_weight: tensor("weight"),
        head_bias: tensor("bias"),
    })
}
