//! The first two principal coordinates of the penultimate features, a panel a variant, and the spectra below.
//!
//! Reads `curves.pca` and the metric `pca_ratio` of the first seed of each group, on the test split where there is one.
//! Up to ten classes have their colour and name; of more, the three of the template plane (else the first three) are
//! coloured and the others are grey.

use super::canvas::Canvas;
use super::font::Weight;
use super::labels::{Placer, flow, leader};
use super::layout::{self, Axis, Frame, Point, Rect};
use super::panels::{self, Selection, Sheet};
use super::pen::{Align, Label, Mark, Pen, Stroke};
use super::spectrum;
use super::text::{self, ASCENT, CAP, DESCENT};
use super::theme::{Color, Fill, PAPER, QUIET, REFERENCE, Shape, TEN_CLASSES, Theme, darker, style_of};
use super::{Figure, FigureError};
use crate::analysis::Record;
use crate::analysis::schema::{Scatter, Variant};

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "pca",
    title: "Principal components of the penultimate features",
    shows: "How the classes lie along the first two principal components, and how fast the spectrum falls.",
    caption,
    draw,
};

fn scatter<'a>(variant: &'a Variant, split: &str) -> Option<&'a Scatter> {
    variant.splits.get(split)?.curves.pca.as_ref()
}

fn split(record: &Record) -> Option<&'static str> {
    let has = |split: &&str| record.analysis.variants.values().any(|v| scatter(v, split).is_some());
    ["test", "val", "train"].into_iter().find(has)
}

fn selection<'a>(record: &'a Record, split: &str) -> Selection<'a> {
    Selection::of(record, |v| scatter(v, split).is_some())
}

