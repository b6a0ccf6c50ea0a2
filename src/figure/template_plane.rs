//! Examples of three classes on the plane through their templates (Müller 2019), a panel a variant, on common axes.
//!
//! Reads `curves.template_plane` of the first seed of each group. The train split where there is one: the argument is
//! about training examples; up to three panels have the test split below, as in the paper.

use super::canvas::Canvas;
use super::font::Weight;
use super::labels::{Placer, leader};
use super::layout::{self, Axis, Frame, Point, Rect};
use super::panels::{self, Panel, Selection, Sheet};
use super::pen::{Align, Label, Mark, Stroke};
use super::text::{self, ASCENT, DESCENT};
use super::theme::{Fill, INK, PAPER, QUIET, REFERENCE, Shape, THREE_CLASSES, Theme, darker, style_of};
use super::{Figure, FigureError};
use crate::analysis::Record;
use crate::analysis::schema::{TemplatePlane, Variant};

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "template_plane",
    title: "Examples on the plane of three class templates",
    shows: "How tightly the examples of three classes gather round their templates (Müller 2019).",
    link: "tighter",
    caption,
    draw,
};

const SHAPES: [Shape; 3] = [Shape::Circle, Shape::Triangle, Shape::Square];
/// Up to so many panels, both splits are drawn.
const BOTH_SPLITS: usize = 3;

fn plane<'a>(variant: &'a Variant, split: &str) -> Option<&'a TemplatePlane> {
    variant.splits.get(split)?.curves.template_plane.as_ref()
}

/// The splits that are drawn, one a row where there are two.
fn splits(record: &Record, selection: &Selection<'_>) -> Vec<&'static str> {
    let has = |split: &&str| record.analysis.variants.values().any(|v| plane(v, split).is_some());
    let found: Vec<&str> = ["train", "test", "val"].into_iter().filter(has).collect();
    let rows = if selection.panels().count() <= BOTH_SPLITS { 2 } else { 1 };
    found.into_iter().take(rows).collect()
}

fn selection(record: &Record) -> Selection<'_> {
    Selection::of(record, |v| v.splits.values().any(|s| s.curves.template_plane.is_some()))
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let selection = selection(record);
    let splits = splits(record, &selection);
    let Some((first, split, shown)) =
        selection.panels().find_map(|p| splits.iter().find_map(|s| Some((p, *s, plane(p.variant, s)?))))
    else {
        return "No variant has a plane of templates.".to_owned();
    };
    let names = shown.classes.map(|c| class_name(record, c)).join(", ");
    let count = record.scatter(&shown.examples).count();
    let examples = format!("{} examples", splits.join(" and "));
    format!(
        "Penultimate features projected onto the plane through three class templates (weights and bias of the head; stars, joined by a thin triangle): {names} ({}). Marks: {examples}, {count} a panel ({}, {split}), drawn evenly from the classes. Origin at the first template, the second on the x axis; each network in units of the distance of its first two templates; all panels have the same axes, x and y the same scale. {}",
        shown.chosen_by,
        first.id,
        selection.says()
    )
}

fn class_name(record: &Record, class: usize) -> String {
    record.analysis.data.classes.get(class).cloned().unwrap_or_else(|| format!("class {class}"))
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no variant has a head with three templates off one line.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let selection = selection(record);
    let splits = splits(record, &selection);
    let cells = cells(&selection, &splits, theme);
    if cells.is_empty() {
        let reason =
            "no variant has a plane of three class templates; it needs a head (`head.weight`) and three classes";
        return Err(FigureError::Nothing(reason.to_owned()));
    }
    let (x, y) = axes(record, &cells);
    let heads: Vec<Vec<String>> = cells.iter().map(|r| r.iter().map(|c| head(c, &splits)).collect()).collect();
    let band = layout::title_band(theme) + layout::y_tick_band(theme, &y);
    let sheet = Sheet::new(theme, &heads, band, |w| w * (y.high - y.low) / (x.high - x.low));
    let height = sheet.whole.bottom() + layout::x_tick_band(theme) + layout::title_band(theme);
    let mut canvas = Canvas::new(theme, height);
    for (row, line) in cells.iter().enumerate() {
        for (column, (panel, split)) in line.iter().enumerate() {
            let frame = Frame { area: sheet.grid.cell(row, column), x: x.clone(), y: y.clone() };
            let is_lowest = cells.get(row + 1).is_none_or(|below| below.len() <= column);
            canvas.group("axes", |pen| {
                frame.axes(pen, theme);
                panels::head(pen, theme, style_of(record, panel.group), (&heads[row][column], frame.area));
                if column == 0 {
                    frame.y_ticks(pen, theme);
                }
                if is_lowest {
                    frame.x_ticks(pen, theme);
                }
            });
            if let Some(plane) = plane(panel.variant, split) {
                draw_panel(&mut canvas, theme, record, (plane, &frame));
            }
        }
    }
    canvas.group("titles", |pen| {
        let (x, y) = sheet.whole.middle();
        layout::x_title(pen, theme, x, height, "in-plane x (distance of the first two templates = 1)");
        // Heads name the split where there are two.
        let title = if let [split] = splits[..] { format!("in-plane y ({split})") } else { "in-plane y".to_owned() };
        layout::y_title(pen, theme, (sheet.edge, y), &title);
    });
    canvas.finish(FIGURE.title)
}

type Cells<'a> = Vec<Vec<(Panel<'a>, &'static str)>>;

