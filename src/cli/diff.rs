//! `penult diff`: what changed between two analyses beyond noise. Exit code 3 where something did.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Ended, Failure, show};
use crate::analysis::Record;
use crate::analysis::changes::changes;
use crate::analysis::record::FILE;
use crate::checkpoint::write_atomic;
use crate::report::{changes as words, page, terminal};

/// Rows of numbers that are printed.
const ROWS: usize = 40;

/// Which two.
#[derive(Args)]
pub(super) struct Arguments {
    /// The analysis before: an analysis.json, or the folder of a report.
    before: PathBuf,
    /// The analysis after.
    after: PathBuf,
    /// As JSON.
    #[arg(long, conflicts_with = "markdown")]
    json: bool,
    /// As Markdown, for a pull request.
    #[arg(long)]
    markdown: bool,
    /// Write a page of the changes into this folder too.
    #[arg(long, short)]
    out: Option<PathBuf>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Ended, Failure> {
    let (before, after) = (file(&arguments.before), file(&arguments.after));
    let found = changes(&Record::read(&before)?.analysis, &Record::read(&after)?.analysis);
    let names = names(&before, &after);
    let names = (names.0.as_str(), names.1.as_str());
    if let Some(out) = &arguments.out {
        let path = out.join("index.html");
        let written =
            std::fs::create_dir_all(out).and_then(|()| write_atomic(&path, page::changes(&found, names).as_bytes()));
        written.map_err(|e| format!("cannot write ({e}); give another folder with --out: {}", path.display()))?;
    }
    if arguments.json {
        anstream::println!("{}", serde_json::to_string_pretty(&found)?);
    } else if arguments.markdown {
        anstream::print!("{}", words::markdown(&found, names, ROWS));
    } else {
        anstream::print!("{}", terminal::changes(&found, names, ROWS, show::style()));
    }
    Ok(if found.is_any() { Ended::Tripped } else { Ended::Done })
}

/// The file of a report's folder.
pub(super) fn file(path: &Path) -> PathBuf {
    if path.is_dir() { path.join(FILE) } else { path.to_path_buf() }
}

/// What tells the two apart: the last part of each path in which they differ, its folder where the other path ends in it whole.
fn names(before: &Path, after: &Path) -> (String, String) {
    let parts =
        |path: &Path| path.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>();
    let (a, b) = (parts(before), parts(after));
    let shared = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let name = |parts: &[String]| {
        let own = parts.get(..parts.len() - shared).and_then(<[String]>::last);
        own.or_else(|| parts.iter().rev().nth(1)).or(parts.last()).cloned().unwrap_or_default()
    };
    (name(&a), name(&b))
}
