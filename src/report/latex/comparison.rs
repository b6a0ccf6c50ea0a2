//! The comparison: groups and variants by role, headline statistics that fit a text's width.

use super::rank::{Marks, marks};
use super::table::{Cell, Row, Table, stem};
use super::{escape, head, level, of_split, spread};
use crate::analysis::Record;
use crate::report::comparison::{self as compared, Block};

/// Statistics that fit beside names, where they were measured.
const COLUMNS: [&str; 7] = ["accuracy", "nll", "ece", "temperature", "ece_at_temperature", "gamma", "class_separation"];

/// The table of a split.
#[must_use]
pub fn table(record: &Record, split: &str) -> Table {
    let measured = compared::headline(&record.analysis, split);
    let columns: Vec<String> = measured.into_iter().filter(|name| COLUMNS.contains(&name.as_str())).collect();
    let blocks = compared::groups(&record.analysis, split, &columns).iter().map(|b| rows(b, &columns)).collect();
    Table {
        name: format!("comparison-{}", stem(split)),
        caption: caption(record, split),
        heads: std::iter::once(Cell::default()).chain(columns.iter().map(|name| head(name))).collect(),
        align: 'r',
        blocks,
    }
}

/// The rows of a role, marked within it.
pub fn rows(block: &Block, columns: &[String]) -> Vec<Row> {
    let marks: Vec<Marks> = columns
        .iter()
        .enumerate()
        .map(|(at, name)| marks(name, &block.rows.iter().map(|row| row.cells[at].range).collect::<Vec<_>>()))
        .collect();
    let line = |(at, row): (usize, &compared::Row)| {
        let seeds = if row.seeds > 1 { format!(" ({})", row.seeds) } else { String::new() };
        let name = Cell { first: escape(&row.id) + &seeds, second: escape(&row.about) };
        let cells = row.cells.iter().zip(&marks).map(|(cell, marks)| marks.on(at, Cell::number(&cell.text)));
        Row::Cells(std::iter::once(name).chain(cells).collect())
    };
    block.rows.iter().enumerate().map(line).collect()
}

fn caption(record: &Record, split: &str) -> String {
    format!(
        "Comparison {}. {} In brackets: number of seeds. ECE with {} equal-width bins; probabilities at $T = 1$; $T^*$ \
         minimises the NLL. Bold: the best of its role, where the {} intervals of all its seeds lie apart from those of every \
         other row; underlined: the second, likewise.",
        of_split(record, split),
        spread(record),
        record.analysis.settings.bins,
        level(record),
    )
}
