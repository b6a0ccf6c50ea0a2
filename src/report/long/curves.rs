//! What figures draw: bins, points, profiles and matrices, a line a mark. Arrays come from the sidecar; NaN is empty.

use super::Kind::{Count, Number, Text};
use super::{Column, Field, Kind, Table, fields};
use crate::analysis::Record;
use crate::analysis::record::Matrix;
use crate::analysis::schema::{ClassMatrices, Curves, Scatter};

/// Every table of curves, empty ones too.
#[must_use]
pub fn all(record: &Record) -> Vec<Table> {
    vec![
        reliability(record),
        scatter(record, "pca", |c| c.pca.as_ref()),
        scatter(record, "tsne", |c| c.tsne.as_ref()),
        scatter(record, "template_plane", |c| c.template_plane.as_ref().map(|p| &p.examples)),
        templates(record),
        margins(record),
        rank_size(record),
        temperatures(record),
        per_class(record),
        class_matrices(record),
        layer_cka(record),
        profiles(record),
        planes(record),
    ]
}

/// One line for each thing that the curves of a variant on a split say.
fn rows<'a>(record: &'a Record, of: impl Fn(&'a Curves) -> Vec<Vec<Field>>) -> Vec<Vec<Field>> {
    let mut out = Vec::new();
    for (id, variant) in &record.analysis.variants {
        for (split, measured) in &variant.splits {
            out.extend(of(&measured.curves).into_iter().map(|numbers| {
                let mut row = fields![id, split];
                row.extend(numbers);
                row
            }));
        }
    }
    out
}

fn matrix<'a>(record: &'a Record, name: &str) -> Option<&'a Matrix> {
    record.arrays.matrices.get(name)
}

fn lines_of(matrix: Option<&Matrix>) -> impl Iterator<Item = &[f64]> {
    matrix.into_iter().flat_map(|m| m.values.chunks_exact(m.cols.max(1)))
}

/// The name of a class; its index where the record does not name it.
fn class(record: &Record, index: usize) -> Field {
    record.analysis.data.classes.get(index).map_or_else(|| index.into(), Field::from)
}

/// Column and row of matrices are the shown classes.
fn shown(record: &Record, at: usize) -> Field {
    let classes = record.analysis.data.shown.as_ref().map(|s| s.classes.as_slice()).unwrap_or_default();
    class(record, classes.get(at).copied().unwrap_or(at))
}

const OF: [Column; 2] = [("variant", Text), ("split", Text)];

const RELIABILITY: &[Column] = &[
    OF[0],
    OF[1],
    ("low", Number),
    ("high", Number),
    ("count", Count),
    ("confidence", Number),
    ("accuracy", Number),
    ("accuracy_low", Number),
    ("accuracy_high", Number),
];

fn reliability(record: &Record) -> Table {
    let bins = |c: &Curves| {
        let line = |b: &crate::analysis::schema::ReliabilityBin| {
            fields![b.low, b.high, b.count, b.confidence, b.accuracy, b.accuracy_low, b.accuracy_high]
        };
        c.reliability.iter().map(line).collect()
    };
    let about = "a confidence bin (low, high] with its Wilson band";
    Table { name: "reliability", about, columns: RELIABILITY, rows: rows(record, bins) }
}

const POINTS: &[Column] = &[OF[0], OF[1], ("class", Text), ("x", Number), ("y", Number)];

fn scatter(record: &Record, name: &'static str, of: fn(&Curves) -> Option<&Scatter>) -> Table {
    let points = |c: &Curves| {
        let points = of(c).into_iter().flat_map(|s| record.scatter(s));
        points.map(|([x, y], label)| fields![class(record, label), x, y]).collect()
    };
    Table { name, about: "a projected example", columns: POINTS, rows: rows(record, points) }
}

fn templates(record: &Record) -> Table {
    let corners = |c: &Curves| {
        let of = |p: &crate::analysis::schema::TemplatePlane| {
            p.classes.iter().zip(p.templates).map(|(k, [x, y])| fields![class(record, *k), x, y]).collect()
        };
        c.template_plane.as_ref().map(of).unwrap_or_default()
    };
    Table { name: "templates", about: "a class template in its plane", columns: POINTS, rows: rows(record, corners) }
}

const MARGINS: &[Column] = &[OF[0], OF[1], ("low", Number), ("high", Number), ("share", Number)];

fn margins(record: &Record) -> Table {
    let bins = |c: &Curves| {
        let Some(of) = &c.margins else { return Vec::new() };
        of.edges.windows(2).zip(&of.shares).map(|(edge, share)| fields![edge[0], edge[1], *share]).collect()
    };
    let about = "a bin of the margin: the label's logit minus the largest other";
    Table { name: "margins", about, columns: MARGINS, rows: rows(record, bins) }
}

const RANK_SIZE: &[Column] = &[OF[0], OF[1], ("rank", Count), ("share", Number)];

