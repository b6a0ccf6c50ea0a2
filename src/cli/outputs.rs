//! What `report`, `compare` and `render` write beside the page.

use std::path::Path;

use clap::{Args, ValueEnum};

use super::Failure;
use crate::analysis::Record;
use crate::report::export::{markdown, parquet, projector};
use crate::report::paper::{self, Target};

/// The switches.
#[derive(Args, Debug)]
pub(super) struct Outputs {
    /// Write the kit for a paper below paper/: figures sized for VENUE (as `penult figure --for`), LaTeX tables, captions, numbers
    /// by name, references and the data behind them. Written with its equals sign: --paper=icml; neurips by default.
    #[arg(long, value_name = "VENUE", num_args = 0..=1, require_equals = true, default_missing_value = "neurips", value_parser = Target::of)]
    paper: Option<Target>,
    /// Write files for other tools too, several apart by commas.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "TOOL")]
    export: Vec<Tool>,
}

/// A tool that reads what penult writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Tool {
    /// TensorBoard's embedding projector: sampled outputs of each checkpoint, in projector/
    Projector,
    /// The tables as Parquet beside their CSV, in tables/
    Parquet,
    /// A summary for a pull request, summary.md
    Markdown,
}

impl Outputs {
    /// Writes what was asked for into the folder of the report, and prints where it is.
    pub(super) fn write(&self, record: &Record, out: &Path) -> Result<(), Failure> {
        if let Some(target) = &self.paper {
            anstream::println!("paper: {}", paper::write(record, target, out)?.display());
        }
        for tool in &self.export {
            let path = match tool {
                Tool::Projector => projector::write(record, out)?,
                Tool::Parquet => parquet::write(record, out)?,
                Tool::Markdown => markdown::write(record, out)?,
            };
            anstream::println!("{}", path.display());
        }
        Ok(())
    }
}
