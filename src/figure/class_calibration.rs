//! Accuracy minus confidence class by class, a panel a group: which classes a network is too sure of.
//!
//! Reads `curves.per_class` of all seeds, on the test split where there is one. Up to twenty classes have a row each; more are
//! sorted by size.

use super::axes;
use super::canvas::Canvas;
use super::font::Weight;
use super::layout::{self, Axis, Frame};
use super::panels::{self, Panel, Selection, Sheet};
use super::pen::{Align, Label, Mark, Pen, Stroke};
use super::seeds::{self, Seeds};
use super::text::{self, CAP};
use super::theme::{INK, QUIET, REFERENCE, Style, Theme, style_of};
use super::{Figure, FigureError};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::{Curves, Variant};

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "class_calibration",
    title: "Calibration class by class",
    shows: "Which classes a network is too sure or too unsure of: accuracy minus confidence over the examples of each class.",
    link: "smoothed",
    caption,
    draw,
};

/// Up to so many classes, each has a row.
const MOST_ROWS: usize = 20;
/// Columns of the array: number of examples, share of right answers, mean confidence, classwise calibration error.
const COLUMNS: usize = 4;

fn name(curves: &Curves) -> Option<&String> {
    curves.per_class.as_ref()
}

/// Groups with a gap a class (K), and which of them have a panel.
struct Drawn<'a> {
    split: &'static str,
    groups: Vec<Seeds<'a>>,
    selection: Selection<'a>,
    classes: &'a [String],
}

fn drawn(record: &Record) -> Option<Drawn<'_>> {
    let split = seeds::split(record, |c| name(c).is_some())?;
    let classes = record.analysis.data.classes.as_slice();
    let gaps = |v: &Variant| {
        let table = seeds::matrix(record, name(&v.splits.get(split)?.curves), COLUMNS)?;
        (table.len() == COLUMNS * classes.len()).then(|| table.chunks(COLUMNS).map(|row| row[1] - row[2]).collect())
    };
    let groups = seeds::of(record, gaps);
    let selection = Selection::of(record, |v| groups.iter().any(|g| g.group == v.group));
    (!groups.is_empty()).then_some(Drawn { split, groups, selection, classes })
}

