//! The figures with their captions and links to the files in each format.

use maud::{Markup, PreEscaped, html};

use crate::analysis::Record;
use crate::report::Drawn;

/// The drawn figures, numbered, then why others were not drawn; none where none is registered.
pub fn figures(record: &Record, figures: &[Drawn<'_>]) -> Option<Markup> {
    let drawn = figures.iter().filter_map(|f| Some((f, f.svg.as_deref().ok()?)));
    let missing: Vec<(&str, &str)> =
        figures.iter().filter_map(|f| Some((f.figure.title, f.svg.as_ref().err()?.as_str()))).collect();
    (!figures.is_empty()).then(|| {
        html! {
            @for (number, (of, svg)) in (1..).zip(drawn) { (figure(record, number, of, svg)) }
            @if !missing.is_empty() {
                h3 { "Not drawn" }
                ul.missing { @for (title, why) in &missing { li { (title) ": " (why) "." } } }
            }
        }
    })
}

fn figure(record: &Record, number: usize, drawn: &Drawn<'_>, svg: &str) -> Markup {
    let figure = drawn.figure;
    html! {
        figure id=(format!("figure-{}", figure.name)) {
            h3 { (figure.title) }
            div.card tabindex="0" role="group" aria-label=(figure.title) { (PreEscaped(inline(svg))) }
            figcaption {
                strong { "Figure " (number) "." } " " ((figure.caption)(record))
                span.files { @for (format, file) in &drawn.files { a href=(file) { (format.to_uppercase()) } " " } }
            }
        }
    }
}

/// The `<svg>` element alone: an XML declaration has no place inside HTML.
fn inline(svg: &str) -> &str {
    svg.find("<svg").map_or(svg, |at| &svg[at..])
}
