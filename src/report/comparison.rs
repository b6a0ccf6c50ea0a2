//! The comparison as rows: which statistics, which groups and variants, which cells. Read by the page and the LaTeX table.

use std::collections::BTreeSet;

use super::lineage;
use crate::analysis::format;
use crate::analysis::schema::{Analysis, Metric, Number, Role, Variant};
use crate::metrics::{METRICS, Topic, definition};

/// Statistics that the first table shows, where they were measured.
pub const HEADLINE: [&str; 9] = [
    "accuracy",
    "nll",
    "ece",
    "temperature",
    "ece_at_temperature",
    "mean_confidence",
    "gamma",
    "class_separation",
    "participation_ratio",
];

/// The rows of one role.
#[derive(Clone, Debug)]
pub struct Block {
    /// The role.
    pub role: Role,
    /// Its groups or variants, in the order of the study.
    pub rows: Vec<Row>,
}

/// A group of seeds, or one variant.
#[derive(Clone, Debug)]
pub struct Row {
    /// Id of the group or variant.
    pub id: String,
    /// Number of seeds.
    pub seeds: usize,
    /// How it was trained, in words.
    pub about: String,
    /// One for each column.
    pub cells: Vec<Cell>,
}

/// One statistic of one row.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// `88.80 [88.09, 89.44]`, `88.83 ± 0.03` or a dash.
    pub text: String,
    /// Why it is a dash, or what else must be said of the value.
    pub notes: Vec<String>,
    /// The value or the mean; none where undefined.
    pub value: Option<f64>,
    /// The interval, over a group the span of its seeds' intervals; none where one lacks it.
    pub range: Option<(f64, f64)>,
}

/// The splits that something was measured on.
#[must_use]
pub fn splits(analysis: &Analysis) -> BTreeSet<&str> {
    analysis.variants.values().flat_map(|v| v.splits.keys()).map(String::as_str).collect()
}

/// The headline statistics that were measured on a split.
#[must_use]
pub fn headline(analysis: &Analysis, split: &str) -> Vec<String> {
    let measured = scalars(analysis, split);
    HEADLINE.into_iter().filter(|name| measured.contains(name)).map(str::to_owned).collect()
}

/// The other single-number statistics of a split: registered ones in their order, then the rest by name.
#[must_use]
pub fn further(analysis: &Analysis, split: &str) -> Vec<String> {
    let measured = scalars(analysis, split);
    let mut names: Vec<String> = measured.into_iter().filter(|name| !is_headline(name)).map(str::to_owned).collect();
    names.sort_by_key(|name| place(name));
    names
}

/// Further statistics by what they are about, in the order of the topics; what is not registered comes last.
#[must_use]
pub fn by_topic(names: &[String]) -> Vec<(&'static str, Vec<String>)> {
    let of = |topic: Option<Topic>| -> Vec<String> {
        names.iter().filter(|name| definition(name).map(|d| d.topic) == topic).cloned().collect()
    };
    let known = Topic::ALL.into_iter().map(|topic| (topic.title(), of(Some(topic))));
    known.chain([("Others", of(None))]).filter(|(_, names)| !names.is_empty()).collect()
}

/// Whether a statistic belongs into the first table.
#[must_use]
pub fn is_headline(metric: &str) -> bool {
    HEADLINE.contains(&metric)
}

/// Where a statistic stands: headline first, then the registry's order, then what is not registered.
#[must_use]
pub fn place(metric: &str) -> usize {
    let order = HEADLINE.into_iter().chain(METRICS.iter().map(|d| d.name));
    order.clone().position(|name| name == metric).unwrap_or(order.count())
}

/// Statistics that are a single number or undefined wherever they occur.
fn scalars<'a>(analysis: &'a Analysis, split: &str) -> BTreeSet<&'a str> {
    let measured = || analysis.variants.values().filter_map(|v| v.splits.get(split)).flat_map(|s| &s.metrics);
    let is_array = |m: &Metric| matches!(m, Metric::Value(e) if matches!(e.value, Number::Many(_)));
    let arrays: BTreeSet<&String> = measured().filter(|(_, m)| is_array(m)).map(|(name, _)| name).collect();
    measured().map(|(name, _)| name).filter(|name| !arrays.contains(name)).map(String::as_str).collect()
}

