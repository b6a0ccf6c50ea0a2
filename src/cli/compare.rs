//! `penult compare`: checkpoints, activations files and folders, side by side.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::outputs::Outputs;
use super::pipeline::{self, Measuring};
use super::progress::Screen;
use super::runner::Running;
use crate::study;

/// What is compared.
#[derive(Args)]
pub(super) struct Arguments {
    /// Checkpoints, activations files or folders of them.
    #[arg(required = true, num_args = 1..)]
    paths: Vec<PathBuf>,
    /// Folder of the report.
    #[arg(long, short, default_value = "reports/compare")]
    out: PathBuf,
    #[command(flatten)]
    running: Running,
    #[command(flatten)]
    pub(super) measuring: Measuring,
    #[command(flatten)]
    outputs: Outputs,
}

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Outcome {
    let study = arguments.running.of(study::gather(&arguments.paths, arguments.running.epochs())?);
    pipeline::make_folder(&arguments.out)?;
    let prepared = pipeline::prepare(&study, &arguments.running, screen)?;
    let record = pipeline::analyse(prepared, &arguments.measuring, screen)?;
    pipeline::finish(&record, &arguments.out, &arguments.outputs)
}
