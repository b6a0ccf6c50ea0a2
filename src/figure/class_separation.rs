//! Class separation R² of every group, seeds as dots with their intervals, a panel a split on one axis (Kornblith 2021).
//!
//! Reads the metric `class_separation` of variants, its means of groups, and the differences that the analysis holds.

use super::canvas::Canvas;
use super::font::Weight;
use super::layout::{self, Axis, Frame, Rect};
use super::pen::{Align, Label, Pen, Stroke};
use super::statistic::{Row, Statistic, span};
use super::text::{self, CAP};
use super::theme::{INK, QUIET, REFERENCE, Theme, style_of};
use super::{Figure, FigureError};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::Difference;

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "class_separation",
    title: "Class separation R²",
    shows: "How tight the classes are in the penultimate features, group by group, with intervals (Kornblith 2021).",
    link: "tighter",
    caption,
    draw,
};

const METRIC: &str = "class_separation";
/// More groups than this are not readable in one figure.
const MOST_GROUPS: usize = 30;

/// The groups with a value on a split, at most so many.
fn groups(record: &Record) -> Vec<&str> {
    let has = |g: &&String| splits(record).iter().any(|s| !on(record, s).seeds(g).is_empty());
    record.analysis.groups.keys().filter(has).map(String::as_str).take(MOST_GROUPS).collect()
}

/// The splits with a value, train first.
fn splits(record: &Record) -> Vec<&'static str> {
    let has = |s: &&str| record.analysis.groups.keys().any(|g| !on(record, s).seeds(g).is_empty());
    ["train", "val", "test"].into_iter().filter(has).collect()
}

fn on<'a>(record: &'a Record, split: &'a str) -> Statistic<'a> {
    Statistic { record, split, metric: METRIC }
}

/// The first difference of a group, or of its only variant, to something else.
fn difference<'a>(record: &'a Record, group: &str, split: &str) -> Option<&'a Difference> {
    let members = record.analysis.groups.get(group).map(|g| g.variants.as_slice()).unwrap_or_default();
    let is_it = |name: &String| name == group || matches!(members, [only] if only == name);
    record.analysis.differences.iter().find(|d| d.metric == METRIC && d.split == split && is_it(&d.b))
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let (groups, splits) = (groups(record), splits(record));
    if groups.is_empty() {
        return "No variant has a class separation.".to_owned();
    }
    let n = |s: &&str| format!("{s} ({} examples)", record.analysis.data.splits.get(*s).map_or(0, |x| x.n));
    let method = splits
        .iter()
        .find_map(|s| Some(on(record, s).seeds(groups[0]).first()?.1.interval_method.as_str()))
        .unwrap_or("none");
    let level = format::decimals(record.analysis.settings.level * 100.0, 0);
    let compared: Vec<&Difference> =
        groups.iter().filter_map(|g| splits.iter().find_map(|s| difference(record, g, s))).collect();
    let differences = compared.first().map_or(String::new(), |first| {
        let names: Vec<String> = compared.iter().map(|d| format!("{} − {}", d.b, d.a)).collect();
        format!(
            " Second column of numbers: differences {}, with {level} % intervals ({}).",
            names.join("; "),
            first.interval_method
        )
    });
    let left_out = record.analysis.groups.len() - groups.len();
    let rest = if left_out == 0 { String::new() } else { format!(" {left_out} groups are not drawn.") };
    format!(
        "Class separation R² = 1 − d_within/d_total, cosine distance on penultimate features, classes weighted equally; higher is tighter. Split: {}. Small marks: variants (seeds) with {level} % intervals over examples ({method}); large pale marks and the first column of numbers: means over seeds.{differences}{rest}",
        splits.iter().map(n).collect::<Vec<_>>().join(", ")
    )
}

/// What the numbers beside a row say.
struct Notes {
    center: String,
    difference: String,
}

