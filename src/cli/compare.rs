//! `penult compare`: checkpoints, activations files and folders, or analyses of them, side by side.

use std::path::{Path, PathBuf};

use clap::Args;

use super::after::After;
use super::diff::file;
use super::outputs::Outputs;
use super::pipeline::{self, Measuring};
use super::progress::Screen;
use super::runner::Running;
use super::{Ended, Failure};
use crate::analysis::Record;
use crate::analysis::merged::merged;
use crate::analysis::record::FILE;
use crate::study;

/// What is compared.
#[derive(Args)]
pub(super) struct Arguments {
    /// Checkpoints, activations files or folders of them; or analyses that were made before, each an analysis.json or the folder of
    /// its report.
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
    #[command(flatten)]
    after: After,
}

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Result<Ended, Failure> {
    let analyses: Vec<PathBuf> = arguments.paths.iter().filter(|path| is_analysis(path)).map(|p| file(p)).collect();
    if let Some(other) = arguments.paths.iter().find(|path| !is_analysis(path)).filter(|_| !analyses.is_empty()) {
        return Err(format!(
            "an analysis.json holds numbers and no activations, so it stands beside other analyses alone; make one of the rest \
             first (penult compare … --out DIR) and give DIR/{FILE}: {}",
            other.display()
        )
        .into());
    }
    pipeline::make_folder(&arguments.out)?;
    let record = if analyses.is_empty() { measured(arguments, screen)? } else { read(&analyses, screen)? };
    let page = pipeline::finish(&record, &arguments.out, &arguments.outputs, screen)?;
    arguments.after.done(&record.analysis, &page, screen)
}

/// What is run or read, and measured.
fn measured(arguments: &Arguments, screen: &Screen) -> Result<Record, Failure> {
    let study = arguments.running.of(study::gather(&arguments.paths, arguments.running.epochs())?);
    let prepared = pipeline::prepare(&study, &arguments.running, screen)?;
    pipeline::analyse(prepared, &arguments.measuring, screen)
}

/// What was measured before, side by side.
fn read(analyses: &[PathBuf], screen: &Screen) -> Result<Record, Failure> {
    let read = |path: &PathBuf| Ok((path.display().to_string(), Record::read(path)?));
    let parts = analyses.iter().map(read).collect::<Result<Vec<_>, Failure>>()?;
    // Without their folders, which a report must not depend on.
    let named = parts.into_iter().zip(1..).map(|((path, record), at)| (called(&path, at), record)).collect();
    screen.note(
        "numbers across the analyses (agreement, CKA, paired differences) are in none of them, and not in this report",
    );
    Ok(merged(named)?)
}

/// An analysis by the folder that it lies in, or its place.
fn called(path: &str, at: usize) -> String {
    let folder = Path::new(path).parent().and_then(Path::file_name);
    folder.map_or_else(|| format!("analysis {at}"), |name| name.to_string_lossy().into_owned())
}

/// Whether a path is an `analysis.json`, or a report's folder.
fn is_analysis(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json") || path.join(FILE).is_file()
}
