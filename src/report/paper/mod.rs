//! The kit for a paper: figures sized for a venue, LaTeX tables, captions, numbers by name, references, and the data behind them.
//!
//! Fed by the record; read by `penult report --paper`. Same record and venue, same bytes.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::latex::table::Sheet;
use super::{ReportError, csv, draw, latex, long, save};
use crate::analysis::Record;
use crate::figure::theme::Theme;
use crate::figure::{FIGURES, Figure, FigureError, venue};

pub mod captions;
pub mod document;
pub mod names;
pub mod numbers;
pub mod references;

use document::Part;

/// The folder of the kit, below the report.
pub const FOLDER: &str = "paper";

/// The page that a kit is made for.
#[derive(Clone, Debug)]
pub struct Target {
    /// The venue's name, as typed.
    name: String,
    theme: Theme,
    /// Width of figures, in inches.
    inches: f64,
    /// Width of the text, in inches.
    text_inches: f64,
    /// `figure`, or `figure*` for one across two columns.
    figure: &'static str,
    /// Where tables go.
    sheet: Sheet,
}

impl Target {
    /// The page of a venue; with `-column`, figures as wide as one of its two columns.
    ///
    /// # Errors
    /// Lists the known names.
    pub fn of(name: &str) -> Result<Self, String> {
        let (venue, inches) = venue::find(name)?;
        let text_inches = venue.full_inches;
        let has_columns = venue.column_inches.is_some();
        // Tables need the whole width.
        let environment = if has_columns { "table*" } else { "table" };
        Ok(Self {
            name: name.to_owned(),
            theme: Theme::for_venue(name)?,
            inches,
            text_inches,
            figure: if has_columns && inches >= text_inches { "figure*" } else { "figure" },
            sheet: Sheet { inches: text_inches, environment },
        })
    }
}

/// Writes the kit into `out/paper`, each file whole or not at all; gives the path of `main.tex`.
///
/// # Errors
/// Names the file that cannot be written, or the figure that failed.
pub fn write(record: &Record, target: &Target, out: &Path) -> Result<PathBuf, ReportError> {
    write_with(record, FIGURES, target, out)
}

/// As `write`, with figures of one's own.
///
/// # Errors
/// As `write`.
pub fn write_with(record: &Record, figures: &[Figure], target: &Target, out: &Path) -> Result<PathBuf, ReportError> {
    let folder = out.join(FOLDER);
    let (drawn, missing) = write_figures(record, figures, target, &folder)?;
    let tables = latex::all(record);
    let (of_figures, of_tables) = captions::all(record, &drawn, &tables);
    for (table, caption) in tables.iter().zip(&of_tables) {
        let text = table.print(&format!("\\{}", caption.command), target.sheet);
        save(&folder, &format!("tab/{}.tex", table.name), text.as_bytes())?;
    }
    for table in long::all(record) {
        save(&folder, &format!("data/{}.csv", table.name), csv::print(&table).as_bytes())?;
    }
    let all: Vec<_> = of_figures.iter().chain(&of_tables).collect();
    let figures: Vec<_> = drawn.iter().zip(&of_figures).map(|(of, caption)| Part { of: *of, caption }).collect();
    let tables: Vec<_> = tables.iter().zip(&of_tables).map(|(of, caption)| Part { of, caption }).collect();
    let texts = [
        ("captions.tex", captions::file(&all)),
        ("numbers.tex", numbers::file(record)),
        ("references.bib", references::file(record)),
        ("README.md", document::readme(record, target, &missing)),
        ("main.tex", document::main(record, target, &figures, &tables)),
    ];
    for (name, text) in texts {
        save(&folder, name, text.as_bytes())?;
    }
    Ok(folder.join("main.tex"))
}

/// Figures that have no picture: title and reason.
type Missing<'a> = Vec<(&'a str, String)>;

/// Writes the figures that have something to show.
fn write_figures<'a>(
    record: &Record,
    figures: &'a [Figure],
    target: &Target,
    folder: &Path,
) -> Result<(Vec<&'a Figure>, Missing<'a>), ReportError> {
    let made: Vec<_> = figures.par_iter().map(|figure| draw(record, figure, &target.theme)).collect();
    let (mut drawn, mut missing) = (Vec::new(), Vec::new());
    for (figure, made) in figures.iter().zip(made) {
        match made {
            Ok((_, files)) => {
                for (extension, bytes) in files {
                    save(folder, &format!("fig/{}.{extension}", figure.name), &bytes)?;
                }
                drawn.push(figure);
            }
            Err(FigureError::Nothing(why)) => missing.push((figure.title, why)),
            Err(source) => {
                let path = folder.join("fig").join(figure.name);
                return Err(ReportError::Figure { source, path });
            }
        }
    }
    Ok((drawn, missing))
}