fn notes(record: &Record, group: &str, split: &str, has_interval: impl Fn() -> bool) -> Notes {
    let center = on(record, split).center(group).map_or(format::DASH.to_owned(), |v| format::number(METRIC, v));
    let text = |d: &Difference| {
        if has_interval() {
            format::difference(METRIC, d.value, d.low, d.high)
        } else {
            format::signed(METRIC, d.value)
        }
    };
    Notes { center, difference: difference(record, group, split).map(text).unwrap_or_default() }
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no variant has a class separation.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let (groups, splits) = (groups(record), splits(record));
    if groups.is_empty() {
        let reason = "no variant has a class separation; it needs penultimate features of two classes or more";
        return Err(FigureError::Nothing(reason.to_owned()));
    }
    let sheet = Sheet::new(record, theme, (&groups, &splits));
    let mut canvas = Canvas::new(theme, sheet.height);
    for (index, split) in splits.iter().enumerate() {
        let frame = sheet.frame(index);
        canvas.group("axes", |pen| sheet.backdrop(pen, &frame, index));
        for (row, group) in groups.iter().enumerate() {
            draw_row(&mut canvas, &sheet, (group, split), (&frame, row));
        }
    }
    canvas.finish(FIGURE.title)
}

/// Where everything lies.
struct Sheet<'a> {
    record: &'a Record,
    theme: &'a Theme,
    groups: &'a [&'a str],
    splits: &'a [&'static str],
    axis: Axis,
    /// Widths of the names, of the two columns of numbers.
    names: f64,
    numbers: [f64; 2],
    has_intervals: bool,
    is_stacked: bool,
    row: f64,
    height: f64,
}

impl<'a> Sheet<'a> {
    fn new(record: &'a Record, theme: &'a Theme, (groups, splits): (&'a [&'a str], &'a [&'static str])) -> Self {
        let name = |g: &&str| text::width(g, theme.tick, Weight::Regular);
        let names = groups.iter().map(name).fold(0.0, f64::max).min(0.3 * theme.width) + 1.2 * theme.tick;
        let mut sheet = Self {
            record,
            theme,
            groups,
            splits,
            axis: axis(record, groups, splits),
            names,
            numbers: [0.0; 2],
            has_intervals: true,
            is_stacked: theme.is_narrow(),
            row: 2.1 * theme.tick,
            height: 0.0,
        };
        sheet.measure();
        if sheet.plot_width() < 12.0 * theme.tick {
            sheet.is_stacked = true;
        }
        if sheet.plot_width() < 9.0 * theme.tick {
            sheet.has_intervals = false;
            sheet.measure();
        }
        let panels = if sheet.is_stacked { splits.len() } else { 1 };
        sheet.height = panels as f64 * sheet.panel_height();
        sheet
    }

    fn measure(&mut self) {
        let cells = self.groups.iter().flat_map(|g| self.splits.iter().map(move |s| (g, s)));
        let all: Vec<Notes> = cells.map(|(g, s)| notes(self.record, g, s, || self.has_intervals)).collect();
        let widest = |of: fn(&Notes) -> &String| {
            let widths = all.iter().map(|n| text::width(of(n), self.theme.tick, Weight::Regular));
            widths.fold(0.0, f64::max)
        };
        self.numbers = [widest(|n| &n.center), widest(|n| &n.difference)];
    }

    fn panels_across(&self) -> usize {
        if self.is_stacked { 1 } else { self.splits.len() }
    }

    /// Width of the numbers of one panel, with the space before them.
    fn numbers_width(&self) -> f64 {
        let second = if self.numbers[1] > 0.0 { self.numbers[1] + 0.8 * self.theme.tick } else { 0.0 };
        self.numbers[0] + second + 0.8 * self.theme.tick
    }

    fn plot_width(&self) -> f64 {
        let across = self.panels_across() as f64;
        let gaps = (across - 1.0) * 1.5 * self.theme.tick;
        (self.theme.width - self.names - gaps - 0.4 * self.theme.tick) / across - self.numbers_width()
    }

    fn head(&self) -> f64 {
        1.8 * self.theme.tick
    }

    fn panel_height(&self) -> f64 {
        let below = layout::x_tick_band(self.theme) + layout::title_band(self.theme);
        self.head() + self.groups.len() as f64 * self.row + below
    }

    fn frame(&self, index: usize) -> Frame {
        let (column, row) = if self.is_stacked { (0, index) } else { (index, 0) };
        let step = self.plot_width() + self.numbers_width() + 1.5 * self.theme.tick;
        let area = Rect {
            x: self.names + column as f64 * step,
            y: self.head() + row as f64 * self.panel_height(),
            w: self.plot_width(),
            h: self.groups.len() as f64 * self.row,
        };
        Frame { area, x: self.axis.clone(), y: Axis { low: 0.0, high: 1.0, ticks: Vec::new() } }
    }

    /// Heads, guides, axis, names, and the titles below.
    fn backdrop(&self, pen: &mut Pen<'_>, frame: &Frame, index: usize) {
        let (theme, area) = (self.theme, frame.area);
        for (value, _) in &frame.x.ticks {
            let x = frame.at(*value, 0.0).0;
            pen.line(
                &[(x, area.y), (x, area.bottom())],
                Stroke { color: REFERENCE, width: theme.axis, dash: &[1.0, 3.0] },
            );
        }
        let axis = Stroke::solid(QUIET, theme.axis);
        pen.line(&[(area.x, area.bottom()), (area.right(), area.bottom())], axis);
        for (value, _) in &frame.x.ticks {
            let (x, y) = frame.at(*value, 0.0);
            pen.line(&[(x, y), (x, y + layout::tick_length(theme))], axis);
        }
        frame.x_ticks(pen, theme);
        let head = area.y - 0.6 * theme.tick;
        pen.text((area.x, head), self.splits[index], Label::new(theme.tick, INK, Align::Start).strong());
        let bottom = area.bottom() + layout::x_tick_band(theme) + layout::title_band(theme);
        layout::x_title(pen, theme, area.middle().0, bottom, "class separation R²");
        if index > 0 && !self.is_stacked {
            return;
        }
        for (row, group) in self.groups.iter().enumerate() {
            let name = text::shorten(group, theme.tick, Weight::Regular, self.names - 1.1 * theme.tick);
            let y = self.baseline(area, row);
            pen.text((area.x - 0.8 * theme.tick, y), &name, Label::new(theme.tick, INK, Align::End));
        }
    }

    fn baseline(&self, area: Rect, row: usize) -> f64 {
        area.y + (row as f64 + 0.5) * self.row + CAP * self.theme.tick / 2.0
    }
}

