//! The page of `penult diff`: what changed between two analyses, one self-contained file without scripts.

use maud::{Markup, html};

use super::Document;
use super::table::{breakable, scroll};
use crate::analysis::changes::{Changes, NumberChange, statistic};
use crate::report::changes::{HEADS, facts, more, row, rule, summary};

/// Rows of numbers: two unlike studies differ in thousands.
const ROWS: usize = 500;

/// The whole page as HTML; `names` are those of the two analyses.
#[must_use]
pub fn changes(changes: &Changes, (before, after): (&str, &str)) -> String {
    let title = format!("What changed from {before} to {after}");
    let header = html! {
        p.kicker { "penult diff" }
        h1 { (breakable(&title)) }
        p.facts { (summary(changes)) }
    };
    let main = html! {
        @if !changes.numbers.is_empty() {
            section id="numbers" {
                h2 { "Numbers" }
                (table(&changes.numbers[..changes.numbers.len().min(ROWS)]))
                @if let Some(more) = more(changes, ROWS) { p { (more) "." } }
            }
        }
        @for (heading, lines) in facts(changes) {
            section { h2 { (heading) } ul { @for line in &lines { li { (breakable(line)) } } } }
        }
    };
    let footer = html! { (rule()) " Nothing on this page is loaded from elsewhere." };
    Document { title: &title, header, main, footer, script: None }.html()
}

fn table(numbers: &[NumberChange]) -> Markup {
    let caption = "Numbers that changed, the strongest change first within groups, differences, variants and pairs";
    let table = html! {
        table.changes {
            caption { (caption) }
            thead { tr { @for head in HEADS { th scope="col" { (head) } } } }
            tbody { @for change in numbers { (line(change)) } }
        }
    };
    scroll(caption, numbers.len(), &table)
}

fn line(change: &NumberChange) -> Markup {
    let [of, split, head, before, after, by] = row(change);
    html! {
        tr data-metric=(change.metric) {
            th scope="row" { span.name { (breakable(&of)) } }
            td.text { (split) }
            td.text { (plain(statistic(&change.metric), &head)) }
            td { (before) }
            td { (after) }
            td { (by) }
        }
    }
}

/// The statistic with its definition as a hint: this page has no methods to link to.
fn plain(metric: &str, head: &str) -> Markup {
    html! {
        @match crate::metrics::definition(metric) {
            Some(d) => span title=(format!("{}: {}", d.title, d.measures)) { (head) },
            None => (head)
        }
    }
}
