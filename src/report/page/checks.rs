//! What penult checked of itself and of its inputs: each with its mark and what was found.

use maud::{Markup, html};

use super::counted;
use super::table::{breakable, scroll};
use crate::analysis::format::scientific;
use crate::analysis::schema::{Analysis, Check};

/// The checks, those that failed first; none where a record holds none.
pub fn checks(analysis: &Analysis) -> Option<Markup> {
    let caption = "What must hold, and whether it did";
    let mut all: Vec<&Check> = analysis.checks.iter().collect();
    all.sort_by_key(|check| check.has_passed != Some(false));
    (!all.is_empty()).then(|| {
        let table = html! {
            table.checks id="checks-table" {
                caption { (caption) }
                thead { tr { th scope="col" { "What must hold" } th.text scope="col" { "Held" } th.text scope="col" { "Found" } } }
                tbody { @for check in &all { (line(check)) } }
            }
        };
        html! { p { (summary(&all)) } (scroll(caption, all.len(), &table)) }
    })
}

/// How many held.
fn summary(all: &[&Check]) -> String {
    let of = |has_passed| all.iter().filter(|check| check.has_passed == has_passed).count();
    let failed = match of(Some(false)) {
        0 => "none failed".to_owned(),
        1 => "1 failed: read it before any number on this page".to_owned(),
        several => format!("{several} failed: read them before any number on this page"),
    };
    format!(
        "{}, each made anew with every analysis: {} held, {failed}, {} could not be checked.",
        counted(all.len(), "check", "checks"),
        of(Some(true)),
        of(None)
    )
}

fn line(check: &Check) -> Markup {
    let (mark, said) = match check.has_passed {
        Some(true) => ("✓", "yes"),
        Some(false) => ("✗", "no"),
        None => ("–", "not checked"),
    };
    html! {
        tr data-check=(check.name) {
            th scope="row" { span.name { (check.statement) } }
            td.text { span aria-hidden="true" { (mark) } " " (said) }
            td.text.why {
                (breakable(&check.found))
                @if let Some(tolerance) = check.tolerance.filter(|tolerance| *tolerance > 0.0) { "; up to " (scientific(tolerance)) " passes" }
                "."
            }
        }
    }
}
