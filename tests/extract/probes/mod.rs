//! What is measured on the weights: each probe by hand on small networks, and its cache.

mod augmentations; // passes over two classes, cut at random
mod barrier; // the line between two networks
mod file; // what is written is read back
mod hessian; // traces and eigenvalues of Hessians that are known
mod landscape; // profiles of losses that are known
mod mixing; // linear networks have no gap but softmax's
mod weights; // sums by hand

use std::path::Path;

use candle_core::Device;
use penult::checkpoint::Checkpoint;
use penult::data::{Dataset, Normalise};
use penult::extract::probes::{Settings, Subject};
use penult::extract::{ExtractError, Source};
use penult::network::{self, Plan};

use super::{digits, mlp, scattered};

/// A network and what it is probed on.
pub struct Case {
    pub folder: tempfile::TempDir,
    pub checkpoint: Checkpoint,
    pub plan: Plan,
    pub data: Dataset,
    pub normalise: Normalise,
    pub examples: usize,
}

impl Case {
    /// A chain of linear layers on images of 6 × 6 in ten classes.
    pub fn mlp(widths: &[usize], count: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let checkpoint = mlp(folder.path(), widths, scattered);
        Self::of(checkpoint, digits(count, "mnist"), folder)
    }

    pub fn of(checkpoint: Checkpoint, data: Dataset, folder: tempfile::TempDir) -> Self {
        let plan = network::recognise(&checkpoint).unwrap();
        Self {
            folder,
            checkpoint,
            plan,
            data,
            normalise: Normalise { mean: vec![0.5], std: vec![0.25] },
            examples: 1000,
        }
    }

    pub fn cache(&self) -> std::path::PathBuf {
        self.folder.path().join("cache")
    }

    /// Runs a probe, and counts how often it said how far it is.
    pub fn run<T>(
        &self,
        probe: impl FnOnce(&Subject<'_>, &Settings<'_>) -> Result<T, ExtractError>,
    ) -> Result<(T, usize), ExtractError> {
        let steps = std::cell::Cell::new(0);
        let progress = |_: &str, _: usize, _: usize| steps.set(steps.get() + 1);
        let source = Source { checkpoint: &self.checkpoint, plan: &self.plan, normalise: &self.normalise };
        let subject = Subject { source: &source, data: &self.data, split: "test" };
        let folder = self.cache();
        let settings = Settings { device: &Device::Cpu, folder: &folder, examples: self.examples, progress: &progress };
        Ok((probe(&subject, &settings)?, steps.get()))
    }
}

/// How many files of probes a folder holds.
pub fn kept(folder: &Path) -> usize {
    let list = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    list.filter(|name| name.ends_with(".probes.safetensors")).count()
}
