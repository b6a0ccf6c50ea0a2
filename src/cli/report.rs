//! `penult report`: the main job.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use super::outputs::Outputs;
use super::pipeline::{self, Measuring};
use super::progress::Screen;
use super::runner::Running;
use crate::study;

/// A folder of checkpoints, and what overrides it.
#[derive(Args)]
pub(super) struct Arguments {
    /// Folder of checkpoints, with or without penult.toml.
    folder: PathBuf,
    /// Folder of the report; reports/NAME by default.
    #[arg(long, short)]
    out: Option<PathBuf>,
    #[command(flatten)]
    running: Running,
    #[command(flatten)]
    pub(super) measuring: Measuring,
    #[command(flatten)]
    outputs: Outputs,
}

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Outcome {
    let study = arguments.running.of(study::open(&arguments.folder, arguments.running.epochs())?);
    let name = std::path::absolute(&arguments.folder)?
        .file_name()
        .map_or_else(|| "report".into(), std::ffi::OsStr::to_os_string);
    let out = arguments.out.clone().unwrap_or_else(|| Path::new("reports").join(name));
    pipeline::make_folder(&out)?;
    let prepared = pipeline::prepare(&study, &arguments.running, screen)?;
    let record = pipeline::analyse(prepared, &arguments.measuring, screen)?;
    pipeline::finish(&record, &out, &arguments.outputs)
}