impl Drawn<'_> {
    fn has_rows(&self) -> bool {
        self.classes.len() <= MOST_ROWS
    }

    fn group(&self, panel: &Panel<'_>) -> Option<&Seeds<'_>> {
        self.groups.iter().find(|g| g.group == panel.group)
    }

    /// The least and the largest gap, 0 among them, with some room.
    fn ends(&self) -> (f64, f64) {
        let rows = self.selection.panels().filter_map(|p| self.group(p)).flat_map(|g| g.each.iter().flatten());
        let finite = rows.copied().filter(|v| v.is_finite());
        let (low, high) = finite.fold((0.0, 0.0), |(low, high): (f64, f64), v| (low.min(v), high.max(v)));
        let room = (0.06 * (high - low)).max(0.005);
        (low - room, high + room)
    }
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let Some(drawn) = drawn(record) else { return "No variant has a calibration of each class.".to_owned() };
    let how = if drawn.has_rows() {
        "Marks: means over seeds; pale dots: seeds"
    } else {
        "Classes are sorted by their mean over seeds, panel by panel; marks and numbers: the classes at 10, 50 and 90 % of that order"
    };
    format!(
        "Share of right answers minus mean confidence (largest softmax probability at T = 1) over the examples of each true class, in points of percent; below 0 the network is too sure. {}, {} classes, {}. {how}. {}",
        seeds::whole(record, drawn.split),
        format::count(drawn.classes.len()),
        seeds::says(&drawn.groups),
        drawn.selection.says_groups()
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no variant has the numbers.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let reason = "no variant has a calibration of each class on any split";
    let drawn = drawn(record).ok_or_else(|| FigureError::Nothing(reason.to_owned()))?;
    if drawn.has_rows() { draw_rows(record, theme, &drawn) } else { draw_sorted(record, theme, &drawn) }
}

const TITLE: &str = "accuracy − confidence (points)";

/// A row a class: seeds as pale dots, the mean as a mark at the end of a line from 0.
fn draw_rows(record: &Record, theme: &Theme, drawn: &Drawn<'_>) -> Result<String, FigureError> {
    let rows = drawn.selection.arranged(theme);
    let limit = 0.2 * theme.width;
    let name = |class: &String| text::shorten(class, theme.tick, Weight::Regular, limit);
    let names: Vec<String> = drawn.classes.iter().map(name).collect();
    let widest = names.iter().map(|n| text::width(n, theme.tick, Weight::Regular)).fold(0.0, f64::max);
    let step = 1.35 * theme.tick;
    let height = step * names.len() as f64;
    let sheet = Sheet::new(theme, &drawn.selection.heads(theme), widest + 0.8 * theme.tick, |_| height);
    let x = gap_axis(theme, drawn.ends(), sheet.grid.cell.0);
    let bottom = sheet.whole.bottom() + layout::x_tick_band(theme) + layout::title_band(theme);
    let mut canvas = Canvas::new(theme, bottom);
    for (row, line) in rows.iter().enumerate() {
        for (column, panel) in line.iter().enumerate() {
            let area = sheet.grid.cell(row, column);
            let y = Axis { low: names.len() as f64, high: 0.0, ticks: Vec::new() };
            let frame = Frame { area, x: x.clone(), y };
            let style = style_of(record, panel.group);
            let is_lowest = rows.get(row + 1).is_none_or(|below| below.len() <= column);
            canvas.group("axes", |pen| {
                panels::head(pen, theme, style, (panel.group, area));
                backdrop(pen, theme, &frame);
                if is_lowest {
                    frame.x_ticks(pen, theme);
                }
                for (index, name) in names.iter().enumerate().filter(|_| column == 0) {
                    let y = frame.at(0.0, index as f64 + 0.5).1 + CAP * theme.tick / 2.0;
                    pen.text((area.x - 0.6 * theme.tick, y), name, Label::new(theme.tick, INK, Align::End));
                }
            });
            if let Some(group) = drawn.group(panel) {
                lollipops(&mut canvas, theme, style, (group, &frame));
            }
        }
    }
    canvas.group("titles", |pen| {
        layout::x_title(pen, theme, sheet.whole.middle().0, bottom, title(theme, sheet.whole.w));
    });
    canvas.finish(FIGURE.title)
}

/// An axis of gaps with the fewest ticks, but two or more, that stand within a width.
fn gap_axis(theme: &Theme, (low, high): (f64, f64), length: f64) -> Axis {
    let axis = |count| axes::within(&axes::of_metric("accuracy", low, high, count), theme, length);
    (3..=5).map(axis).find(|axis| axis.ticks.len() > 1).unwrap_or_else(|| axis(1))
}

/// What the axis measures, with what its sides mean where there is room.
fn title(theme: &Theme, width: f64) -> &'static str {
    const LONG: &str = "too sure ← accuracy − confidence (points) → too unsure";
    if text::width(LONG, theme.label, Weight::Regular) < width { LONG } else { TITLE }
}

/// The line at 0, the lower line and its ticks.
fn backdrop(pen: &mut Pen<'_>, theme: &Theme, frame: &Frame) {
    let (area, axis) = (frame.area, Stroke::solid(QUIET, theme.axis));
    let zero = frame.at(0.0, frame.y.low).0;
    pen.line(&[(zero, area.y), (zero, area.bottom())], Stroke::solid(REFERENCE, theme.axis));
    pen.line(&[(area.x, area.bottom()), (area.right(), area.bottom())], axis);
    for (value, _) in &frame.x.ticks {
        let (x, y) = frame.at(*value, frame.y.low);
        pen.line(&[(x, y), (x, y + layout::tick_length(theme))], axis);
    }
}

