//! A long table as CSV (RFC 4180), numbers at full precision.

use super::long::{Field, Table};
use crate::analysis::format::exact;

/// The text of the file.
#[must_use]
pub fn print(table: &Table) -> String {
    let heads: Vec<&str> = table.columns.iter().map(|(head, _)| *head).collect();
    let line = |row: &Vec<Field>| row.iter().map(text).collect::<Vec<_>>().join(",") + "\n";
    heads.join(",") + "\n" + &table.rows.iter().map(line).collect::<String>()
}

fn text(field: &Field) -> String {
    match field {
        Field::Text(text) => quote(text),
        Field::Number(value) => exact(value),
        Field::Count(count) => exact(count),
        Field::Empty => String::new(),
    }
}

/// Quotes what RFC 4180 asks to quote.
fn quote(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}
