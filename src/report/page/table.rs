//! What the tables of the page share: heads that link to their definition, names that wrap, footnotes for empty cells.

use maud::{Markup, PreEscaped, html};

use crate::analysis::format;
use crate::metrics::definition;

/// Text that may wrap after the separators of ids and paths, so that long ones stay in their column, and not within `T = 4`.
pub fn breakable(text: &str) -> Markup {
    let text = text.replace("T = ", "T\u{a0}=\u{a0}");
    let parts: Vec<&str> = text.split_inclusive(['_', '/', ':']).collect();
    html! { @for (at, part) in parts.iter().enumerate() { @if at > 0 { wbr; } (part) } }
}

/// The head of a metric's column: short name, unit and arrow, linked to the definition under Methods.
pub fn head(metric: &str) -> Markup {
    let arrow = definition(metric).map_or("", |d| d.direction.arrow());
    titled(metric, &format!("{} {arrow}", format::head(metric)))
}

/// A text that links to the definition of a metric, where there is one.
pub fn titled(metric: &str, text: &str) -> Markup {
    html! {
        @match definition(metric) {
            Some(d) => a href=(format!("#method-{metric}")) title=(format!("{}: {}", d.title, d.measures)) { (text.trim()) },
            None => (text.trim())
        }
    }
}

/// A number with its marks, its spread or interval set smaller: `88.83 ± 0.03`, `88.80 [88.09, 89.44]`.
pub fn number(text: &str, marks: &Markup) -> Markup {
    match text.split_once(' ') {
        Some((value, rest)) if rest.starts_with('[') => html! { (value) (marks) " " span.interval { (rest) } },
        Some((value, rest)) => html! { (value) " " span.spread { (rest) } (marks) },
        None => html! { (text) (marks) },
    }
}

/// So many rows fit a screen; longer tables scroll below their heads.
const TALL: usize = 40;

/// A table of so many rows in its own scrolling box, reachable by keyboard.
pub fn scroll(label: &str, rows: usize, table: &Markup) -> Markup {
    html! { div.scroll.tall[rows > TALL] tabindex="0" role="region" aria-label=(label) { (table) } }
}

/// Notes below a table, each said once and numbered in the order of their first mark.
pub struct Footnotes {
    table: String,
    notes: Vec<String>,
}

impl Footnotes {
    /// For the table of this id.
    pub fn new(table: &str) -> Self {
        Self { table: table.to_owned(), notes: Vec::new() }
    }

    /// The mark of a note in a cell: its number, linked.
    pub fn mark(&mut self, note: &str) -> Markup {
        let at = self.notes.iter().position(|n| n == note).unwrap_or_else(|| {
            self.notes.push(note.to_owned());
            self.notes.len() - 1
        });
        let number = at + 1;
        html! { sup { a href=(format!("#{}-note-{number}", self.table)) aria-label=(format!("note {number}")) { (number) } } }
    }

    /// The marks of several notes.
    pub fn marks(&mut self, notes: &[String]) -> Markup {
        PreEscaped(notes.iter().map(|note| self.mark(note).into_string()).collect())
    }

    /// The list below the table; nothing without notes.
    pub fn list(&self) -> Markup {
        html! {
            @if !self.notes.is_empty() {
                ol.notes {
                    @for (number, note) in (1..).zip(&self.notes) { li id=(format!("{}-note-{number}", self.table)) { (note) } }
                }
            }
        }
    }
}
