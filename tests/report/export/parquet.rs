//! Parquet reads back as the CSV does.

use penult::report::csv;
use penult::report::export::parquet::write;
use penult::report::long;
use polars::prelude::{DataFrame, ParquetReader, PlSmallStr, SerReader as _};

use crate::report::csv::rows;
use crate::report::study;

#[test]
fn every_table_has_the_columns_and_lines_of_its_csv() {
    let record = study();
    let out = tempfile::tempdir().unwrap();
    let folder = write(&record, out.path()).unwrap();
    let read = |name: &str| -> DataFrame {
        let file = std::fs::File::open(folder.join(format!("{name}.parquet"))).unwrap();
        ParquetReader::new(file).finish().unwrap()
    };
    let tables = long::all(&record);
    assert!(tables.len() >= 4, "{}", tables.len());
    for table in &tables {
        let frame = read(table.name);
        let heads: Vec<&str> = table.columns.iter().map(|(head, _)| *head).collect();
        let names: Vec<&str> = frame.get_column_names().into_iter().map(PlSmallStr::as_str).collect();
        assert_eq!(names, heads, "{}", table.name);
        assert_eq!(frame.height(), table.rows.len(), "{}", table.name);
    }
    let frame = read("comparison");
    let values = frame.column("value").unwrap().f64().unwrap().clone();
    let counts = frame.column("n").unwrap().u64().unwrap().clone();
    for (at, row) in rows(&csv::print(&long::statistics::comparison(&record.analysis))).iter().enumerate() {
        assert_eq!(values.get(at), row["value"].parse().ok(), "line {at}");
        assert_eq!(counts.get(at), row["n"].parse().ok(), "line {at}");
    }
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    let [a, b] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let bytes = |out: &tempfile::TempDir| {
        std::fs::read(write(&study(), out.path()).unwrap().join("comparison.parquet")).unwrap()
    };
    assert!(bytes(&a) == bytes(&b));
}