fn lollipops(canvas: &mut Canvas, theme: &Theme, style: Style, (group, frame): (&Seeds<'_>, &Frame)) {
    let mean = group.mean();
    let y_of = |class: usize| class as f64 + 0.5;
    canvas.veil("seeds", 0.4, |pen| {
        for row in group.each.iter().filter(|_| group.each.len() > 1) {
            for (class, gap) in row.iter().enumerate().filter(|(_, gap)| gap.is_finite()) {
                pen.mark(frame.at(*gap, y_of(class)), Mark::of(style, 0.55 * theme.marker));
            }
        }
    });
    canvas.group("means", |pen| {
        for (class, gap) in mean.iter().enumerate().filter(|(_, gap)| gap.is_finite()) {
            pen.line(
                &[frame.at(0.0, y_of(class)), frame.at(*gap, y_of(class))],
                Stroke::solid(style.color, theme.line),
            );
            pen.mark(frame.at(*gap, y_of(class)), Mark::of(style, 1.2 * theme.marker));
        }
    });
}

/// Where marks and numbers stand in the order of the classes.
const PLACES: [f64; 3] = [0.1, 0.5, 0.9];

/// Classes sorted by their gap, from the one that the network is surest of beyond its accuracy.
fn draw_sorted(record: &Record, theme: &Theme, drawn: &Drawn<'_>) -> Result<String, FigureError> {
    let rows = drawn.selection.arranged(theme);
    let (low, high) = drawn.ends();
    let y = axes::of_metric("accuracy", low, high, 4);
    let tick = |v: f64| (v, format::decimals(100.0 * v, 0));
    let x = Axis { low: 0.0, high: 1.0, ticks: [0.1, 0.5, 0.9].map(tick).to_vec() };
    let band = layout::title_band(theme) + layout::y_tick_band(theme, &y);
    let sheet = Sheet::new(theme, &drawn.selection.heads(theme), band, |w| w);
    let bottom = sheet.whole.bottom() + layout::x_tick_band(theme) + layout::title_band(theme);
    let mut canvas = Canvas::new(theme, bottom);
    for (row, line) in rows.iter().enumerate() {
        for (column, panel) in line.iter().enumerate() {
            let frame = Frame { area: sheet.grid.cell(row, column), x: x.clone(), y: y.clone() };
            let style = style_of(record, panel.group);
            let is_lowest = rows.get(row + 1).is_none_or(|below| below.len() <= column);
            canvas.group("axes", |pen| {
                panels::head(pen, theme, style, (panel.group, frame.area));
                pen.line(&[frame.at(0.0, 0.0), frame.at(1.0, 0.0)], Stroke::solid(REFERENCE, theme.axis));
                frame.axes(pen, theme);
                if column == 0 {
                    frame.y_ticks(pen, theme);
                }
                if is_lowest {
                    frame.x_ticks(pen, theme);
                }
            });
            if let Some(group) = drawn.group(panel) {
                sorted(&mut canvas, theme, style, (group, &frame));
            }
        }
    }
    canvas.group("titles", |pen| {
        let (x, y) = sheet.whole.middle();
        layout::x_title(pen, theme, x, bottom, "classes, sorted (%)");
        layout::y_title(pen, theme, (sheet.edge, y), TITLE);
    });
    canvas.finish(FIGURE.title)
}

fn sorted(canvas: &mut Canvas, theme: &Theme, style: Style, (group, frame): (&Seeds<'_>, &Frame)) {
    let mut gaps: Vec<f64> = group.mean().into_iter().filter(|gap| gap.is_finite()).collect();
    gaps.sort_by(f64::total_cmp);
    let Some(last) = gaps.len().checked_sub(1) else { return };
    let points: Vec<_> =
        gaps.iter().enumerate().map(|(i, gap)| frame.at((i as f64 + 0.5) / gaps.len() as f64, *gap)).collect();
    canvas.group("sorted", |pen| pen.line(&points, Stroke::solid(style.color, theme.line)));
    canvas.group("quantiles", |pen| {
        for (index, place) in PLACES.into_iter().enumerate() {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // an index within the classes
            let at = ((place * gaps.len() as f64) as usize).min(last);
            pen.mark(points[at], Mark::of(style, theme.marker));
            let text = format!("{} %: {}", format::decimals(100.0 * place, 0), format::signed("accuracy", gaps[at]));
            let y = frame.area.y + (1.0 + 1.2 * index as f64) * theme.tick;
            pen.text((frame.area.x + 0.5 * theme.tick, y), &text, Label::new(theme.tick, INK, Align::Start));
        }
    });
}