/// One row a group of seeds; a variant without fellows is its own row.
#[must_use]
pub fn groups(analysis: &Analysis, split: &str, columns: &[String]) -> Vec<Block> {
    let mut seen = BTreeSet::new();
    blocks(analysis, |id, variant| {
        let members = analysis.groups.get(&variant.group).map_or(1, |g| g.variants.len());
        if members < 2 {
            return Some(variant_row(id, variant, split, columns));
        }
        seen.insert(variant.group.clone()).then(|| group_row(analysis, variant, split, columns))
    })
}

/// One row a variant.
#[must_use]
pub fn variants(analysis: &Analysis, split: &str, columns: &[String]) -> Vec<Block> {
    blocks(analysis, |id, variant| Some(variant_row(id, variant, split, columns)))
}

fn blocks(analysis: &Analysis, mut row: impl FnMut(&str, &Variant) -> Option<Row>) -> Vec<Block> {
    let mut out = Vec::new();
    for role in Role::ALL {
        let of_role = analysis.variants.iter().filter(|(_, v)| v.role == role);
        let rows: Vec<Row> = of_role.filter_map(|(id, v)| row(id, v)).collect();
        if !rows.is_empty() {
            out.push(Block { role, rows });
        }
    }
    out
}

fn variant_row(id: &str, variant: &Variant, split: &str, columns: &[String]) -> Row {
    let cells = columns.iter().map(|name| variant_cell(name, metric(variant, split, name))).collect();
    Row { id: id.to_owned(), seeds: 1, about: lineage::of_variant(variant), cells }
}

fn metric<'a>(variant: &'a Variant, split: &str, name: &str) -> Option<&'a Metric> {
    variant.splits.get(split)?.metrics.get(name)
}

fn variant_cell(name: &str, metric: Option<&Metric>) -> Cell {
    let shown = format::cell(name, metric);
    let mut cell = Cell { text: shown.text, notes: shown.reason.into_iter().collect(), ..Cell::default() };
    if let Some((value, estimate)) = metric.and_then(Metric::scalar) {
        cell.value = Some(value);
        cell.range = estimate.low.zip(estimate.high);
        cell.notes.extend(estimate.note.clone());
    }
    cell
}

fn group_row(analysis: &Analysis, first: &Variant, split: &str, columns: &[String]) -> Row {
    let group = &first.group;
    let ids = analysis.groups.get(group).map(|g| g.variants.as_slice()).unwrap_or_default();
    let cells = columns.iter().map(|name| group_cell(analysis, group, split, name)).collect();
    Row { id: group.clone(), seeds: ids.len(), about: lineage::of_group(analysis, first), cells }
}

fn group_cell(analysis: &Analysis, group: &str, split: &str, name: &str) -> Cell {
    let Some(group) = analysis.groups.get(group) else { return Cell::default() };
    let members = || group.variants.iter().filter_map(|id| Some((id, analysis.variants.get(id)?)));
    let cells: Vec<(&String, Cell)> =
        members().map(|(id, v)| (id, variant_cell(name, metric(v, split, name)))).collect();
    let notes = || cells.iter().flat_map(|(id, c)| c.notes.iter().map(move |note| format!("{id}: {note}")));
    let Some(mean) = group.splits.get(split).and_then(|s| s.metrics.get(name)) else {
        let why = notes().next().unwrap_or_else(|| "no mean over seeds was taken".to_owned());
        return Cell { text: format::DASH.to_owned(), notes: vec![why], ..Cell::default() };
    };
    let ranges: Option<Vec<(f64, f64)>> = cells.iter().map(|(_, c)| c.range).collect();
    Cell { text: format::aggregate(name, mean), notes: notes().collect(), value: Some(mean.mean), range: span(ranges) }
}

/// The span of intervals: from the lowest low to the highest high.
fn span(ranges: Option<Vec<(f64, f64)>>) -> Option<(f64, f64)> {
    ranges?.into_iter().reduce(|(low, high), (l, h)| (low.min(l), high.max(h)))
}
