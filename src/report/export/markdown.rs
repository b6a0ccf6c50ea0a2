//! `summary.md` for a pull request: the verdict, its steps, the comparison, and where the rest is; GitHub's Markdown, under 60
//! lines.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::analysis::argument::wording::effect;
use crate::analysis::schema::{Analysis, Verdict};
use crate::analysis::{Record, format};
use crate::report::comparison::{self as compared, Row};
use crate::report::long::argument::state;
use crate::report::{ReportError, main_split, save};

/// Verdicts, their steps, and rows of the comparison that are shown; the page has all.
const VERDICTS: usize = 2;
const STEPS: usize = 9;
const ROWS: usize = 16;
/// Statistics that fit a comment's width.
const COLUMNS: [&str; 5] = ["accuracy", "nll", "ece", "temperature", "class_separation"];

/// Writes `summary.md`; gives its path.
///
/// # Errors
/// Names the file that cannot be written.
pub fn write(record: &Record, out: &Path) -> Result<PathBuf, ReportError> {
    save(out, "summary.md", summary(record).as_bytes())?;
    Ok(out.join("summary.md"))
}

/// The text.
#[must_use]
pub fn summary(record: &Record) -> String {
    let analysis = &record.analysis;
    let mut out = format!("## penult: {}\n", escape(&analysis.data.name));
    let verdicts = &analysis.argument.verdicts;
    verdicts.iter().take(VERDICTS).for_each(|verdict| out += &of_verdict(verdict));
    out += &more(verdicts.len(), VERDICTS, "verdicts");
    if verdicts.is_empty() {
        analysis.argument.advice.iter().take(1).for_each(|advice| {
            let _ = writeln!(out, "\n{}", escape(advice));
        });
    }
    out += &comparison(analysis);
    let _ = writeln!(out, "\nThe whole report: [index.html](index.html), numbers in [analysis.json](analysis.json).");
    out
}

/// What is not shown.
fn more(count: usize, shown: usize, what: &str) -> String {
    match count.saturating_sub(shown) {
        0 => String::new(),
        left => format!("\n{} more {what} in the report.\n", format::count(left)),
    }
}

fn of_verdict(verdict: &Verdict) -> String {
    let mut out = format!("\n**{}** {}\n", escape(&verdict.teacher), escape(&verdict.summary));
    if verdict.steps.is_empty() {
        return out;
    }
    out += "\n| Step | Effect | State |\n|---|---|---|\n";
    for step in verdict.steps.iter().take(STEPS) {
        let effect = effect(step).unwrap_or_else(|| format::DASH.to_owned());
        let _ = writeln!(out, "| {} | {} | {} |", escape(&step.name), escape(&effect), state(step.state));
    }
    out + &more(verdict.steps.len(), STEPS, "steps")
}

fn comparison(analysis: &Analysis) -> String {
    let Some(split) = main_split(analysis) else { return String::new() };
    let mut columns = compared::headline(analysis, split);
    columns.retain(|name| COLUMNS.contains(&name.as_str()));
    let rows: Vec<Row> = compared::groups(analysis, split, &columns).into_iter().flat_map(|b| b.rows).collect();
    if columns.is_empty() || rows.is_empty() {
        return String::new();
    }
    let heads: Vec<String> = columns.iter().map(|name| escape(&format::head(name))).collect();
    let mut out = format!("\n| {split} | {} |\n|---|{}\n", heads.join(" | "), "---:|".repeat(heads.len()));
    for row in rows.iter().take(ROWS) {
        let cells: Vec<String> = row.cells.iter().map(|cell| escape(&cell.text)).collect();
        let _ = writeln!(out, "| {} | {} |", escape(&row.id), cells.join(" | "));
    }
    out + &more(rows.len(), ROWS, "rows")
}

/// Text that Markdown shows as it is.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '<' => out += "&lt;",
            '&' => out += "&amp;",
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '#' | '~' | '@' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}
