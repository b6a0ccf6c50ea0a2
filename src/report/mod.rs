//! `Record` -> one self-contained page, its figures and tables. Same record, same bytes. Computes no statistics.
//!
//! `comparison`, `differences`, `lineage` and `long` arrange what the record says; `page`, `csv` and `latex` print it; `paper` is
//! the kit for a paper, `export` the files for other tools.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::analysis::Record;
use crate::analysis::schema::Analysis;
use crate::checkpoint::write_atomic;
use crate::figure::theme::Theme;
use crate::figure::{FIGURES, Figure, FigureError, canvas};

pub mod changes;
pub mod comparison;
pub mod csv;
pub mod differences;
pub mod export;
pub mod gallery;
pub mod latex;
pub mod lineage;
pub mod long;
pub mod page;
pub mod paper;
pub mod terminal;

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file or folder cannot be written.
    #[error("cannot write the report ({source}); give another folder with --out: {path}")]
    Write {
        /// What the system said.
        source: std::io::Error,
        /// What was to be written.
        path: PathBuf,
    },
    /// A figure failed.
    #[error("cannot draw a figure ({source}); please report this with your analysis.json: {path}")]
    Figure {
        /// Why.
        source: FigureError,
        /// The figure's file.
        path: PathBuf,
    },
}

/// A figure as the page shows it.
pub struct Drawn<'a> {
    /// The registry's entry.
    pub figure: &'a Figure,
    /// The SVG, or why there is none.
    pub svg: Result<String, String>,
    /// Its files below the report's folder, by format.
    pub files: Vec<(&'static str, String)>,
}

/// Writes `index.html`, `figures/` and `tables/` into `out`, each file whole or not at all; gives the path of the page.
/// Other files in `out` stay as they are.
///
/// # Errors
/// Names the file that cannot be written, or the figure that failed.
pub fn write(record: &Record, out: &Path) -> Result<PathBuf, ReportError> {
    write_with(record, FIGURES, out)
}

/// As `write`, with figures of one's own.
///
/// # Errors
/// As `write`.
pub fn write_with(record: &Record, figures: &[Figure], out: &Path) -> Result<PathBuf, ReportError> {
    let each = |figure| match draw(record, figure, &Theme::page()) {
        Ok((svg, files)) => save_figure(figure, svg, files, out),
        Err(FigureError::Nothing(why)) => Ok(Drawn { figure, svg: Err(why), files: Vec::new() }),
        Err(source) => {
            let path = out.join("figures").join(format!("{}.svg", figure.name));
            Err(ReportError::Figure { source, path })
        }
    };
    // First all, then the first that failed: the same error each time.
    let drawn: Vec<_> = figures.par_iter().map(each).collect();
    let drawn: Vec<Drawn<'_>> = drawn.into_iter().collect::<Result<_, _>>()?;
    for table in long::of_report(record) {
        save(out, &format!("tables/{}.csv", table.name), csv::print(&table).as_bytes())?;
    }
    save(out, "tables/comparison.tex", latex::comparisons(record).as_bytes())?;
    save(out, "tables/differences.tex", latex::differences_of(record).as_bytes())?;
    save(out, "index.html", page::page(record, &drawn).as_bytes())?;
    Ok(out.join("index.html"))
}

/// Bytes of one file, by the extension of its format.
type Files = Vec<(&'static str, Vec<u8>)>;

/// A figure in all its formats, made from one SVG.
fn draw(record: &Record, figure: &Figure, theme: &Theme) -> Result<(String, Files), FigureError> {
    let svg = (figure.draw)(record, theme)?;
    let files = vec![
        ("svg", canvas::standalone(&svg).into_bytes()),
        ("png", canvas::png(&svg, theme.dpi)?),
        ("pdf", canvas::pdf(&svg)?),
    ];
    Ok((svg, files))
}

fn save_figure<'a>(figure: &'a Figure, svg: String, files: Files, out: &Path) -> Result<Drawn<'a>, ReportError> {
    let mut names = Vec::new();
    for (extension, bytes) in files {
        let name = format!("figures/{}.{extension}", figure.name);
        save(out, &name, &bytes)?;
        names.push((extension, name));
    }
    Ok(Drawn { figure, svg: Ok(svg), files: names })
}

fn save(out: &Path, name: &str, bytes: &[u8]) -> Result<(), ReportError> {
    let path = out.join(name);
    let folder = path.parent().unwrap_or(out);
    let written = std::fs::create_dir_all(folder).and_then(|()| write_atomic(&path, bytes));
    written.map_err(|source| ReportError::Write { source, path })
}

/// The split that stands for all: `test`, or the first one where there is no such split.
fn main_split(analysis: &Analysis) -> Option<&str> {
    let names = || analysis.data.splits.keys().map(String::as_str);
    names().find(|name| *name == "test").or_else(|| names().next())
}

/// A name as an anchor or label: whatever is no letter, digit or underscore becomes a hyphen.
fn anchor(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '-' }).collect()
}
