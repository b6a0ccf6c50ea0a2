//! The paired differences: one row a comparison, one column a statistic, a table a split.

use maud::{Markup, html};

use super::table::{breakable, scroll, titled};
use crate::analysis::schema::Analysis;
use crate::metrics::METRICS;
use crate::report::comparison::splits;
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
        @for split in splits(analysis) {
            @let rows = compared::on(analysis, split);
            @if !rows.is_empty() { (table(split, &rows)) }
        }
        (methods(analysis))
    })
}

fn table(split: &str, rows: &[Comparison<'_>]) -> Markup {
    let columns = columns(rows);
    let caption = format!("Differences on the {split} split");
    let table = html! {
        table id=(format!("differences-{split}")) {
            caption { (caption) }
            thead { tr {
                th scope="col" { "Compared" }
                @for name in &columns { th scope="col" { (titled(name, &format!("Δ {}", compared::head(name)))) } }
            } }
            tbody { @for row in rows { (line(row, &columns)) } }
        }
    };
    scroll(&caption, &table)
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
                            span.value.decided[compared::excludes_zero(d)] { (value) } " " span.spread { (interval) }
                        }
                        None => (crate::analysis::format::DASH)
                    }
                }
            }
        }
    }
}

/// The metrics of the rows: registered ones in their order, then the rest as they come.
fn columns<'a>(rows: &[Comparison<'a>]) -> Vec<&'a str> {
    let mut names: Vec<&str> = Vec::new();
    for name in rows.iter().flat_map(|row| row.metrics.keys()) {
        if !names.contains(name) {
            names.push(name);
        }
    }
    names.sort_by_key(|name| METRICS.iter().position(|d| d.name == *name).unwrap_or(METRICS.len()));
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
