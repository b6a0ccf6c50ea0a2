//! What was measured: of groups and variants, of pairs, and as paired differences. A spectrum is one line a component,
//! `pca_ratio[1]` first.

use super::Kind::{Count, Number as Real, Text};
use super::{Column, Field, Table, fields};
use crate::analysis::schema::{Analysis, Metric, Number};

const COMPARISON: &[Column] = &[
    ("id", Text),
    ("kind", Text),
    ("role", Text),
    ("split", Text),
    ("metric", Text),
    ("value", Real),
    ("low", Real),
    ("high", Real),
    ("sd", Real),
    ("seeds", Count),
    ("n", Count),
    ("interval_method", Text),
    ("undefined", Text),
    ("note", Text),
];
const DIFFERENCES: &[Column] = &[
    ("a", Text),
    ("b", Text),
    ("split", Text),
    ("metric", Text),
    ("value", Real),
    ("low", Real),
    ("high", Real),
    ("interval_method", Text),
];
const PAIRS: &[Column] = &[
    ("a", Text),
    ("b", Text),
    ("split", Text),
    ("metric", Text),
    ("value", Real),
    ("low", Real),
    ("high", Real),
    ("n", Count),
    ("interval_method", Text),
    ("undefined", Text),
    ("note", Text),
];
const GROUP_PAIRS: &[Column] =
    &[("a", Text), ("b", Text), ("split", Text), ("metric", Text), ("mean", Real), ("sd", Real), ("pairs", Count)];

/// Every statistic of every group and variant.
#[must_use]
pub fn comparison(analysis: &Analysis) -> Table {
    let mut rows = Vec::new();
    for (id, group) in &analysis.groups {
        let role = group.variants.first().and_then(|v| analysis.variants.get(v)).map_or("", |v| v.role.name());
        for (split, measured) in &group.splits {
            for (name, of) in &measured.metrics {
                let mut row = fields![id, "group", role, split, name, of.mean];
                row.extend([Field::Empty, Field::Empty, of.sd.into(), of.seeds.into()]);
                row.extend([const { Field::Empty }; 4]);
                rows.push(row);
            }
        }
    }
    for (id, variant) in &analysis.variants {
        for (split, measured) in &variant.splits {
            for value in measured.metrics.iter().flat_map(|(name, metric)| values(name, metric)) {
                let Values { name, ends: [value, low, high], n, method, undefined, note } = value;
                let mut row = fields![id, "variant", variant.role.name(), split];
                row.extend([name, value, low, high, Field::Empty, Field::Empty, n, method, undefined, note]);
                rows.push(row);
            }
        }
    }
    Table {
        name: "comparison",
        about: "a statistic of a group of seeds or of a variant, with its interval",
        columns: COMPARISON,
        rows,
    }
}

/// Every paired difference `b - a`.
#[must_use]
pub fn differences(analysis: &Analysis) -> Table {
    let rows = analysis
        .differences
        .iter()
        .map(|d| fields![&d.a, &d.b, &d.split, &d.metric, d.value, d.low, d.high, &d.interval_method])
        .collect();
    Table {
        name: "differences",
        about: "a paired difference b - a of a statistic, with its interval",
        columns: DIFFERENCES,
        rows,
    }
}

/// Every statistic of every pair.
#[must_use]
pub fn pairs(analysis: &Analysis) -> Table {
    let mut rows = Vec::new();
    for pair in &analysis.pairs {
        for value in pair.metrics.iter().flat_map(|(name, metric)| values(name, metric)) {
            let Values { name, ends: [value, low, high], n, method, undefined, note } = value;
            let mut row = fields![&pair.a, &pair.b, &pair.split];
            row.extend([name, value, low, high, n, method, undefined, note]);
            rows.push(row);
        }
    }
    Table { name: "pairs", about: "a statistic of two variants, with its interval", columns: PAIRS, rows }
}

/// Means over the pairs of two groups.
#[must_use]
pub fn group_pairs(analysis: &Analysis) -> Table {
    let mut rows = Vec::new();
    for pair in &analysis.group_pairs {
        for (name, of) in &pair.metrics {
            rows.push(fields![&pair.a, &pair.b, &pair.split, name, of.mean, of.sd, of.pairs]);
        }
    }
    Table {
        name: "group_pairs",
        about: "a statistic of two groups: mean and standard deviation over the pairs of their variants",
        columns: GROUP_PAIRS,
        rows,
    }
}

/// The fields of one number.
struct Values {
    name: Field,
    /// Value, low, high.
    ends: [Field; 3],
    n: Field,
    method: Field,
    undefined: Field,
    note: Field,
}

fn values(name: &str, metric: &Metric) -> Vec<Values> {
    let estimate = match metric {
        Metric::Undefined { undefined } => {
            let ends = [const { Field::Empty }; 3];
            let (n, method, note) = (Field::Empty, Field::Empty, Field::Empty);
            return vec![Values { name: name.into(), ends, n, method, undefined: undefined.into(), note }];
        }
        Metric::Value(estimate) => estimate,
    };
    let of = |name: &str, value: f64| Values {
        name: name.into(),
        ends: [value.into(), estimate.low.into(), estimate.high.into()],
        n: estimate.n.into(),
        method: (&estimate.interval_method).into(),
        undefined: Field::Empty,
        note: estimate.note.as_ref().into(),
    };
    match &estimate.value {
        Number::One(value) => vec![of(name, *value)],
        Number::Many(all) => (1..).zip(all).map(|(i, value)| of(&format!("{name}[{i}]"), *value)).collect(),
    }
}
