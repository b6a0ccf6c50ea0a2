//! Paired differences: one row a comparison, bold where the interval excludes 0.

use super::table::{Cell, Row, Table, stem};
use super::{escape, level, of_split};
use crate::analysis::{Record, format};
use crate::metrics::definition;
use crate::report::differences::{self as compared, Comparison};

/// Statistics whose differences fit beside names with their intervals.
const COLUMNS: [&str; 5] = ["accuracy", "nll", "ece", "gamma", "class_separation"];

/// The table of a split; none without differences.
#[must_use]
pub fn table(record: &Record, split: &str) -> Option<Table> {
    let rows = compared::shown_and_seeds(&record.analysis, split).0;
    let columns: Vec<&str> =
        COLUMNS.into_iter().filter(|c| rows.iter().any(|row| row.metrics.contains_key(*c))).collect();
    if columns.is_empty() {
        return None;
    }
    let first = rows.first().and_then(|row| row.metrics.values().next()).map(|d| d.interval_method.as_str());
    Some(Table {
        name: format!("differences-{}", stem(split)),
        caption: format!(
            "Paired differences {}: first minus second on the same examples, with {} intervals below. Bold: the interval \
             excludes 0. {}",
            of_split(record, split),
            level(record),
            first.map_or_else(String::new, |method| format!("Intervals: {}.", escape(method))),
        ),
        heads: std::iter::once(Cell::default()).chain(columns.iter().map(|name| head(name))).collect(),
        align: 'r',
        blocks: vec![rows.iter().map(|row| line(row, &columns)).collect()],
    })
}

/// `Δ Acc` over `(points)`.
fn head(metric: &str) -> Cell {
    let short = definition(metric).map_or(metric, |d| d.short);
    let unit = match format::difference_unit(metric).trim() {
        "" => String::new(),
        unit => format!("({unit})"),
    };
    Cell { first: format!("$\\Delta$ {}", escape(short)), second: unit }
}

fn line(row: &Comparison<'_>, columns: &[&str]) -> Row {
    let name = Cell { first: escape(row.b), second: format!("$-$ {}", escape(row.a)) };
    let cell = |metric: &&str| {
        let Some(difference) = row.metrics.get(metric) else { return Cell::of(escape(format::DASH)) };
        let (value, interval) = compared::parts(difference);
        let value = escape(&value);
        let first = if compared::excludes_zero(difference) { format!("\\textbf{{{value}}}") } else { value };
        Cell { first, second: escape(&interval) }
    };
    Row::Cells(std::iter::once(name).chain(columns.iter().map(cell)).collect())
}