fn rank_size(record: &Record) -> Table {
    let ranks = |c: &Curves| {
        let Some(of) = &c.rank_size else { return Vec::new() };
        of.ranks.iter().zip(&of.shares).map(|(rank, share)| fields![*rank, *share]).collect()
    };
    let about = "a rank among the wrong classes and its share of the mass off the label";
    Table { name: "rank_size", about, columns: RANK_SIZE, rows: rows(record, ranks) }
}

const TEMPERATURES: &[Column] = &[OF[0], OF[1], ("temperature", Number), ("metric", Text), ("value", Number)];

fn temperatures(record: &Record) -> Table {
    let grid = |c: &Curves| {
        let Some(of) = &c.temperatures else { return Vec::new() };
        let lines = of.temperatures.iter().zip(lines_of(matrix(record, &of.table)));
        lines.flat_map(|(t, values)| of.columns.iter().zip(values).map(|(m, v)| fields![*t, m, *v])).collect()
    };
    let about = "a statistic with the logits divided by a temperature";
    Table { name: "temperatures", about, columns: TEMPERATURES, rows: rows(record, grid) }
}

const PER_CLASS: &[Column] = &[
    OF[0],
    OF[1],
    ("class", Text),
    ("count", Number),
    ("accuracy", Number),
    ("confidence", Number),
    ("ece_classwise", Number),
];

fn per_class(record: &Record) -> Table {
    let classes = |c: &Curves| {
        let lines = lines_of(c.per_class.as_ref().and_then(|name| matrix(record, name)));
        let numbers = |values: &[f64]| values.iter().map(|v| Field::from(*v)).collect::<Vec<_>>();
        lines.enumerate().map(|(k, values)| [vec![class(record, k)], numbers(values)].concat()).collect()
    };
    Table { name: "per_class", about: "a true class", columns: PER_CLASS, rows: rows(record, classes) }
}

const CLASS_MATRICES: &[Column] =
    &[OF[0], OF[1], ("matrix", Text), ("true_class", Text), ("other_class", Text), ("value", Number)];

fn class_matrices(record: &Record) -> Table {
    let entries =
        |c: &Curves| named(&c.matrices).into_iter().flat_map(|(name, array)| cells(record, name, array)).collect();
    let about = "an entry of a matrix of classes";
    Table { name: "class_matrices", about, columns: CLASS_MATRICES, rows: rows(record, entries) }
}

fn named(of: &ClassMatrices) -> [(&'static str, Option<&String>); 4] {
    [
        ("off_target", of.off_target.as_ref()),
        ("confusion", of.confusion.as_ref()),
        ("class_mean_cosines", of.class_mean_cosines.as_ref()),
        ("logit_correlation", of.logit_correlation.as_ref()),
    ]
}

fn cells(record: &Record, name: &str, array: Option<&String>) -> Vec<Vec<Field>> {
    let lines = lines_of(array.and_then(|array| matrix(record, array))).enumerate();
    let cell = |i, (j, value): (usize, &f64)| fields![name, shown(record, i), shown(record, j), *value];
    lines.flat_map(|(i, values)| values.iter().enumerate().map(move |of| cell(i, of))).collect()
}

const LAYER_CKA: &[Column] = &[("a", Text), ("b", Text), OF[1], ("layer_a", Text), ("layer_b", Text), ("cka", Number)];

fn layer_cka(record: &Record) -> Table {
    let mut rows = Vec::new();
    for of in &record.analysis.layers {
        for (a, values) in of.rows.iter().zip(lines_of(matrix(record, &of.matrix))) {
            let cells = of.columns.iter().zip(values);
            rows.extend(cells.map(|(b, v)| fields![&of.a, &of.b, &of.split, &a.name, &b.name, *v]));
        }
    }
    Table { name: "layer_cka", about: "two layers and their debiased linear CKA", columns: LAYER_CKA, rows }
}

const PROFILES: &[Column] = &[OF[0], OF[1], ("direction", Kind::Count), ("offset", Number), ("loss", Number)];

fn profiles(record: &Record) -> Table {
    let losses = |c: &Curves| {
        let Some(of) = &c.landscape else { return Vec::new() };
        let lines = (1_usize..).zip(lines_of(matrix(record, &of.profiles)));
        lines.flat_map(|(d, losses)| of.offsets.iter().zip(losses).map(move |(x, l)| fields![d, *x, *l])).collect()
    };
    let about = "the loss along a random direction of the weights";
    Table { name: "landscape_profiles", about, columns: PROFILES, rows: rows(record, losses) }
}

const PLANES: &[Column] = &[OF[0], OF[1], ("offset_1", Number), ("offset_2", Number), ("loss", Number)];

fn planes(record: &Record) -> Table {
    let losses = |c: &Curves| {
        let Some(of) = &c.landscape else { return Vec::new() };
        let lines = of.plane_offsets.iter().zip(lines_of(matrix(record, &of.plane)));
        lines.flat_map(|(x, losses)| of.plane_offsets.iter().zip(losses).map(|(y, l)| fields![*x, *y, *l])).collect()
    };
    let about = "the loss over the plane of two random directions of the weights";
    Table { name: "landscape_plane", about, columns: PLANES, rows: rows(record, losses) }
}
