//! The paired differences: one row a comparison, one column a statistic, a table a split.

use maud::{Markup, html};

use super::counted;
use super::table::{breakable, scroll, titled};
use crate::analysis::schema::Analysis;
use crate::report::anchor;
use crate::report::comparison::{is_headline, place, splits};
use crate::report::differences::{self as compared, Comparison};

/// The tables of all splits; none without differences.
pub fn differences(analysis: &Analysis) -> Option<Markup> {
    if analysis.differences.is_empty() {
        return None;
    }
    Some(html! {
        p {
            "Second minus first on the same examples, with the " (super::level(analysis)) " interval below. " strong { "Bold" }
            ": the interval excludes 0. An interval over examples alone describes these checkpoints; one over seeds and examples describes the training."
        }
        @for split in splits(analysis) { (on_split(analysis, split)) }
        (methods(analysis))
    })
}

fn on_split(analysis: &Analysis, split: &str) -> Markup {
    let (shown, folded) = compared::shown_and_seeds(analysis, split);
    let caption = format!("Differences on the {split} split");
    let id = format!("differences-{}", anchor(split));
    html! {
        (tables((&id, &caption), &shown))
        @if !folded.is_empty() {
            details {
                summary { (counted(folded.len(), "comparison seed by seed", "comparisons seed by seed")) }
                (tables((&format!("{id}-seeds"), &format!("{caption}, seed by seed")), &folded))
            }
        }
    }
}

/// Headline statistics, then the further ones, folded.
fn tables((id, caption): (&str, &str), rows: &[Comparison<'_>]) -> Markup {
    let (headline, further): (Vec<&str>, Vec<&str>) = columns(rows).into_iter().partition(|name| is_headline(name));
    html! {
        @if !headline.is_empty() { (table(id, caption, &headline, rows)) }
        @if !further.is_empty() {
            details {
                summary { (counted(further.len(), "further statistic", "further statistics")) }
                (table(&format!("{id}-further"), &format!("{caption}, further statistics"), &further, rows))
            }
        }
    }
}

fn table(id: &str, caption: &str, columns: &[&str], rows: &[Comparison<'_>]) -> Markup {
    let table = html! {
        table.wide id=(id) {
            caption { (caption) }
            thead { tr {
                th scope="col" { "Compared" }
                @for name in columns { th scope="col" { (titled(name, &format!("Δ {}", compared::head(name)))) } }
            } }
            tbody { @for row in rows { (line(row, columns)) } }
        }
    };
    scroll(caption, rows.len(), &table)
}

fn line(row: &Comparison<'_>, columns: &[&str]) -> Markup {
    html! {
        tr data-a=(row.a) data-b=(row.b) {
            th scope="row" { span.name { (breakable(row.b)) } span.about { "− " (breakable(row.a)) } }
            @for name in columns {
                td data-metric=(name) {
                    @match row.metrics.get(name) {
                        Some(d) => {
                            @let (value, interval) = compared::parts(d);
                            span.decided[compared::excludes_zero(d)] { (value) } " " span.interval { (interval) }
                        }
                        None => (crate::analysis::format::DASH)
                    }
                }
            }
        }
    }
}

/// The metrics of the rows, in the order of the comparison table.
fn columns<'a>(rows: &[Comparison<'a>]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for name in rows.iter().flat_map(|row| row.metrics.keys()) {
        if !names.contains(name) {
            names.push(name);
        }
    }
    names.sort_by_key(|name| place(name));
    names
}

/// How the intervals were made, each method once.
fn methods(analysis: &Analysis) -> Markup {
    let mut methods: Vec<(&str, Vec<&str>)> = Vec::new();
    for d in &analysis.differences {
        let at = methods.iter().position(|(m, _)| *m == d.interval_method).unwrap_or_else(|| {
            methods.push((&d.interval_method, Vec::new()));
            methods.len() - 1
        });
        let short = crate::metrics::definition(&d.metric).map_or(d.metric.as_str(), |m| m.short);
        if !methods[at].1.contains(&short) {
            methods[at].1.push(short);
        }
    }
    html! { ul.notes { @for (method, metrics) in &methods { li { "Intervals of " (metrics.join(", ")) ": " (method) "." } } } }
}
