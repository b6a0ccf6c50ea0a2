//! `penult render`: an analysis.json -> the report, with the same bytes for the same file.

use std::path::{Path, PathBuf};

use clap::Args;

use super::after::After;
use super::outputs::Outputs;
use super::progress::Screen;
use super::{Ended, Failure, show};
use crate::analysis::Record;
use crate::analysis::record::FILE;
use crate::checkpoint::copy_atomic;

/// What is rendered.
#[derive(Args)]
pub(super) struct Arguments {
    /// The analysis.json; its sidecar lies beside it.
    analysis: PathBuf,
    /// Folder of the report; that of analysis.json by default.
    #[arg(long, short)]
    out: Option<PathBuf>,
    #[command(flatten)]
    outputs: Outputs,
    #[command(flatten)]
    after: After,
}

pub(super) fn run(arguments: &Arguments, screen: &Screen) -> Result<Ended, Failure> {
    let record = Record::read(&arguments.analysis)?;
    let own = arguments.analysis.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let out = arguments.out.as_deref().unwrap_or(own);
    let page = crate::report::write(&record, out)?;
    if out != own {
        copy(&arguments.analysis, &out.join(FILE))?;
        if let Some(sidecar) = &record.analysis.sidecar {
            copy(&own.join(sidecar), &out.join(sidecar))?;
        }
    }
    show::summary(&record.analysis, screen);
    anstream::println!("report: {}", page.display());
    arguments.outputs.write(&record, out)?;
    arguments.after.done(&record.analysis, &page, screen)
}

/// The report names its analysis, so it comes along, byte for byte.
fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let failed = |e: std::io::Error| {
        format!("cannot copy {} ({e}); give another folder with --out: {}", from.display(), to.display())
    };
    copy_atomic(from, to).map_err(failed)
}
