//! Recipes -> trained folders that `report` reads. Uses `checkpoint`, `network` and `data`; nothing needs it.
//!
//! A recipe (`recipe`) names runs; `jobs` trains each once a seed (`train`) on examples that stay on the device (`examples`,
//! `augment`), by an objective of `objectives`, with `optimiser` and `schedule`, from a `teacher` or none. `progress` keeps
//! what an interrupted run goes on from, `record` writes what the finished files and `penult.toml` say.

pub mod examples;
mod jobs;
pub mod objectives;
pub mod optimiser;
mod progress;
pub mod recipe;
mod record;
pub mod schedule;
mod teacher;
mod train;

use std::fmt;
use std::path::{Path, PathBuf};

pub use crate::data::augment;

/// What can go wrong in the lab.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    /// The recipe does not say what it must, or what is there does not fit it.
    #[error("{what}: {path}")]
    Recipe {
        /// What is wrong and what to write.
        what: String,
        /// The recipe, or the file that does not fit it.
        path: PathBuf,
    },
    /// The data cannot be read.
    #[error(transparent)]
    Data(#[from] crate::data::DataError),
    /// A checkpoint cannot be read or written.
    #[error(transparent)]
    Checkpoint(#[from] crate::checkpoint::CheckpointError),
    /// A network cannot be built or run.
    #[error(transparent)]
    Network(#[from] crate::network::NetworkError),
    /// A tensor operation failed.
    #[error("training failed in a tensor operation: {0}")]
    Tensor(#[from] candle_core::Error),
    /// A file cannot be written.
    #[error("cannot write ({source}); choose another --out or mend its permissions: {path}")]
    Write {
        /// The system's reason.
        source: std::io::Error,
        /// The file.
        path: PathBuf,
    },
}

/// What happens in the lab, as it happens; shown as a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A variant was there already.
    Kept {
        /// The variant.
        id: String,
    },
    /// An interrupted variant goes on.
    Resumed {
        /// The variant.
        id: String,
        /// Epochs that are done.
        epoch: usize,
    },
    /// An epoch is done.
    Epoch {
        /// The variant.
        id: String,
        /// Epochs that are done.
        epoch: usize,
        /// Epochs in all.
        epoch_count: usize,
        /// Mean loss of the epoch.
        loss: f64,
    },
    /// A variant is trained and saved.
    Trained {
        /// The variant.
        id: String,
        /// Mean loss of the last epoch.
        loss: f64,
        /// Accuracy of the saved file on the test split beside the training data, where there is one.
        test_accuracy: Option<f64>,
    },
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kept { id } => write!(f, "{id}: kept"),
            Self::Resumed { id, epoch } => write!(f, "{id}: goes on after epoch {epoch}"),
            Self::Epoch { id, epoch, epoch_count, loss } => {
                write!(f, "{id}: epoch {epoch}/{epoch_count}, loss {loss:.4}")
            }
            Self::Trained { id, loss, test_accuracy } => {
                write!(f, "{id}: trained, loss {loss:.4}")?;
                test_accuracy.map_or(Ok(()), |a| write!(f, ", test accuracy {a:.4}"))
            }
        }
    }
}

/// Runs a recipe: trains every variant that is not there yet and writes `penult.toml`. `tell` hears of each epoch.
///
/// # Errors
/// When the recipe, its data or the output cannot be read or written.
pub fn run(path: &Path, out: &Path, tell: &(dyn Fn(&Event) + Sync)) -> Result<(), LabError> {
    let recipe = recipe::load(path)?;
    jobs::run(&recipe, path, out, tell)
}