/// A row a split; a lone variant has its splits side by side.
fn cells<'a>(selection: &Selection<'a>, splits: &[&'static str], theme: &Theme) -> Cells<'a> {
    let rows: Vec<_> = selection.arranged(theme).into_iter().filter(|r| !r.is_empty()).collect();
    if let [row] = &rows[..]
        && let [panel] = row[..]
    {
        return vec![splits.iter().map(|s| (panel, *s)).collect()];
    }
    rows.iter().flat_map(|row| splits.iter().map(|s| row.iter().map(|p| (*p, *s)).collect())).collect()
}

/// The group; with its split where both are drawn.
fn head((panel, split): &(Panel<'_>, &'static str), splits: &[&str]) -> String {
    if splits.len() > 1 { format!("{} ({split})", panel.group) } else { panel.group.to_owned() }
}

/// Axes that hold all points and templates of all panels, at most 1.4 times as long one way as the other.
fn axes(record: &Record, cells: &Cells<'_>) -> (Axis, Axis) {
    let planes = cells.iter().flatten().filter_map(|(p, s)| plane(p.variant, s));
    let points: Vec<Point> = planes
        .flat_map(|p| record.scatter(&p.examples).map(|(v, _)| v).chain(p.templates))
        .map(|[x, y]| (x, y))
        .filter(|(x, y)| x.is_finite() && y.is_finite())
        .collect();
    let range = |of: fn(&Point) -> f64| {
        let values = || points.iter().map(of);
        let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let margin = 0.06 * (high - low);
        (low - margin, high + margin)
    };
    let (x, y) = (range(|p| p.0), range(|p| p.1));
    let widened = |(low, high): Point, other: Point| {
        let lack = ((other.1 - other.0) / 1.4 - (high - low)).max(0.0) / 2.0;
        (low - lack, high + lack)
    };
    let (x, y) = (widened(x, y), widened(y, x));
    (Axis::between(x.0, x.1, 4), Axis::between(y.0, y.1, 4))
}

fn draw_panel(canvas: &mut Canvas, theme: &Theme, record: &Record, (plane, frame): (&TemplatePlane, &Frame)) {
    let star = (3.3 * theme.marker).min(0.1 * frame.area.w);
    let corners = plane.templates.map(|[x, y]| frame.at(x, y));
    canvas.group("triangle", |pen| {
        pen.line(&[corners[0], corners[1], corners[2], corners[0]], Stroke::solid(REFERENCE, theme.axis * 1.5));
    });
    canvas.veil("examples", 0.75, |pen| {
        for ([x, y], class) in record.scatter(&plane.examples) {
            let Some(place) = plane.classes.iter().position(|c| *c == class) else { continue };
            let mark =
                Mark { shape: SHAPES[place], fill: Fill::Solid, size: theme.marker * 0.8, color: THREE_CLASSES[place] };
            pen.mark(frame.at(x, y), mark);
        }
    });
    canvas.group("templates", |pen| {
        for (corner, color) in corners.iter().zip(THREE_CLASSES) {
            let mark = |share, color| Mark { shape: Shape::Star, fill: Fill::Solid, size: share * star, color };
            pen.mark(*corner, mark(1.25, PAPER));
            pen.mark(*corner, mark(1.0, INK));
            pen.mark(*corner, mark(0.7, color));
        }
    });
    let names = plane.classes.map(|c| class_name(record, c));
    let points = record.scatter(&plane.examples).map(|([x, y], _)| frame.at(x, y));
    let sides = [(0, 1), (1, 2), (2, 0)]
        .into_iter()
        .flat_map(|(a, b)| (1..10).map(move |i| between(corners[a], corners[b], i)));
    let points = points.chain(sides);
    let mut placer = Placer { bounds: frame.area, taken: stars(star, &corners), marks: points.collect() };
    let labels = labels(theme, &mut placer, (&corners, &names));
    canvas.veil("halos", 0.75, |pen| labels.iter().for_each(|(_, _, r)| pen.rect(*r, PAPER)));
    canvas.group("names", |pen| {
        for (place, name, r) in &labels {
            if let Some(line) = leader(corners[*place], r) {
                pen.line(&line, Stroke::solid(QUIET, theme.axis));
            }
            let color = darker(THREE_CLASSES[*place]);
            let at = (r.middle().0, r.y + ASCENT * theme.tick);
            pen.text(at, name, Label::new(theme.tick, color, Align::Middle).strong());
        }
    });
}

/// A tenth of the way from one point to another, so many times.
fn between(a: Point, b: Point, tenths: u32) -> Point {
    let share = f64::from(tenths) / 10.0;
    (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1))
}

/// What the stars cover.
fn stars(size: f64, corners: &[Point; 3]) -> Vec<Rect> {
    corners.map(|c| Rect { x: c.0 - size / 2.0, y: c.1 - size / 2.0, w: size, h: size }).to_vec()
}

/// Free places for the names of the three classes, each away from the middle of the triangle.
fn labels(
    theme: &Theme,
    placer: &mut Placer,
    (corners, names): (&[Point; 3], &[String; 3]),
) -> Vec<(usize, String, Rect)> {
    let middle = (corners.iter().map(|c| c.0).sum::<f64>() / 3.0, corners.iter().map(|c| c.1).sum::<f64>() / 3.0);
    let widest = 0.6 * placer.bounds.w;
    let place = |(index, name): (usize, &String)| {
        let name = text::shorten(name, theme.tick, Weight::Semibold, widest);
        let wide = text::width(&name, theme.tick, Weight::Semibold) + 2.0;
        let outward = (2.0 * corners[index].0 - middle.0, 2.0 * corners[index].1 - middle.1);
        let r = placer.place(corners[index], (wide, (ASCENT + DESCENT) * theme.tick + 0.1), outward)?;
        Some((index, name, r))
    };
    names.iter().enumerate().filter_map(place).collect()
}
