//! The index of a folder of reports: what each study asked and what came out. Fed by their records; each entry leads to its page.

use maud::{Markup, PreEscaped, html};

use super::table::breakable;
use super::{Document, facts, plates, question, verdict};
use crate::analysis::Record;
use crate::report::anchor;

/// A study of the gallery.
pub struct Study {
    /// Its folder, beside the index.
    pub folder: String,
    /// What its report was made from.
    pub record: Record,
    /// The figure that opens its page, as SVG, where it was drawn.
    pub figure: Option<String>,
}

/// Name of the figure that opens a study's page.
pub use plates::opening;

/// The whole index as HTML.
#[must_use]
pub fn gallery(studies: &[Study]) -> String {
    let header = html! {
        p.kicker { "penult" }
        h1 { "Reports" }
        p.facts { "Each was made by " code { "penult report" } " from the checkpoints beside its name, and opens without a network." }
    };
    let main = html! { @for study in studies { (entry(study)) } };
    let footer = html! { "Made by penult from the analysis.json of each folder." };
    Document { title: "Reports", header, main, footer, script: None }.html()
}

fn entry(study: &Study) -> Markup {
    let analysis = &study.record.analysis;
    let id = anchor(&study.folder);
    let page = format!("{}/index.html", study.folder);
    html! {
        section.study id=(id) aria-labelledby=(format!("{id}-title")) {
            h2 id=(format!("{id}-title")) { a href=(page) { (breakable(&study.folder)) } ": " (breakable(&question(analysis))) }
            p.facts { (facts(analysis)) }
            @for of in &analysis.argument.verdicts { (verdict::summary(of)) }
            @if let Some(svg) = &study.figure {
                a.card href=(page) aria-label=(format!("The report of {}", study.folder)) { (PreEscaped(plates::inline(svg))) }
            }
        }
    }
}
