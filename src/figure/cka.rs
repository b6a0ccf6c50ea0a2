//! Debiased linear CKA of all pairs as a heatmap on [0, 1] (Kornblith 2019).
//!
//! Reads `pairs[…].metrics.linear_cka_debiased` on the test split where there is one: up to twelve variants each have a
//! row. More are shown as groups, from `group_pairs[…].metrics.linear_cka_debiased.mean`.

use std::collections::BTreeMap;

use super::canvas::Canvas;
use super::font::Weight;
use super::heat::{self, Scale, ink_on, viridis};
use super::layout::Rect;
use super::pen::{Align, Label, Pen, Stroke};
use super::text::{self, CAP};
use super::theme::{INK, QUIET, REFERENCE, Theme};
use super::{Figure, FigureError};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::{GroupPair, Pair};

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "cka",
    title: "Similarity of representations (debiased linear CKA)",
    shows: "How alike the penultimate features of any two variants are, up to rotation and scale (Kornblith 2019).",
    link: "less_information",
    caption,
    draw,
};

const METRIC: &str = "linear_cka_debiased";
/// Up to so many variants, each has a row.
const MOST_VARIANTS: usize = 12;
/// More rows than this are not readable in one figure.
const MOST_ROWS: usize = 40;

/// Rows and cells of the heatmap.
struct Matrix<'a> {
    names: Vec<&'a str>,
    /// Values by row and column; none where undefined.
    cells: BTreeMap<(usize, usize), f64>,
    split: &'a str,
    is_grouped: bool,
    left_out: usize,
}

fn matrix(record: &Record) -> Option<Matrix<'_>> {
    let analysis = &record.analysis;
    let is_grouped = analysis.variants.len() > MOST_VARIANTS;
    // (split, a, b, value) of what is drawn.
    let found: Vec<(&str, &str, &str, f64)> = if is_grouped {
        let value = |p: &GroupPair| p.metrics.get(METRIC).map(|m| m.mean);
        let pairs = analysis.group_pairs.iter();
        pairs.filter_map(|p| Some((&*p.split, &*p.a, &*p.b, value(p)?))).collect()
    } else {
        let value = |p: &Pair| p.metrics.get(METRIC).and_then(|m| m.scalar()).map(|(v, _)| v);
        let pairs = analysis.pairs.iter();
        pairs.filter_map(|p| Some((&*p.split, &*p.a, &*p.b, value(p)?))).collect()
    };
    let split = ["test", "val", "train"].into_iter().find(|split| found.iter().any(|f| f.0 == *split))?;
    let all: Vec<&str> = if is_grouped {
        analysis.groups.keys().map(String::as_str).collect()
    } else {
        analysis.variants.keys().map(String::as_str).collect()
    };
    let row_of = |name: &str| all.iter().position(|n| *n == name);
    let mut cells: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for (_, a, b, value) in found.into_iter().filter(|f| f.0 == split) {
        if let (Some(a), Some(b)) = (row_of(a), row_of(b)) {
            cells.extend([((a, b), value), ((b, a), value)]);
        }
    }
    if !is_grouped {
        // A representation is equal to itself.
        cells.extend((0..all.len()).map(|i| ((i, i), 1.0)));
    }
    let left_out = all.len().saturating_sub(MOST_ROWS);
    Some(Matrix { names: all.into_iter().take(MOST_ROWS).collect(), cells, split, is_grouped, left_out })
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let Some(matrix) = matrix(record) else { return "No pair of variants has a CKA.".to_owned() };
    let n = record.analysis.data.splits.get(matrix.split).map_or(0, |s| s.n);
    let rows = if matrix.is_grouped {
        "Each cell is the mean over all pairs of variants of the two groups; the diagonal is the mean over pairs of different seeds of one group (–: one seed)"
    } else {
        "Each row is a variant; the diagonal is 1 by definition"
    };
    let rest = if matrix.left_out == 0 { String::new() } else { format!(" {} rows are not drawn.", matrix.left_out) };
    format!(
        "Linear CKA of penultimate features with the unbiased HSIC estimator, {} split, {n} examples. {rows}. The colour scale is fixed to [0, 1] (viridis); values below 0, which the debiased estimate can take, have the colour of 0.{rest}",
        matrix.split
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no pair has a CKA: it takes two variants that saw the same examples.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let reason = "no pair of variants has a debiased CKA; it takes two variants with the same examples";
    let matrix = matrix(record).ok_or_else(|| FigureError::Nothing(reason.to_owned()))?;
    let count = matrix.names.len() as f64;
    let widest = matrix.names.iter().map(|n| text::width(n, theme.tick, Weight::Regular)).fold(0.0, f64::max);
    let names = widest.min(0.27 * theme.width);
    let space = 0.6 * theme.tick;
    let scale = Scale::unit();
    let (bar, margin) = (heat::bar_width(theme, &scale), 0.3 * theme.tick);
    let side = (theme.width - names - 2.0 * space - bar - 2.0 * margin).min(count * 4.5 * theme.label);
    let left = (theme.width - names - 2.0 * space - side - bar) / 2.0;
    let area = Rect { x: left + names + space, y: 0.3 * theme.tick, w: side, h: side };
    let mut canvas = Canvas::new(theme, area.bottom() + space + names + 0.3 * theme.tick);
    canvas.group("cells", |pen| cells(pen, theme, (&matrix, area)));
    canvas.group("values", |pen| values(pen, theme, (&matrix, area)));
    canvas.group("names", |pen| {
        let step = side / count;
        for (index, name) in matrix.names.iter().enumerate() {
            let name = text::shorten(name, theme.tick, Weight::Regular, names);
            let middle = (index as f64 + 0.5) * step;
            let label = Label::new(theme.tick.min(step / 1.05), INK, Align::End);
            let half = CAP * label.size / 2.0;
            pen.text((area.x - space, area.y + middle + half), &name, label);
            pen.text((area.x + middle + half, area.bottom() + space), &name, label.up());
        }
    });
    canvas.group("bar", |pen| heat::bar(pen, theme, area, (&scale, "debiased CKA")));
    canvas.finish(FIGURE.title)
}

