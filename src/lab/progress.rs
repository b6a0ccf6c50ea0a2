//! What an interrupted variant goes on from: weights, velocities and the epoch, in `.penult/lab/` beside the output.
//!
//! Shuffles and cuts of an epoch come from (seed, architecture, epoch), so the epoch is the generator's state too.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::LabError;
use super::optimiser::Velocities;
use crate::checkpoint::{self, Dtype, Tensor};
use crate::network::train::{Trainable, to_host};

/// Prefixes of the two kinds of tensors; neither is one that `checkpoint` strips.
const WEIGHT: &str = "weight/";
const VELOCITY: &str = "velocity/";

/// A training that stopped after `epoch` epochs.
pub(super) struct Progress {
    pub(super) epoch: usize,
    /// Mean loss of that epoch.
    pub(super) loss: f64,
    pub(super) weights: BTreeMap<String, Tensor>,
    pub(super) velocities: BTreeMap<String, Tensor>,
}

impl Progress {
    /// Where a training that never ran stands.
    pub(super) fn start(weights: BTreeMap<String, Tensor>) -> Self {
        Self { epoch: 0, loss: f64::NAN, weights, velocities: BTreeMap::new() }
    }
}

fn file(out: &Path, id: &str) -> PathBuf {
    out.join(".penult/lab").join(format!("{id}.safetensors"))
}

/// What is there of a variant; a file of another recipe, or one that cannot be read, is as good as none.
pub(super) fn load(out: &Path, id: &str, fingerprint: &str) -> Option<Progress> {
    let checkpoint = checkpoint::load(&file(out, id)).ok()?;
    if checkpoint.metadata.get("recipe_blake3").map(String::as_str) != Some(fingerprint) {
        return None;
    }
    let number = |key: &str| checkpoint.metadata.get(key);
    let (epoch, loss) = (number("epoch")?.parse().ok()?, number("loss")?.parse().ok()?);
    let mut found = Progress { epoch, loss, ..Progress::start(BTreeMap::new()) };
    for (name, tensor) in checkpoint.tensors {
        if let Some(name) = name.strip_prefix(WEIGHT) {
            found.weights.insert(name.to_owned(), tensor);
        } else if let Some(name) = name.strip_prefix(VELOCITY) {
            found.velocities.insert(name.to_owned(), tensor);
        }
    }
    Some(found)
}

/// What is kept of a training at the end of an epoch.
pub(super) struct Snapshot<'a> {
    pub(super) id: &'a str,
    pub(super) fingerprint: &'a str,
    pub(super) epoch: usize,
    pub(super) loss: f64,
    pub(super) network: &'a Trainable,
    pub(super) velocities: &'a Velocities,
}

pub(super) fn save(out: &Path, snapshot: &Snapshot<'_>) -> Result<(), LabError> {
    let path = file(out, snapshot.id);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|source| LabError::Write { source, path: folder.to_path_buf() })?;
    }
    let mut tensors = BTreeMap::new();
    for (name, tensor) in snapshot.network.to_tensors()? {
        tensors.insert(format!("{WEIGHT}{name}"), tensor);
    }
    for (name, velocity) in snapshot.velocities {
        tensors.insert(format!("{VELOCITY}{name}"), to_host(name, velocity)?);
    }
    let metadata = BTreeMap::from([
        ("recipe_blake3".to_owned(), snapshot.fingerprint.to_owned()),
        ("epoch".to_owned(), snapshot.epoch.to_string()),
        ("loss".to_owned(), snapshot.loss.to_string()),
    ]);
    Ok(checkpoint::save(&path, &tensors, &metadata, Dtype::F32)?)
}

/// Forgets a variant that is finished.
pub(super) fn clear(out: &Path, id: &str) {
    // A file that stays only costs space: the finished variant is found first.
    let _ = std::fs::remove_file(file(out, id));
}
