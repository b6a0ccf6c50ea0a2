//! `main.tex`, which shows every part of the kit on a page of the venue's width, and `README.md`.

use std::fmt::Write as _;

use super::captions::Caption;
use super::{Target, numbers};
use crate::analysis::Record;
use crate::figure::Figure;
use crate::report::latex::{escape, table::Table};
use crate::report::long;

/// Floats between two page breaks: LaTeX holds only so many back.
const FLOATS: usize = 4;

/// A figure or table with its caption.
pub struct Part<'a, T> {
    /// The figure or table.
    pub of: &'a T,
    /// Its caption.
    pub caption: &'a Caption,
}

/// The document.
#[must_use]
pub fn main(record: &Record, target: &Target, figures: &[Part<'_, Figure>], tables: &[Part<'_, Table>]) -> String {
    let mut out = format!(
        "% Every part of the kit; made by penult. To compile: pdflatex main, bibtex main, pdflatex main, pdflatex main.\n\
         \\documentclass{{article}}\n\\usepackage[textwidth={}in,textheight=9in]{{geometry}}\n\\usepackage{{booktabs}}\n\
         \\usepackage{{graphicx}}\n\\emergencystretch=3em\n\
         % Names may break after an underscore.\n\\renewcommand{{\\_}}{{\\textunderscore\\allowbreak{{}}}}\n\\input{{numbers}}\n\\input{{captions}}\n\n\\begin{{document}}\n{}",
        target.text_inches,
        opening(record)
    );
    for (at, figure) in figures.iter().enumerate() {
        out += if at % FLOATS == 0 { "\n\\clearpage\n" } else { "\n" };
        out += &float(figure, target);
    }
    for (at, table) in tables.iter().enumerate() {
        out += if at % FLOATS == 0 { "\n\\clearpage\n" } else { "" };
        let _ = writeln!(out, "\\input{{tab/{}}}", table.of.name);
    }
    out + "\n\\clearpage\n\\nocite{*}\n\\bibliographystyle{plain}\n\\bibliography{references}\n\\end{document}\n"
}

/// Text that takes its numbers from `numbers.tex`.
fn opening(record: &Record) -> String {
    let mut out = "Made by penult~\\cite{penult} from \\StudyCheckpoints{} checkpoints on \\StudyData{}".to_owned();
    out += " (\\StudyClasses{} classes; seeds of a group: \\StudySeeds{}; intervals: \\StudyLevel\\,\\%).\n";
    out += "Of the claims of the papers, \\ClaimsSupported{} are supported here, \\ClaimsContradicted{} contradicted and \\ClaimsUndetermined{} undetermined.\n";
    let numbers = numbers::all(record);
    for verdict in numbers.iter().filter(|n| n.name.starts_with("Verdict")) {
        let _ = writeln!(out, "\n\\{}{{}}", verdict.name);
    }
    let accuracies: Vec<String> = numbers
        .iter()
        .filter(|n| n.name.starts_with("Accuracy") && n.name.ends_with("Pm"))
        .map(|n| format!("{}: \\{}{{}}", escape(&n.about), n.name))
        .collect();
    if !accuracies.is_empty() {
        let _ = writeln!(out, "\n\\noindent {}.", accuracies.join(";\n"));
    }
    out
}

fn float(figure: &Part<'_, Figure>, target: &Target) -> String {
    let environment = target.figure;
    let (name, command) = (figure.of.name, &figure.caption.command);
    let label = name.replace('_', "-");
    format!(
        "\\begin{{{environment}}}[t]\n\\centering\n\\includegraphics{{fig/{name}.pdf}}\n\\caption{{\\{command}}}\n\\label{{fig:{label}}}\n\\end{{{environment}}}\n"
    )
}

/// What lies where, how to use it, and what was not drawn.
#[must_use]
pub fn readme(record: &Record, target: &Target, missing: &[(&str, String)]) -> String {
    let mut out = format!(
        "# Paper kit\n\nMade by penult {} for {} ({} in wide figures; do not rescale them).\n\n\
         - `main.tex` shows every part; it needs `booktabs` and `graphicx`. `pdflatex main`, `bibtex main`, then `pdflatex main` twice.\n\
         - `fig/NAME.pdf` (`.svg`, `.png`): `\\includegraphics{{fig/NAME.pdf}}`, caption `\\CaptionName`.\n\
         - `tab/NAME.tex`: `\\input{{tab/NAME}}`, a whole float with its caption `\\CaptionTableName`.\n\
         - `captions.tex`: the captions; input it before figures and tables, change a caption with `\\renewcommand`.\n\
         - `numbers.tex`: a command a number: `\\AccuracyTeacherHard` (mean), `…Sd`, `…Pm` (both), `…Interval`, `\\DeltaAccuracy…` (paired difference); each says behind it what it is.\n\
         - `references.bib`: the papers of the ledger under its keys, and penult. Complete authors' first names.\n",
        record.analysis.penult, target.name, target.inches,
    );
    out += "- `data/*.csv`: the numbers behind figures and tables, a line each:\n";
    for table in long::all(record) {
        let _ = writeln!(out, "  - `{}.csv`: {}", table.name, table.about);
    }
    if !missing.is_empty() {
        out += "\nNot drawn:\n\n";
        missing.iter().for_each(|(title, why)| {
            let _ = writeln!(out, "- {title}: {why}");
        });
    }
    out
}
