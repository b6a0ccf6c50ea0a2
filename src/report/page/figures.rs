//! The figures with their captions and links to the files in each format.

use maud::{Markup, PreEscaped, html};

use crate::analysis::Record;
use crate::report::Drawn;

/// All figures; none where none is registered.
pub fn figures(record: &Record, figures: &[Drawn<'_>]) -> Option<Markup> {
    (!figures.is_empty())
        .then(|| html! { @for (number, drawn) in (1..).zip(figures) { (figure(record, number, drawn)) } })
}

fn figure(record: &Record, number: usize, drawn: &Drawn<'_>) -> Markup {
    let figure = drawn.figure;
    html! {
        figure id=(format!("figure-{}", figure.name)) {
            h3 { (figure.title) }
            @match &drawn.svg {
                Ok(svg) => {
                    div.card tabindex="0" role="img" aria-label=(figure.title) { (PreEscaped(inline(svg))) }
                    figcaption {
                        strong { "Figure " (number) ". " } ((figure.caption)(record))
                        span.files { @for (format, file) in &drawn.files { " " a href=(file) { (format.to_uppercase()) } } }
                    }
                }
                Err(why) => figcaption { strong { "Figure " (number) "." } " Not drawn: " (why) "." },
            }
        }
    }
}

/// The `<svg>` element alone: an XML declaration has no place inside HTML.
fn inline(svg: &str) -> &str {
    svg.find("<svg").map_or(svg, |at| &svg[at..])
}
