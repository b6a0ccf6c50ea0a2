//! The evidence, link by link: how each step was decided, and the figures that show it. Fed by the verdicts and the plates.

use maud::{Markup, html};

use super::chain::{links, step, title};
use super::plates::Plates;
use super::table::breakable;
use crate::analysis::schema::{Analysis, LINKS, Verdict};

/// The anchor of a link's evidence.
pub fn id(link: &str) -> String {
    format!("evidence-{link}")
}

/// The section's title.
pub fn heading(analysis: &Analysis) -> &'static str {
    if analysis.argument.verdicts.is_empty() { "Figures" } else { "Evidence" }
}

/// Each link that was asked of or has figures, then the other figures, then why some were not drawn.
pub fn evidence(analysis: &Analysis, plates: &Plates<'_>) -> Option<Markup> {
    let verdicts = &analysis.argument.verdicts;
    (!verdicts.is_empty() || !plates.is_empty()).then(|| {
        html! {
            @for link in LINKS {
                @let steps = steps(verdicts, link);
                @if steps.is_some() || plates.has(link) {
                    section id=(id(link)) aria-labelledby=(format!("{}-title", id(link))) {
                        h3 id=(format!("{}-title", id(link))) { (title(link)) }
                        @if let Some(steps) = steps { (steps) }
                        (plates.of(link))
                    }
                }
            }
            @if plates.has("") { h3 { "Further figures" } (plates.of("")) }
            (plates.missing())
        }
    })
}

/// The steps of a link in all verdicts; headed where there are several.
fn steps(verdicts: &[Verdict], link: &str) -> Option<Markup> {
    let of = |v| links(v).into_iter().filter(|l| l.key == link).flat_map(|l| l.steps).collect::<Vec<_>>();
    let asked: Vec<_> = verdicts.iter().map(|v| (v, of(v))).filter(|(_, steps)| !steps.is_empty()).collect();
    (!asked.is_empty()).then(|| {
        html! {
            @for (verdict, steps) in &asked {
                @if verdicts.len() > 1 { p.against { (breakable(&verdict.teacher)) " against " (breakable(&verdict.reference)) } }
                @for of in steps { (step(of)) }
            }
        }
    })
}
