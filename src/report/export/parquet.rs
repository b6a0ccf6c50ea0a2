//! The long tables of the report as Parquet: `tables/NAME.parquet` beside `tables/NAME.csv`, with the same columns; what is
//! empty there is null here.

use std::path::{Path, PathBuf};

use polars::prelude::{Column, DataFrame, NamedFrom as _, ParquetCompression, ParquetWriter, PolarsResult, Series};

use crate::analysis::Record;
use crate::report::long::{self, Field, Kind, Table};
use crate::report::{ReportError, save};

/// Writes a file for every table that has lines; gives their folder.
///
/// # Errors
/// Names the file that cannot be written.
pub fn write(record: &Record, out: &Path) -> Result<PathBuf, ReportError> {
    for table in long::all(record) {
        let name = format!("tables/{}.parquet", table.name);
        let failed = |e| ReportError::Write { source: std::io::Error::other(e), path: out.join(&name) };
        let bytes = bytes(&table).map_err(failed)?;
        save(out, &name, &bytes)?;
    }
    Ok(out.join("tables"))
}

/// The bytes of a table's file.
fn bytes(table: &Table) -> PolarsResult<Vec<u8>> {
    let columns = (0..table.columns.len()).map(|at| column(table, at)).collect();
    let mut frame = DataFrame::new(table.rows.len(), columns)?;
    let mut bytes = Vec::new();
    // Every reader knows Snappy.
    ParquetWriter::new(&mut bytes).with_compression(ParquetCompression::Snappy).finish(&mut frame)?;
    Ok(bytes)
}

fn column(table: &Table, at: usize) -> Column {
    let (head, kind) = table.columns[at];
    let fields = || table.rows.iter().map(move |row| &row[at]);
    let series = match kind {
        Kind::Text => Series::new(head.into(), fields().map(text).collect::<Vec<_>>()),
        Kind::Number => Series::new(head.into(), fields().map(number).collect::<Vec<_>>()),
        Kind::Count => Series::new(head.into(), fields().map(count).collect::<Vec<_>>()),
    };
    series.into()
}

fn text(field: &Field) -> Option<&str> {
    if let Field::Text(text) = field { Some(text) } else { None }
}

fn number(field: &Field) -> Option<f64> {
    if let Field::Number(value) = field { Some(*value) } else { None }
}

fn count(field: &Field) -> Option<u64> {
    if let Field::Count(count) = field { Some(*count) } else { None }
}
