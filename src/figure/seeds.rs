//! What figures draw of the seeds of a group: each for itself, and their mean point by point.
//!
//! Fed by the arrays of `curves`; the means of statistics, with their deviations, are in the record and not made here.

use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::{Curves, Variant};

/// More groups than this are not told apart in one plot.
pub const MOST_GROUPS: usize = 8;

/// A group with a row of numbers a seed, all of one length.
#[derive(Clone, Debug, PartialEq)]
pub struct Seeds<'a> {
    /// The group.
    pub group: &'a str,
    /// A row a variant; never empty.
    pub each: Vec<Vec<f64>>,
}

impl Seeds<'_> {
    /// The mean over seeds at each place; NaN where a seed has none.
    #[must_use]
    pub fn mean(&self) -> Vec<f64> {
        let count = self.each.len() as f64;
        let length = self.each.first().map_or(0, Vec::len);
        (0..length).map(|i| self.each.iter().map(|row| row[i]).sum::<f64>() / count).collect()
    }
}

/// Test where any variant has it, else validation, else train.
#[must_use]
pub fn split(record: &Record, has: impl Fn(&Curves) -> bool) -> Option<&'static str> {
    let variants = &record.analysis.variants;
    let any = |split: &&str| variants.values().any(|v| v.splits.get(*split).is_some_and(|s| has(&s.curves)));
    ["test", "val", "train"].into_iter().find(any)
}

/// The groups of which a variant has a row, in the order of the study. Rows of another length than the first are left out.
#[must_use]
pub fn of<'a>(record: &'a Record, row: impl Fn(&'a Variant) -> Option<Vec<f64>>) -> Vec<Seeds<'a>> {
    let analysis = &record.analysis;
    let mut length = None;
    let mut seeds = |(group, members): (&'a String, &'a crate::analysis::schema::Group)| {
        let rows = members.variants.iter().filter_map(|id| row(analysis.variants.get(id)?));
        let each: Vec<Vec<f64>> = rows.filter(|r| *length.get_or_insert(r.len()) == r.len()).collect();
        (!each.is_empty()).then_some(Seeds { group, each })
    };
    analysis.groups.iter().filter_map(&mut seeds).collect()
}

/// A matrix of the sidecar as one row, where it is named, is there, and has so many columns.
#[must_use]
pub fn matrix(record: &Record, name: Option<&String>, cols: usize) -> Option<Vec<f64>> {
    let found = record.arrays.matrices.get(name?)?;
    (found.cols == cols).then(|| found.values.clone())
}

/// A split with its number of examples, in words.
#[must_use]
pub fn whole(record: &Record, split: &str) -> String {
    examples(record, split, record.analysis.data.splits.get(split).map_or(0, |s| s.n))
}

/// Of how many examples of a split something was taken, in words.
#[must_use]
pub fn examples(record: &Record, split: &str, n: usize) -> String {
    let all = record.analysis.data.splits.get(split).map_or(n, |s| s.n);
    if n == all {
        format!("{split} split, {} examples", format::count(n))
    } else {
        format!("{split} split, {} of {} examples, drawn class by class", format::count(n), format::count(all))
    }
}

/// How many seeds stand behind the groups, in words.
#[must_use]
pub fn says(groups: &[Seeds<'_>]) -> String {
    let counts = groups.iter().map(|g| g.each.len());
    match (counts.clone().min(), counts.max()) {
        (Some(1), Some(1)) => "one seed a group".to_owned(),
        (Some(few), Some(many)) if few == many => format!("means over {} seeds a group", format::count(many)),
        (Some(few), Some(many)) => {
            format!("means over {} to {} seeds a group", format::count(few), format::count(many))
        }
        _ => "no seeds".to_owned(),
    }
}

/// The groups beyond the first `most`, for captions.
#[must_use]
pub fn left_out(groups: &[Seeds<'_>], most: usize) -> String {
    let names: Vec<&str> = groups.iter().skip(most).map(|g| g.group).collect();
    if names.is_empty() { String::new() } else { format!(" Not drawn: {}.", names.join(", ")) }
}