fn cell(area: Rect, count: usize, (row, column): (usize, usize)) -> Rect {
    let step = area.w / count as f64;
    Rect { x: area.x + column as f64 * step, y: area.y + row as f64 * step, w: step, h: step }
}

fn cells(pen: &mut Pen<'_>, theme: &Theme, (matrix, area): (&Matrix<'_>, Rect)) {
    let count = matrix.names.len();
    let inset = 0.4 * theme.axis;
    for row in 0..count {
        for column in 0..count {
            let r = cell(area, count, (row, column));
            let r = Rect { x: r.x + inset, y: r.y + inset, w: r.w - 2.0 * inset, h: r.h - 2.0 * inset };
            match matrix.cells.get(&(row, column)) {
                Some(value) => pen.rect(r, viridis(*value)),
                None => pen.rim(r, Stroke::solid(REFERENCE, theme.axis)),
            }
        }
    }
}

/// The values in the cells, where they fit.
fn values(pen: &mut Pen<'_>, theme: &Theme, (matrix, area): (&Matrix<'_>, Rect)) {
    let count = matrix.names.len();
    let step = area.w / count as f64;
    let room = |size: f64| text::width("0.000", size, Weight::Regular) <= 0.9 * step;
    let fits =
        |places: usize, size: f64| text::width(&format::decimals(-0.5, places), size, Weight::Regular) <= 0.94 * step;
    let size = if fits(2, theme.tick) { theme.tick } else { 0.8 * theme.tick };
    if !fits(2, size) {
        return;
    }
    let places = if room(size) { 3 } else { 2 };
    for row in 0..count {
        for column in 0..count {
            let value = matrix.cells.get(&(row, column));
            let text = value.map_or(format::DASH.to_owned(), |v| format::decimals(*v, places));
            let color = value.map_or(QUIET, |v| ink_on(viridis(*v)));
            let (x, y) = cell(area, count, (row, column)).middle();
            pen.text((x, y + CAP * size / 2.0), &text, Label::new(size, color, Align::Middle));
        }
    }
}
