//! `penult gallery`: the index page of a folder of reports.

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use crate::report::gallery;

/// Which folder.
#[derive(Args)]
pub(super) struct Arguments {
    /// Folder whose folders are reports.
    #[arg(default_value = "reports")]
    folder: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    anstream::println!("{}", gallery::write(&arguments.folder)?.display());
    Ok(())
}
