//! The record as long tables, one line a number: what CSV and Parquet print. Numbers stay at full precision.
//!
//! `statistics` has what was measured, `curves` what figures draw, `argument` the steps and the ledger, `effects` what several
//! variants say together, `results` one line a checkpoint in the columns of timm.

pub mod argument;
pub mod curves;
pub mod effects;
pub mod results;
pub mod statistics;

use crate::analysis::Record;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words and ids.
    Text,
    /// Numbers.
    Number,
    /// Whole numbers.
    Count,
}

/// A column: its head and what it holds.
pub type Column = (&'static str, Kind);

/// One field.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    /// Words and ids.
    Text(String),
    /// A number.
    Number(f64),
    /// A whole number.
    Count(u64),
    /// Nothing: undefined, or not of this line.
    Empty,
}

/// A long table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name: the stem of its files.
    pub name: &'static str,
    /// What a line is, in words.
    pub about: &'static str,
    /// The columns.
    pub columns: &'static [Column],
    /// Lines, as wide as the columns.
    pub rows: Vec<Vec<Field>>,
}

impl From<&str> for Field {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Field {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<f64> for Field {
    /// NaN stands for an undefined entry of an array.
    fn from(value: f64) -> Self {
        if value.is_nan() { Self::Empty } else { Self::Number(value) }
    }
}

impl From<usize> for Field {
    fn from(value: usize) -> Self {
        Self::Count(value as u64)
    }
}

impl From<u64> for Field {
    fn from(value: u64) -> Self {
        Self::Count(value)
    }
}

impl<T: Into<Field>> From<Option<T>> for Field {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// A line of fields, each made from what stands there.
macro_rules! fields {
    ($($value:expr),* $(,)?) => { vec![$($crate::report::long::Field::from($value)),*] };
}
use fields;

/// The tables that every report writes.
#[must_use]
pub fn of_report(record: &Record) -> Vec<Table> {
    let a = &record.analysis;
    vec![statistics::comparison(a), statistics::differences(a), statistics::pairs(a), results::results(a)]
}

/// The numbers behind every figure and table; those without a line are left out.
#[must_use]
pub fn all(record: &Record) -> Vec<Table> {
    let a = &record.analysis;
    let mut tables = of_report(record);
    tables.extend([statistics::group_pairs(a), effects::matched(a), effects::temperature_effects(a)]);
    tables.extend([effects::relations(a), effects::diffusion(a), effects::trajectories(a)]);
    tables.extend([argument::steps(a), argument::ledger(a), argument::checks(a)]);
    tables.extend(curves::all(record));
    tables.retain(|table| !table.rows.is_empty());
    tables
}
