//! The tables as LaTeX with booktabs: rows from `report::comparison` and `report::differences`, the rest from the record.
//!
//! `table` prints, `rank` says what is bold, `escape` makes names harmless; one file a table beside them.

pub mod argument;
pub mod calibration;
pub mod comparison;
pub mod differences;
pub mod distillation;
mod escape;
pub mod rank;
pub mod table;

pub use escape::escape;
use std::collections::BTreeSet;

use table::{Cell, PAGE, Table};

use super::comparison::splits;
use crate::analysis::schema::Analysis;
use crate::analysis::{Record, format};
use crate::metrics::{Direction, Unit, definition};

const NEEDS: &str = "% needs \\usepackage{booktabs}\n";

/// Every table: the chain, students by teacher, comparison, differences and calibration of each split, the ledger.
#[must_use]
pub fn all(record: &Record) -> Vec<Table> {
    let splits = splits(&record.analysis);
    let mut tables = argument::chains(record);
    tables.extend(splits.iter().flat_map(|split| distillation::tables(record, split)));
    tables.extend(splits.iter().map(|split| comparison::table(record, split)));
    tables.extend(splits.iter().filter_map(|split| differences::table(record, split)));
    tables.extend(splits.iter().filter_map(|split| calibration::table(record, split)));
    tables.extend(argument::ledger(record));
    // Names that differ in what no file name holds: one teacher against two references, splits `val a` and `val_a`.
    let mut taken = BTreeSet::new();
    for table in &mut tables {
        while !taken.insert(table.name.clone()) {
            table.name.push_str("-again");
        }
    }
    tables
}

/// `comparison.tex`: one table a split; best in bold where the intervals say so.
#[must_use]
pub fn comparisons(record: &Record) -> String {
    let tables = splits(&record.analysis).into_iter().map(|split| comparison::table(record, split));
    tables.fold(NEEDS.to_owned(), |out, table| out + &table.print(&table.caption, PAGE))
}

/// `differences.tex`: one table a split, one row a comparison; bold where the interval excludes 0.
#[must_use]
pub fn differences_of(record: &Record) -> String {
    let tables = splits(&record.analysis).into_iter().filter_map(|split| differences::table(record, split));
    tables.fold(NEEDS.to_owned(), |out, table| out + &table.print(&table.caption, PAGE))
}

/// The head of a metric's column: its name over its unit and the arrow of its better side.
fn head(metric: &str) -> Cell {
    let arrow = match definition(metric).map(|d| d.direction) {
        Some(Direction::Higher) => "$\\uparrow$",
        Some(Direction::Lower) => "$\\downarrow$",
        Some(Direction::Neither) | None => "",
    };
    let unit = match format::unit(metric) {
        Unit::Fraction => "(\\%)",
        Unit::Nats => "(nats)",
        Unit::Plain => "",
    };
    let short = definition(metric).map_or(metric, |d| d.short);
    Cell { first: escape(short), second: format!("{unit} {arrow}").trim().to_owned() }
}

fn level(record: &Record) -> String {
    format!("{}\\,\\%", format::decimals(record.analysis.settings.level * 100.0, 0))
}

/// `on the test split of fashion-mnist (10,000 examples)`.
fn of_split(record: &Record, split: &str) -> String {
    let data = &record.analysis.data;
    let examples = data.splits.get(split).map_or_else(String::new, |s| format!(" ({} examples)", format::count(s.n)));
    format!("on the {} split of {}{examples}", escape(split), escape(&data.name))
}

/// What stands below a value.
fn spread(record: &Record) -> String {
    format!(
        "Groups of seeds ($n$: {}): mean {{\\scriptsize $\\pm$ sample standard deviation ($n-1$)}}; single checkpoints: value \
         {{\\scriptsize [{} interval]}}.",
        seeds(&record.analysis),
        level(record)
    )
}

/// Seeds of a group: `5`, or `3 to 5` where groups differ.
#[must_use]
pub fn seeds(analysis: &Analysis) -> String {
    let counts = || analysis.groups.values().map(|g| g.variants.len());
    match (counts().min(), counts().max()) {
        (Some(low), Some(high)) if low < high => format!("{low} to {high}"),
        (Some(low), _) => low.to_string(),
        _ => "1".to_owned(),
    }
}