/// The classes that have a colour, by index.
fn coloured(record: &Record) -> Vec<usize> {
    let count = record.analysis.data.classes.len();
    if count <= TEN_CLASSES.len() {
        return (0..count).collect();
    }
    let mut splits = record.analysis.variants.values().flat_map(|v| v.splits.values());
    let plane = splits.find_map(|s| s.curves.template_plane.as_ref());
    plane.map_or(vec![0, 1, 2], |p| p.classes.to_vec())
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let Some(split) = split(record) else { return "No variant has principal components.".to_owned() };
    let selection = selection(record, split);
    let points = selection.panels().find_map(|p| Some(record.scatter(scatter(p.variant, split)?).count())).unwrap_or(0);
    let (classes, shown) = (record.analysis.data.classes.len(), coloured(record));
    let names = if shown.len() < classes {
        let names: Vec<&str> =
            shown.iter().filter_map(|c| Some(record.analysis.data.classes.get(*c)?.as_str())).collect();
        format!("of {classes} classes, {} are coloured, the others grey", names.join(", "))
    } else {
        "names stand at the medians of the classes".to_owned()
    };
    let n = record.analysis.data.splits.get(split).map_or(0, |s| s.n);
    format!(
        "First two principal components of the penultimate features (centred, not scaled), from all {n} {split} examples; {points} points a panel, drawn evenly from the classes; {names}. Each panel has its own scale, x and y alike: features of different networks have no common unit, and signs and rotation of components carry no meaning. Bottom: share of the variance in the first components together. {}",
        selection.says()
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no variant has principal components.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let reason = "no variant has principal components; they need penultimate features that vary";
    let split = split(record).ok_or_else(|| FigureError::Nothing(reason.to_owned()))?;
    let selection = selection(record, split);
    let rows = selection.arranged(theme);
    let sheet = Sheet::new(theme, &selection.heads(theme), layout::title_band(theme), |w| w);
    let lowest = sheet.whole.bottom() + layout::title_band(theme);
    let has_key = needs_key(theme, record, sheet.grid.cell.0);
    let key = if has_key { key(theme, record, theme.width - sheet.whole.x) } else { Vec::new() };
    let key_height = key.last().map_or(0.0, |last| (last.0 + 1) as f64 * 1.3 * theme.tick);
    let spectra = spectrum::of(&selection, split);
    let spectrum_height = if spectra.is_empty() { 0.0 } else { 13.0 * theme.label };
    let mut canvas = Canvas::new(theme, lowest + key_height + spectrum_height + 0.3 * theme.tick);
    for (row, line) in rows.iter().enumerate() {
        for (column, panel) in line.iter().enumerate() {
            let area = sheet.grid.cell(row, column);
            canvas.group("frame", |pen| {
                panels::head(pen, theme, style_of(record, panel.group), (panel.group, area));
                pen.rim(area, Stroke::solid(REFERENCE, theme.axis));
            });
            let Some(scatter) = scatter(panel.variant, split) else { continue };
            draw_points(&mut canvas, theme, record, (scatter, area));
            if !has_key {
                draw_names(&mut canvas, theme, record, (scatter, area));
            }
        }
    }
    canvas.group("titles", |pen| {
        let (x, y) = sheet.whole.middle();
        layout::x_title(pen, theme, x, lowest, &format!("component 1 ({split})"));
        layout::y_title(pen, theme, (sheet.edge, y), "component 2");
        draw_key(pen, theme, (sheet.whole.x, lowest), &key);
    });
    if !spectra.is_empty() {
        let area = Rect { x: 0.0, y: lowest + key_height, w: theme.width, h: spectrum_height };
        spectrum::draw(&mut canvas, theme, record, (&spectra, area));
    }
    canvas.finish(FIGURE.title)
}

/// The points in their places; equal scales round their middle, with a margin.
fn places(record: &Record, (scatter, area): (&Scatter, Rect)) -> Vec<(Point, usize)> {
    let points: Vec<([f64; 2], usize)> = record.scatter(scatter).collect();
    let range = |axis: usize| {
        let values = || points.iter().map(|(p, _)| p[axis]).filter(|v| v.is_finite());
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    };
    let (x, y) = (range(0), range(1));
    let half = 0.54 * (x.1 - x.0).max(y.1 - y.0).max(1e-12);
    let axis = |(low, high): Point| {
        let middle = f64::midpoint(low, high);
        Axis { low: middle - half, high: middle + half, ticks: Vec::new() }
    };
    let frame = Frame { area, x: axis(x), y: axis(y) };
    points.into_iter().map(|([x, y], class)| (frame.at(x, y), class)).collect()
}

fn draw_points(canvas: &mut Canvas, theme: &Theme, record: &Record, (scatter, area): (&Scatter, Rect)) {
    let (points, coloured) = (places(record, (scatter, area)), coloured(record));
    let color_of = |class: usize| coloured.iter().position(|c| *c == class).map(|i| TEN_CLASSES[i % TEN_CLASSES.len()]);
    canvas.veil("examples", 0.7, |pen| {
        // Grey ones first, so that they hide none of the coloured.
        for is_grey in [true, false] {
            for (at, class) in points.iter().filter(|(_, c)| color_of(*c).is_none() == is_grey) {
                let color = color_of(*class).unwrap_or(REFERENCE);
                let mark = Mark { shape: Shape::Circle, fill: Fill::Solid, size: theme.marker * 0.7, color };
                pen.mark(*at, mark);
            }
        }
    });
}

fn draw_names(canvas: &mut Canvas, theme: &Theme, record: &Record, (scatter, area): (&Scatter, Rect)) {
    let labels = labels(theme, record, (&places(record, (scatter, area)), area));
    canvas.veil("halos", 0.8, |pen| labels.iter().for_each(|l| pen.rect(l.r, PAPER)));
    canvas.group("names", |pen| {
        for label in &labels {
            if let Some(line) = leader(label.anchor, &label.r) {
                pen.line(&line, Stroke::solid(QUIET, theme.axis));
            }
            let at = (label.r.middle().0, label.r.y + ASCENT * 0.9 * theme.tick);
            pen.text(at, &label.name, Label::new(0.9 * theme.tick, darker(label.color), Align::Middle).strong());
        }
    });
}

/// Panels too small for their names share a key.
fn needs_key(theme: &Theme, record: &Record, side: f64) -> bool {
    let names = coloured(record).into_iter().filter_map(|c| record.analysis.data.classes.get(c));
    let widths: f64 = names.map(|n| text::width(n, 0.9 * theme.tick, Weight::Semibold)).sum();
    side < 14.0 * theme.tick || widths > 3.0 * side
}

/// The key's items: line, beginning, name, colour.
fn key(theme: &Theme, record: &Record, width: f64) -> Vec<(usize, f64, String, Color)> {
    let shown = coloured(record).into_iter().enumerate();
    let name = |(i, c): (usize, usize)| {
        let name = text::shorten(record.analysis.data.classes.get(c)?, theme.tick, Weight::Regular, 0.4 * width);
        Some((name, TEN_CLASSES[i % TEN_CLASSES.len()]))
    };
    let items: Vec<(String, Color)> = shown.filter_map(name).collect();
    let wide = |(name, _): &(String, Color)| text::width(name, theme.tick, Weight::Regular) + 2.0 * theme.tick;
    let places = flow(&items.iter().map(wide).collect::<Vec<_>>(), width);
    places.into_iter().zip(items).map(|((line, x), (name, color))| (line, x, name, color)).collect()
}

fn draw_key(pen: &mut Pen<'_>, theme: &Theme, (left, top): Point, items: &[(usize, f64, String, Color)]) {
    for (line, x, name, color) in items {
        let (x, y) = (left + x, top + (*line as f64 + 0.8) * 1.3 * theme.tick);
        let mark = Mark { shape: Shape::Circle, fill: Fill::Solid, size: 0.65 * theme.tick, color: *color };
        pen.mark((x + 0.4 * theme.tick, y - CAP * theme.tick / 2.0), mark);
        pen.text((x + theme.tick, y), name, Label::new(theme.tick, QUIET, Align::Start));
    }
}

/// A class's name in its place, and the median that it belongs to.
struct ClassName {
    name: String,
    r: Rect,
    anchor: Point,
    color: Color,
}

/// Names of the coloured classes, as near to the medians of their points as there is room.
fn labels(theme: &Theme, record: &Record, (points, area): (&[(Point, usize)], Rect)) -> Vec<ClassName> {
    let size = 0.9 * theme.tick;
    let marks = points.iter().map(|(p, _)| *p).collect();
    let mut placer = Placer { bounds: area, taken: Vec::new(), marks };
    let middle = area.middle();
    let place = |(index, class): (usize, usize)| {
        let own: Vec<Point> = points.iter().filter(|(_, c)| *c == class).map(|(p, _)| *p).collect();
        let anchor = (median(own.iter().map(|p| p.0))?, median(own.iter().map(|p| p.1))?);
        let name = record.analysis.data.classes.get(class)?;
        let name = text::shorten(name, size, Weight::Semibold, 0.5 * area.w);
        let wide = text::width(&name, size, Weight::Semibold) + 1.0;
        let outward = (2.0 * anchor.0 - middle.0, 2.0 * anchor.1 - middle.1);
        let r = placer.place(anchor, (wide, (ASCENT + DESCENT) * size), outward)?;
        Some(ClassName { name, r, anchor, color: TEN_CLASSES[index % TEN_CLASSES.len()] })
    };
    coloured(record).into_iter().enumerate().filter_map(place).collect()
}

/// The middle value; none of nothing.
fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied()
}
