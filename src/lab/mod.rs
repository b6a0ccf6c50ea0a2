//! Recipes -> trained folders that `report` reads. Uses `checkpoint`, `network` and `data`; nothing needs it.

pub mod objectives;
pub mod recipe;
pub mod train;

use std::path::{Path, PathBuf};

/// What can go wrong in the lab.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    /// The recipe does not say what it must.
    #[error("{what}: {path}")]
    Recipe {
        /// What is wrong and what to write.
        what: String,
        /// The recipe.
        path: PathBuf,
    },
    /// The data cannot be read.
    #[error(transparent)]
    Data(#[from] crate::data::DataError),
    /// A checkpoint cannot be read or written.
    #[error(transparent)]
    Checkpoint(#[from] crate::checkpoint::CheckpointError),
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

/// Runs a recipe: trains every variant that is not there yet and writes `penult.toml`.
/// `report` is told one line a finished variant.
///
/// # Errors
/// When the recipe, its data or the output cannot be read or written.
pub fn run(path: &Path, out: &Path, tell: &(dyn Fn(&str) + Sync)) -> Result<(), LabError> {
    let recipe = recipe::load(path)?;
    train::run(&recipe, path, out, tell)
}
