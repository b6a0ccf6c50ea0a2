//! The figures with their captions and links to the files in each format.

use maud::{Markup, PreEscaped, html};

use crate::analysis::Record;
use crate::report::Drawn;

/// All figures, the drawn ones numbered; none where none is registered.
pub fn figures(record: &Record, figures: &[Drawn<'_>]) -> Option<Markup> {
    let mut numbers = 1..;
    let mut parts = Vec::new();
    for drawn in figures {
        parts.push(match &drawn.svg {
            Ok(svg) => figure(record, numbers.next().unwrap_or_default(), drawn, svg),
            Err(why) => missing(drawn, why),
        });
    }
    (!parts.is_empty()).then(|| html! { @for part in &parts { (part) } })
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

fn missing(drawn: &Drawn<'_>, why: &str) -> Markup {
    html! {
        div id=(format!("figure-{}", drawn.figure.name)) {
            h3 { (drawn.figure.title) }
            p.missing { "Not drawn: " (why) "." }
        }
    }
}

/// The `<svg>` element alone: an XML declaration has no place inside HTML.
fn inline(svg: &str) -> &str {
    svg.find("<svg").map_or(svg, |at| &svg[at..])
}
