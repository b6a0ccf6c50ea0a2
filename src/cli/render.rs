//! `penult render`: an analysis.json -> the report, with the same bytes for the same file.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use crate::analysis::Record;

/// What is rendered.
#[derive(Args)]
pub(super) struct Arguments {
    /// The analysis.json; its sidecar lies beside it.
    analysis: PathBuf,
    /// Folder of the report; that of analysis.json by default.
    #[arg(long, short)]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let record = Record::read(&arguments.analysis)?;
    let out = arguments.out.as_deref().or_else(|| arguments.analysis.parent()).unwrap_or_else(|| Path::new("."));
    anstream::println!("{}", crate::report::write(&record, out)?.display());
    Ok(())
}
