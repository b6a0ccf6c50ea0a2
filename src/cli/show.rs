//! The summary that a report prints: the verdict in words, and a table of the groups.

use crate::analysis::schema::Analysis;
use crate::analysis::{Record, format};

/// Columns of the table, where they were measured.
const COLUMNS: [&str; 6] = ["accuracy", "nll", "ece", "temperature", "gamma", "class_separation"];

/// Prints the verdicts and the table of the test split.
pub(super) fn summary(record: &Record) {
    let analysis = &record.analysis;
    if let Some(split) =
        analysis.data.splits.keys().find(|s| *s == "test").or_else(|| analysis.data.splits.keys().next())
    {
        table(analysis, split);
    }
    for verdict in &analysis.argument.verdicts {
        anstream::println!("\n{}", verdict.summary);
    }
    if analysis.argument.verdicts.is_empty() {
        analysis.argument.advice.iter().for_each(|a| anstream::println!("\n{a}"));
    }
}

fn table(analysis: &Analysis, split: &str) {
    let mut rows =
        vec![std::iter::once(split.to_owned()).chain(COLUMNS.iter().map(|c| format::head(c))).collect::<Vec<String>>()];
    for (id, group) in &analysis.groups {
        let cell = |metric: &&str| {
            let found = group.splits.get(split).and_then(|s| s.metrics.get(*metric));
            found.map_or_else(|| format::DASH.to_owned(), |a| format::aggregate(metric, a))
        };
        rows.push(std::iter::once(id.clone()).chain(COLUMNS.iter().map(cell)).collect());
    }
    let width = |c: usize| rows.iter().map(|r| r[c].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..=COLUMNS.len()).map(width).collect();
    for row in &rows {
        let mut line = format!("{:<w$}", row[0], w = widths[0]);
        line.extend(row.iter().zip(&widths).skip(1).map(|(cell, w)| format!("  {cell:>w$}")));
        anstream::println!("{}", line.trim_end());
    }
}
