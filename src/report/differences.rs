//! Paired differences as comparisons: one `b - a` on one split with all its statistics. Read by the page and the LaTeX table.

use indexmap::IndexMap;

use crate::analysis::format;
use crate::analysis::schema::{Analysis, Difference};
use crate::metrics::definition;

/// One comparison on one split.
#[derive(Clone, Debug)]
pub struct Comparison<'a> {
    /// The reference.
    pub a: &'a str,
    /// What is compared with it.
    pub b: &'a str,
    /// Differences by metric.
    pub metrics: IndexMap<&'a str, &'a Difference>,
}

/// The comparisons of a split, in the order of the study: groups first, then variants.
#[must_use]
pub fn on<'a>(analysis: &'a Analysis, split: &str) -> Vec<Comparison<'a>> {
    let mut out: IndexMap<(&str, &str), Comparison<'a>> = IndexMap::new();
    for d in analysis.differences.iter().filter(|d| d.split == split) {
        let new = || Comparison { a: &d.a, b: &d.b, metrics: IndexMap::new() };
        out.entry((&d.a, &d.b)).or_insert_with(new).metrics.insert(&d.metric, d);
    }
    let mut out: Vec<Comparison<'a>> = out.into_values().collect();
    out.sort_by_key(|d| place(analysis, d.b));
    out
}

/// The comparisons of a split that stand for all: the groups', where there are groups, and those of single seeds beside them.
#[must_use]
pub fn shown_and_seeds<'a>(analysis: &'a Analysis, split: &str) -> (Vec<Comparison<'a>>, Vec<Comparison<'a>>) {
    let (groups, seeds): (Vec<_>, Vec<_>) =
        on(analysis, split).into_iter().partition(|c| analysis.groups.contains_key(c.b));
    if groups.is_empty() { (seeds, groups) } else { (groups, seeds) }
}

/// Where a group or variant stands in the study; unknown ones come last.
fn place(analysis: &Analysis, id: &str) -> (usize, usize) {
    let last = usize::MAX;
    (analysis.groups.get_index_of(id).unwrap_or(last), analysis.variants.get_index_of(id).unwrap_or(last))
}

/// Whether the interval lies wholly on one side of 0.
#[must_use]
pub fn excludes_zero(difference: &Difference) -> bool {
    difference.low > 0.0 || difference.high < 0.0
}

/// The difference and its interval as two texts: `+1.53` and `[+0.32, +2.73]`.
#[must_use]
pub fn parts(difference: &Difference) -> (String, String) {
    let [value, low, high] =
        [difference.value, difference.low, difference.high].map(|v| format::signed(&difference.metric, v));
    (value, format!("[{low}, {high}]"))
}

/// The head of a column of differences, with what they are counted in: `Acc (points)`.
#[must_use]
pub fn head(metric: &str) -> String {
    let short = definition(metric).map_or(metric, |d| d.short);
    match format::difference_unit(metric).trim() {
        "" => short.to_owned(),
        unit => format!("{short} ({unit})"),
    }
}