/// An axis that holds all values and intervals.
fn axis(record: &Record, groups: &[&str], splits: &[&str]) -> Axis {
    let ends = splits.iter().filter_map(|s| on(record, s).range(groups.iter().copied()));
    let (low, high) = span(ends.flat_map(|(low, high)| [low, high])).unwrap_or((0.0, 1.0));
    let margin = (0.08 * (high - low)).max(0.01);
    Axis::between(low - margin, high + margin, 3)
}

fn draw_row(canvas: &mut Canvas, sheet: &Sheet<'_>, (group, split): (&str, &str), (frame, row): (&Frame, usize)) {
    let (theme, style) = (sheet.theme, style_of(sheet.record, group));
    let baseline = sheet.baseline(frame.area, row);
    let middle = frame.area.y + (row as f64 + 0.5) * sheet.row;
    let x_of = |value| frame.at(value, 0.0).0;
    let statistic = on(sheet.record, split);
    let row = Row { style, middle, height: sheet.row, x_of: &x_of };
    row.draw(canvas, theme, (&statistic.seeds(group), statistic.center(group)));
    canvas.group("numbers", |pen| {
        let (notes, y) = (notes(sheet.record, group, split, || sheet.has_intervals), baseline);
        let first = frame.area.right() + 0.8 * theme.tick + sheet.numbers[0];
        pen.text((first, y), &notes.center, Label::new(theme.tick, INK, Align::End));
        if !notes.difference.is_empty() {
            pen.text((first + 0.8 * theme.tick, y), &notes.difference, Label::new(theme.tick, QUIET, Align::Start));
        }
    });
}
