//! What a folder of checkpoints means: variants, roles, lineage and data. Runs no network.
//!
//! In this order: `penult.toml`, the file's own metadata, configs beside it, names. Each fact says where it came from.

pub mod config;
pub mod discover;
pub mod facts;
pub mod lineage;
pub mod manifest;
pub mod metadata;
pub mod names;
pub mod proposal;
mod read;
pub mod runs;
pub mod superclasses;
pub mod told;
pub mod torchdistill;
mod variant;
mod yaml;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::checkpoint::{CheckpointError, Part, Weights};
use crate::data::{DataError, Labels};
pub use facts::{Distillation, Facts, Objective, Role, StoredAccuracy};
pub use read::{gather, open};
pub use runs::{Epochs, Moment, Run};
pub use superclasses::{Superclass, Superclasses};

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// The folder or manifest is at fault.
    #[error("{what}: {path}")]
    Input {
        /// What is wrong and what to do.
        what: String,
        /// The folder or manifest.
        path: PathBuf,
    },
    /// A checkpoint cannot be read.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The folder of the data cannot be listed.
    #[error(transparent)]
    Data(#[from] DataError),
}

/// Variants and their data.
#[derive(Clone, Debug, Default)]
pub struct Study {
    /// The folder that paths are told from.
    pub root: PathBuf,
    /// Name of the data set, if given.
    pub data_name: Option<String>,
    /// Data by split: the manifest's, else what a folder `data` beside the checkpoints has.
    pub splits: BTreeMap<String, PathBuf>,
    /// Means and standard deviations of all variants, if given.
    pub normalise: Option<(Vec<f32>, Vec<f32>)>,
    /// The superclass of each class, if given.
    pub superclasses: Option<Superclasses>,
    /// Which labels count, if given.
    pub labels: Option<Labels>,
    /// The class map of variants that have none of their own.
    pub class_map: Option<PathBuf>,
    /// Whether every checkpoint of a run is a variant, or its last alone.
    pub epochs: Epochs,
    /// Variants in the order of the manifest, then by name.
    pub variants: Vec<Variant>,
    /// What could not be found out, with the lines that would say it.
    pub questions: Vec<String>,
}

/// The files of a variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Files {
    /// Weights.
    Checkpoint(PathBuf),
    /// Activations by split.
    Activations(BTreeMap<String, PathBuf>),
}

impl Files {
    /// The file that stands for the variant.
    pub fn first(&self) -> Option<&Path> {
        match self {
            Self::Checkpoint(path) => Some(path),
            Self::Activations(of) => of.values().next().map(PathBuf::as_path),
        }
    }
}

/// One variant.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its id.
    pub id: String,
    /// Its files.
    pub files: Files,
    /// Which weights of its checkpoint.
    pub part: Part,
    /// Other checkpoints of its run, which are not analysed.
    pub others: Vec<PathBuf>,
    /// Its run, where several checkpoints of it are variants.
    pub run: Option<Run>,
    /// A file that says which class each of its outputs stands for, where they stand in another order than the data's.
    pub class_map: Option<PathBuf>,
    /// Activations of its checkpoint by split, where the study has them; for a study without data.
    pub cached: BTreeMap<String, PathBuf>,
    /// What it is.
    pub role: Role,
    /// Its objective, if known.
    pub objective: Option<Objective>,
    /// How it was distilled, if it was.
    pub distillation: Option<Distillation>,
    /// Teacher's id.
    pub teacher: Option<String>,
    /// Smoothing mass of its teacher, where a name says it.
    pub teacher_alpha: Option<f64>,
    /// What it is compared with.
    pub reference: Option<String>,
    /// Variants of one group differ by seed alone.
    pub group: String,
    /// Training seed.
    pub seed: Option<u64>,
    /// Epoch or step of its checkpoint.
    pub epoch: Option<u64>,
    /// The accuracy that its file stores.
    pub accuracy: Option<StoredAccuracy>,
    /// A number called `alpha` by its name, which may be a smoothing mass or the weight of distillation.
    pub bare_alpha: Option<f64>,
    /// Means and standard deviations of its inputs, and where they came from.
    pub normalise: Option<(Vec<f32>, Vec<f32>, String)>,
    /// Whether the manifest names it.
    pub is_named: bool,
    /// Where each fact came from.
    pub found_by: BTreeMap<String, String>,
}

impl Study {
    /// The run of each variant that is one of a run's epochs; its best was chosen on what it is measured on, so it is none.
    pub fn runs(&self) -> BTreeMap<String, String> {
        let of = |v: &Variant| {
            let run = v.run.as_ref().filter(|run| run.moment != Moment::Best)?;
            Some((v.id.clone(), run.id.clone()))
        };
        self.variants.iter().filter_map(of).collect()
    }

    /// Takes averaged weights (EMA) where files hold some.
    pub fn take_averaged(&mut self) {
        self.variants.iter_mut().for_each(|v| v.part.weights = Weights::Averaged);
    }
}

impl Variant {
    /// Its smoothing mass, where it was smoothed.
    pub fn alpha(&self) -> Option<f64> {
        self.objective.as_ref().and_then(|o| o.alpha).filter(|a| *a > 0.0)
    }

    /// Whether it learned from another.
    pub fn is_taught(&self) -> bool {
        matches!(self.role, Role::Student | Role::Assistant)
    }

    /// Whether it is a checkpoint of a run whose last one stands for the run.
    pub fn is_earlier(&self) -> bool {
        self.run.as_ref().is_some_and(|run| !run.is_last)
    }

    /// Whether a file or a name says its role.
    fn has_role(&self) -> bool {
        self.found_by.contains_key("role")
    }

    fn stem(&self) -> String {
        self.files.first().map(discover::id).unwrap_or_default()
    }
}
