//! One line a checkpoint in the columns of timm's `results/*.csv`, so that they can be joined: `model`, `top1`, `top1_err`,
//! `top5`, `top5_err` in percent, `param_count` in millions. Columns that a record does not know (image size, crop) are left
//! out; what is unknown of one checkpoint stays empty.

use super::Kind::{Number, Text};
use super::{Column, Field, Table, fields};
use crate::analysis::schema::{Analysis, Metric, Variant};
use crate::report::main_split;

const RESULTS: &[Column] = &[
    ("model", Text),
    ("top1", Number),
    ("top1_err", Number),
    ("top5", Number),
    ("top5_err", Number),
    ("param_count", Number),
];

/// The table, of the test split; of the first one where there is no test split.
#[must_use]
pub fn results(analysis: &Analysis) -> Table {
    let split = main_split(analysis).unwrap_or_default();
    let rows = analysis.variants.iter().map(|(id, v)| row(id, v, split)).collect();
    Table { name: "results", about: "a checkpoint in the columns of timm's results", columns: RESULTS, rows }
}

fn row(id: &str, variant: &Variant, split: &str) -> Vec<Field> {
    let share = |name| variant.splits.get(split)?.metrics.get(name).and_then(Metric::scalar).map(|(value, _)| value);
    let mut row = fields![id];
    for fraction in [share("accuracy"), share("top5_accuracy")] {
        row.extend([fraction.map(percent).into(), fraction.map(|f| percent(1.0 - f)).into()]);
    }
    row.push(variant.network.as_ref().map(|n| n.parameters as f64 / 1e6).into());
    row
}

/// Four decimals, as timm rounds.
fn percent(fraction: f64) -> f64 {
    (fraction * 1e6).round() / 1e4
}
