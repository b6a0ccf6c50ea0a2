//! The figures as the page shows them: numbered in the order of reading, each once, with its caption and files.

use maud::{Markup, PreEscaped, html};

use crate::analysis::Record;
use crate::analysis::schema::{LINKS, State};
use crate::report::Drawn;

/// All figures: one opens the page, the others stand with the link that they are evidence for.
pub struct Plates<'a> {
    record: &'a Record,
    /// In the order of reading.
    drawn: Vec<(&'a Drawn<'a>, &'a str)>,
    missing: Vec<(&'a str, &'a str)>,
    has_opening: bool,
}

impl<'a> Plates<'a> {
    /// Orders the figures: the one that shows the verdict best, then by link, then the rest.
    pub fn new(record: &'a Record, figures: &'a [Drawn<'a>]) -> Self {
        let mut drawn: Vec<_> = figures.iter().filter_map(|f| Some((f, f.svg.as_deref().ok()?))).collect();
        let opening =
            opening(record).and_then(|name| drawn.iter().find(|(f, _)| f.figure.name == name)).map(|f| f.0.figure.name);
        let place = |link: &str| LINKS.iter().position(|l| *l == link).unwrap_or(LINKS.len());
        drawn.sort_by_key(|(f, _)| (Some(f.figure.name) != opening, place(f.figure.link)));
        let missing = figures.iter().filter_map(|f| Some((f.figure.title, f.svg.as_ref().err()?.as_str()))).collect();
        Self { record, drawn, missing, has_opening: opening.is_some() }
    }

    /// Whether nothing was drawn and nothing is missing.
    pub fn is_empty(&self) -> bool {
        self.drawn.is_empty() && self.missing.is_empty()
    }

    /// Whether a link has figures.
    pub fn has(&self, link: &str) -> bool {
        self.drawn.iter().any(|(f, _)| f.figure.link == link)
    }

    /// The figure that opens the page.
    pub fn opening(&self) -> Option<Markup> {
        self.has_opening.then(|| self.drawn.first().map(|_| self.plate(0)))?
    }

    /// The figures of a link; the one that opens the page is pointed to.
    pub fn of(&self, link: &str) -> Markup {
        let these = self.drawn.iter().enumerate().filter(|(_, (f, _))| f.figure.link == link);
        html! {
            @for (at, (of, _)) in these {
                @if at == 0 && self.has_opening {
                    p { a href=(format!("#figure-{}", of.figure.name)) { "Figure 1, " (of.figure.title) } ", opens this page." }
                } @else { (self.plate(at)) }
            }
        }
    }

    /// Why figures were not drawn.
    pub fn missing(&self) -> Markup {
        html! {
            @if !self.missing.is_empty() {
                h3 { "Not drawn" }
                ul.missing { @for (title, why) in &self.missing { li { (title) ": " (why) "." } } }
            }
        }
    }

    fn plate(&self, at: usize) -> Markup {
        let (drawn, svg) = self.drawn[at];
        let figure = drawn.figure;
        html! {
            figure id=(format!("figure-{}", figure.name)) {
                div.card tabindex="0" role="group" aria-label=(figure.title) { (PreEscaped(inline(svg))) }
                figcaption {
                    strong { "Figure " (at + 1) ". " (figure.title) "." } " " ((figure.caption)(self.record))
                    span.files { @for (format, file) in &drawn.files { a href=(file) { (format.to_uppercase()) } " " } }
                }
            }
        }
    }
}

/// The figure that shows the verdict best, by name; none without a verdict.
pub fn opening(record: &Record) -> Option<&'static str> {
    let verdict = record.analysis.argument.verdicts.first()?;
    let holds = |kind: &str| verdict.findings.iter().any(|f| f.kind == kind && f.state == State::Held);
    let best = [
        ("erasure", "template_plane"),
        ("systematic_diffusion", "diffusion"),
        ("over_softening", "softness_by_temperature"),
        ("capacity_or_optimisation", "fidelity"),
        ("no_harm", "temperature_grid"),
        ("better_students", "temperature_grid"),
    ];
    Some(best.into_iter().find(|(kind, _)| holds(kind)).map_or("template_plane", |(_, figure)| figure))
}

/// The `<svg>` element alone: an XML declaration has no place inside HTML.
pub fn inline(svg: &str) -> &str {
    svg.find("<svg").map_or(svg, |at| &svg[at..])
}
