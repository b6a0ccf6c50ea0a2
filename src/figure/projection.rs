//! Examples projected onto a plane, a panel a variant: what the figures `pca` and `tsne` share.
//!
//! Up to ten classes have their colour and name; of more, the three of the template plane (else the first three) are
//! coloured and the others are grey.

use super::canvas::Canvas;
use super::font::Weight;
use super::labels::{Placer, flow, leader};
use super::layout::{self, Axis, Frame, Point, Rect};
use super::panels::{self, Selection, Sheet};
use super::pen::{Align, Label, Mark, Pen, Stroke};
use super::text::{self, ASCENT, CAP, DESCENT};
use super::theme::{Color, Fill, PAPER, QUIET, REFERENCE, Shape, TEN_CLASSES, Theme, darker, style_of};
use crate::analysis::Record;
use crate::analysis::schema::{Curves, Scatter, Variant};

/// Where the points of a variant lie in the contract.
pub type Of = fn(&Curves) -> Option<&Scatter>;

/// The variants whose points are drawn: the first seed of each group, on the test split where there is one.
pub struct Projection<'a> {
    record: &'a Record,
    of: Of,
    /// The split.
    pub split: &'static str,
    /// The panels.
    pub selection: Selection<'a>,
}

fn scatter<'a>(variant: &'a Variant, split: &str, of: Of) -> Option<&'a Scatter> {
    of(&variant.splits.get(split)?.curves)
}

impl<'a> Projection<'a> {
    /// None where no variant has points.
    pub fn new(record: &'a Record, of: Of) -> Option<Self> {
        let has = |split: &&str| record.analysis.variants.values().any(|v| scatter(v, split, of).is_some());
        let split = ["test", "val", "train"].into_iter().find(has)?;
        let selection = Selection::of(record, |v| scatter(v, split, of).is_some());
        Some(Self { record, of, split, selection })
    }

    /// Points of a panel.
    pub fn points(&self) -> usize {
        let count = |p: &panels::Panel<'_>| Some(self.record.scatter(scatter(p.variant, self.split, self.of)?).count());
        self.selection.panels().find_map(count).unwrap_or(0)
    }

    /// How the points were chosen, for a caption.
    pub fn chosen_by(&self) -> &str {
        let sample = self.record.analysis.data.splits.get(self.split).and_then(|split| split.sample.as_ref());
        sample.map_or("drawn evenly from the classes", |sample| &sample.chosen_by)
    }

    /// Which classes are named and how, for a caption.
    pub fn names(&self) -> String {
        let (classes, shown) = (&self.record.analysis.data.classes, coloured(self.record));
        if shown.len() == classes.len() {
            return "names stand at the medians of the classes".to_owned();
        }
        let names: Vec<&str> = shown.iter().filter_map(|c| Some(classes.get(*c)?.as_str())).collect();
        format!("of {} classes, {} are coloured, the others grey", classes.len(), names.join(", "))
    }

    /// Draws the panels with titles of x and y, on a canvas with some room below, whose place it gives too.
    pub fn draw(&self, theme: &Theme, (x_title, y_title): (&str, &str), room: f64) -> (Canvas, Rect) {
        let Self { record, of, split, selection } = self;
        let rows = selection.arranged(theme);
        let sheet = Sheet::new(theme, &selection.heads(theme), layout::title_band(theme), |w| w);
        let lowest = sheet.whole.bottom() + layout::title_band(theme);
        let has_key = needs_key(theme, record, sheet.grid.cell.0);
        let key = if has_key { key(theme, record, theme.width - sheet.whole.x) } else { Vec::new() };
        let key_height = key.last().map_or(0.0, |last| (last.0 + 1) as f64 * 1.3 * theme.tick);
        let mut canvas = Canvas::new(theme, lowest + key_height + room + 0.3 * theme.tick);
        for (row, line) in rows.iter().enumerate() {
            for (column, panel) in line.iter().enumerate() {
                let area = sheet.grid.cell(row, column);
                canvas.group("frame", |pen| {
                    panels::head(pen, theme, style_of(record, panel.group), (panel.group, area));
                    pen.rim(area, Stroke::solid(REFERENCE, theme.axis));
                });
                let Some(scatter) = scatter(panel.variant, split, *of) else { continue };
                draw_points(&mut canvas, theme, record, (scatter, area));
                if !has_key {
                    draw_names(&mut canvas, theme, record, (scatter, area));
                }
            }
        }
        canvas.group("titles", |pen| {
            let (x, y) = sheet.whole.middle();
            layout::x_title(pen, theme, x, lowest, &format!("{x_title} ({split})"));
            layout::y_title(pen, theme, (sheet.edge, y), y_title);
            draw_key(pen, theme, (sheet.whole.x, lowest), &key);
        });
        (canvas, Rect { x: 0.0, y: lowest + key_height, w: theme.width, h: room })
    }
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
        let r = placer.place(anchor, (wide, (ASCENT + DESCENT) * size + 0.1), outward)?;
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
