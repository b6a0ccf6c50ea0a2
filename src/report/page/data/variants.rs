//! What the page carries of each variant: what it is, how it looks, and on each split its numbers and what is drawn.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Detail;
use super::packed::Packed;
use super::study::{Value, value};
use crate::analysis::Record;
use crate::analysis::record::{Matrix, Outputs};
use crate::analysis::schema::{self, Curves, Histogram, RankSize, Scatter, TemperatureGrid, VariantSplit};
use crate::figure::theme::{Fill, Shape, style_of};
use crate::report::lineage;

/// How a group looks in every panel.
#[derive(Serialize)]
pub struct Style {
    color: String,
    shape: &'static str,
    fill: &'static str,
    dash: Vec<f64>,
}

/// The style of a group or variant, as the figures have it. Its colour is a variable of client/style.css, which knows dark pages.
pub fn style(record: &Record, id: &str) -> Style {
    let style = style_of(record, id);
    let shape = match style.shape {
        Shape::Circle => "circle",
        Shape::Square => "square",
        Shape::Triangle => "triangle",
        Shape::Diamond => "diamond",
        Shape::Down => "down",
        Shape::Star => "star",
    };
    let fill = match style.fill {
        Fill::Solid => "solid",
        Fill::Open => "open",
    };
    let hex = format!("{:02x}{:02x}{:02x}", style.color.0, style.color.1, style.color.2);
    Style { color: format!("var(--c-{hex}, #{hex})"), shape, fill, dash: style.dash.to_vec() }
}

/// One variant.
#[derive(Serialize)]
pub struct Variant {
    id: String,
    group: String,
    role: &'static str,
    seed: Option<u64>,
    teacher: Option<String>,
    reference: Option<String>,
    temperature: Option<f64>,
    alpha: Option<f64>,
    about: String,
    style: Style,
    #[serde(skip_serializing_if = "Option::is_none")]
    template_products: Option<Packed>,
    splits: BTreeMap<String, OnSplit>,
}

/// One variant on one split.
#[derive(Serialize)]
struct OnSplit {
    metrics: BTreeMap<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logits: Option<Packed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Packed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pca: Option<Packed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tsne: Option<Packed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperatures: Option<Temperatures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    margins: Option<Histogram>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rank_size: Option<RankSize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per_class: Option<Packed>,
    matrices: BTreeMap<&'static str, Packed>,
}

/// Numbers at several temperatures.
#[derive(Serialize)]
struct Temperatures {
    at: Vec<f64>,
    columns: Vec<String>,
    table: Packed,
    reliability: Packed,
}

/// The variants in the order of the study, with some statistics each.
pub fn variants(record: &Record, metrics: &[String], detail: Detail) -> Vec<Variant> {
    record.analysis.variants.iter().map(|(id, v)| variant(record, (id, v), metrics, detail)).collect()
}

fn variant(record: &Record, (id, v): (&String, &schema::Variant), metrics: &[String], detail: Detail) -> Variant {
    let is_first = record.analysis.groups.get(&v.group).is_none_or(|g| g.variants.first() == Some(id));
    let is_drawn = is_first || detail == Detail::All;
    let on = |(split, on): (&String, &VariantSplit)| {
        let values = metrics.iter().filter_map(|name| Some((name.clone(), value(on.metrics.get(name)?)?))).collect();
        let none = Curves::default();
        (split.clone(), on_split(record, values, if is_drawn { &on.curves } else { &none }))
    };
    Variant {
        id: id.clone(),
        group: v.group.clone(),
        role: v.role.name(),
        seed: v.seed,
        teacher: v.teacher.clone(),
        reference: v.reference.clone(),
        temperature: v.distillation.as_ref().map(|d| d.temperature),
        alpha: v.objective.as_ref().and_then(|o| o.alpha),
        about: lineage::of_variant(v),
        style: style(record, id),
        template_products: matrix(record, v.template_products.as_ref()).map(Packed::exact),
        splits: v.splits.iter().map(on).collect(),
    }
}

fn on_split(record: &Record, metrics: BTreeMap<String, Value>, curves: &Curves) -> OnSplit {
    let rounded = |name: Option<&String>| matrix(record, name).map(Packed::rounded);
    let said = |name: &String| record.arrays.outputs.get(name);
    let sample = curves.sample.as_ref();
    let of = &curves.matrices;
    let matrices = [
        ("off_target", rounded(of.off_target.as_ref())),
        ("confusion", rounded(of.confusion.as_ref())),
        ("class_mean_cosines", rounded(of.class_mean_cosines.as_ref())),
        ("logit_correlation", rounded(of.logit_correlation.as_ref())),
    ];
    OnSplit {
        metrics,
        logits: sample.and_then(|s| said(&s.logits)).map(drawn),
        summary: sample.and_then(|s| said(&s.summary)).map(Packed::outputs),
        pca: curves.pca.as_ref().and_then(|s| points(record, s)),
        tsne: curves.tsne.as_ref().and_then(|s| points(record, s)),
        temperatures: curves.temperatures.as_ref().and_then(|t| temperatures(record, t)),
        margins: curves.margins.clone(),
        rank_size: curves.rank_size.clone(),
        per_class: rounded(curves.per_class.as_ref()),
        matrices: matrices.into_iter().filter_map(|(name, packed)| Some((name, packed?))).collect(),
    }
}

fn matrix<'a>(record: &'a Record, name: Option<&String>) -> Option<&'a Matrix> {
    record.arrays.matrices.get(name?)
}

fn drawn(outputs: &Outputs) -> Packed {
    let values: Vec<f64> = outputs.values.iter().map(|v| f64::from(*v)).collect();
    Packed::quantised(vec![outputs.rows(), outputs.cols], &values)
}

fn points(record: &Record, scatter: &Scatter) -> Option<Packed> {
    let values: Vec<f64> = record.scatter(scatter).flat_map(|(point, _)| point).collect();
    (!values.is_empty()).then(|| Packed::quantised(vec![values.len() / 2, 2], &values))
}

fn temperatures(record: &Record, grid: &TemperatureGrid) -> Option<Temperatures> {
    Some(Temperatures {
        at: grid.temperatures.clone(),
        columns: grid.columns.clone(),
        table: Packed::exact(matrix(record, Some(&grid.table))?),
        reliability: Packed::rounded(matrix(record, Some(&grid.reliability))?),
    })
}
