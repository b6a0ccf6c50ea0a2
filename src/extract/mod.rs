//! Runs networks over data and writes activations, through a content-addressed cache. Knows no metric.

pub mod activations;
mod batches;
pub mod class_order;
pub mod engine;
pub mod layers;
pub mod numpy;
pub mod parity;
pub mod preprocessing;
pub mod probes;
pub mod run;
pub mod thumbnails;

use std::path::PathBuf;

use crate::{checkpoint, data, network};
pub use activations::Activations;
pub use run::{Settings, Source, check, run};
pub use thumbnails::Thumbnails;

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    /// A checkpoint cannot be read, or activations cannot be written.
    #[error(transparent)]
    Checkpoint(#[from] checkpoint::CheckpointError),
    /// A network is unknown or cannot run.
    #[error(transparent)]
    Network(#[from] network::NetworkError),
    /// An image cannot be read.
    #[error(transparent)]
    Data(#[from] data::DataError),
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
