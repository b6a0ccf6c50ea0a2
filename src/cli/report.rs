//! `penult report`: the main job.

use std::path::{Path, PathBuf};

use clap::Args;

use super::after::After;
use super::outputs::Outputs;
use super::pipeline::{self, Measuring};
use super::progress::Screen;
use super::runner::Running;
use super::{Ended, Failure, watch};
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
    #[command(flatten)]
    after: After,
    /// Make the report again whenever checkpoints come or change, as `penult lab run` in another terminal; Ctrl-C ends.
    #[arg(long)]
    watch: bool,
}

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Result<Ended, Failure> {
    let out = out(arguments)?;
    if !arguments.watch {
        return once(arguments, &out, screen);
    }
    let own = [Some(out.clone()), arguments.running.cache.clone()].into_iter().flatten();
    let own = own.map(std::path::absolute).collect::<Result<Vec<_>, _>>()?;
    watch::rounds(&arguments.folder, &own, screen, || once(arguments, &out, screen))
}

/// The folder of the report.
fn out(arguments: &Arguments) -> Result<PathBuf, Failure> {
    let name = std::path::absolute(&arguments.folder)?
        .file_name()
        .map_or_else(|| "report".into(), std::ffi::OsStr::to_os_string);
    Ok(arguments.out.clone().unwrap_or_else(|| Path::new("reports").join(name)))
}

/// The report of the folder as it is now.
fn once(arguments: &Arguments, out: &Path, screen: &Screen) -> Result<Ended, Failure> {
    let study = arguments.running.of(study::open(&arguments.folder, arguments.running.epochs())?);
    pipeline::make_folder(out)?;
    let prepared = pipeline::prepare(&study, &arguments.running, screen)?;
    let record = pipeline::analyse(prepared, &arguments.measuring, screen)?;
    let page = pipeline::finish(&record, out, &arguments.outputs, screen)?;
    arguments.after.done(&record.analysis, &page, screen)
}
