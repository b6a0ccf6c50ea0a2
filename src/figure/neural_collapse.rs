//! Neural collapse, a panel a measure, a row a group, seeds as dots on their mean (Papyan 2020).
//!
//! Reads the metrics `nc1_pinv` (on a logarithmic axis), `nc2_equinorm`, `nc2_etf_err`, `nc3_dual_err`, `nc4_agree` and
//! `class_separation` of variants, and their means of groups, on the train split where there is one.

use super::canvas::Canvas;
use super::font::Weight;
use super::layout::{self, Axis, Frame, Rect};
use super::pen::{Align, Label, Pen, Stroke};
use super::statistic::{Row, Statistic};
use super::text::{self, CAP, LEADING};
use super::theme::{INK, QUIET, REFERENCE, Theme, style_of};
use super::{Figure, FigureError, ticks};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::Role;

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "neural_collapse",
    title: "Neural collapse",
    shows: "How far features and head have collapsed onto a simplex frame: NC1 to NC4 and class separation (Papyan 2020).",
    link: "tighter",
    caption,
    draw,
};

/// Measures, what their panels are called, and which way more collapse lies.
const METRICS: [(&str, &str); 6] = [
    ("nc1_pinv", "NC1: spread within classes ↓"),
    ("nc2_equinorm", "NC2: unequal norms ↓"),
    ("nc2_etf_err", "NC2: distance to a frame ↓"),
    ("nc3_dual_err", "NC3: head against means ↓"),
    ("nc4_agree", "NC4: nearest mean agrees, % ↑"),
    ("class_separation", "class separation R² ↑"),
];
/// NC1 runs over orders of magnitude.
const LOGARITHMIC: &str = "nc1_pinv";
/// More groups than this are not readable in one figure.
const MOST_GROUPS: usize = 14;

/// Whether a group has a measure of collapse proper; class separation has a figure of its own.
fn is_measured(record: &Record, group: &str, split: &str) -> bool {
    let has = |metric| !Statistic { record, split, metric }.seeds(group).is_empty();
    METRICS[..5].iter().any(|(metric, _)| has(metric))
}

/// Train, where collapse is defined, else the first split that has it.
fn split(record: &Record) -> Option<&'static str> {
    let has = |s: &&str| record.analysis.groups.keys().any(|g| is_measured(record, g, s));
    ["train", "test", "val"].into_iter().find(has)
}

/// Teachers first, so that the reference and what was smoothed lie side by side, and how many groups are left out.
fn groups<'a>(record: &'a Record, split: &str) -> (Vec<&'a str>, usize) {
    let is_teacher = |g: &str| record.analysis.variants.values().any(|v| v.group == g && v.role == Role::Teacher);
    let names = record.analysis.groups.keys().map(String::as_str).filter(|g| is_measured(record, g, split));
    let (mut teachers, others): (Vec<&str>, Vec<&str>) = names.partition(|g| is_teacher(g));
    teachers.extend(others);
    let left_out = teachers.len().saturating_sub(MOST_GROUPS);
    teachers.truncate(MOST_GROUPS);
    (teachers, left_out)
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let Some(split) = split(record) else { return "No variant has measures of neural collapse.".to_owned() };
    let (groups, left_out) = groups(record, split);
    let n = record.analysis.data.splits.get(split).map_or(0, |s| s.n);
    let seeds = groups.iter().map(|g| record.analysis.groups.get(*g).map_or(0, |m| m.variants.len()));
    let (few, many) = (seeds.clone().min().unwrap_or(0), seeds.max().unwrap_or(0));
    let seeds =
        if few == many { format::count(many) } else { format!("{} to {}", format::count(few), format::count(many)) };
    let rest = if left_out == 0 { String::new() } else { format!(" {left_out} groups are not drawn.") };
    format!(
        "Neural collapse on the {split} split, {} examples, penultimate features. NC1 = tr(Σ_W Σ_B⁺)/K, logarithmic; NC2: relative spread of the norms of the centred class means, and distance of their Gram matrix from that of a simplex frame; NC3: distance of the head's rows from the class means, both normed; NC4: share of the examples whose nearest class mean is the answer; R²: class separation. An arrow points to more collapse. Small marks: variants ({seeds} seeds a group), with {} % intervals over examples where there are any; large pale marks and numbers: means over seeds.{rest}",
        format::count(n),
        format::decimals(record.analysis.settings.level * 100.0, 0),
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no variant has a measure of it.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let reason = "no variant has measures of neural collapse; they need penultimate features of two classes or more";
    let split = split(record).ok_or_else(|| FigureError::Nothing(reason.to_owned()))?;
    let (groups, _) = groups(record, split);
    let measured = METRICS.iter().map(|(metric, head)| (Statistic { record, split, metric }, *head));
    let panels: Vec<_> = measured.filter(|(s, _)| s.range(groups.iter().copied()).is_some()).collect();
    let sheet = Sheet::new(theme, &groups, &panels);
    let mut canvas = Canvas::new(theme, sheet.height());
    for (index, (statistic, head)) in panels.iter().enumerate() {
        let (axis, shown) = sheet.axis(statistic);
        let panel = Panel { statistic, head, area: sheet.area(index), axis, shown };
        canvas.group("axes", |pen| sheet.backdrop(pen, &panel, index));
        for (row, group) in groups.iter().enumerate() {
            sheet.draw_row(&mut canvas, &panel, (group, row));
        }
    }
    canvas.finish(FIGURE.title)
}

/// A measure in its place.
struct Panel<'a> {
    statistic: &'a Statistic<'a>,
    head: &'a str,
    area: Rect,
    axis: Axis,
    /// Where a value lies on the axis.
    shown: Shown,
}

/// A value as its axis has it: its logarithm, or in the unit that it is shown in.
type Shown = Box<dyn Fn(f64) -> f64>;

/// Where everything lies.
struct Sheet<'a> {
    theme: &'a Theme,
    groups: &'a [&'a str],
    panels: usize,
    columns: usize,
    /// Width of the names, of the numbers, of a plot.
    widths: [f64; 3],
    /// Height of the heads.
    head: f64,
}

fn number(statistic: &Statistic<'_>, group: &str) -> String {
    statistic.center(group).map_or(format::DASH.to_owned(), |v| format::number(statistic.metric, v))
}

impl<'a> Sheet<'a> {
    fn new(theme: &'a Theme, groups: &'a [&'a str], panels: &[(Statistic<'_>, &str)]) -> Self {
        let tick = theme.tick;
        let wide = |t: &str| text::width(t, tick, Weight::Regular);
        let names = groups.iter().map(|g| wide(g)).fold(0.0, f64::max).min(0.27 * theme.width) + 1.2 * tick;
        let all = panels.iter().flat_map(|(s, _)| groups.iter().map(|g| number(s, g)));
        let numbers = all.map(|n| wide(&n)).fold(0.0, f64::max) + 0.8 * tick;
        let plot = |columns: usize| {
            let room = theme.width - names - 0.4 * tick - 1.4 * tick * (columns - 1) as f64;
            room / columns as f64 - numbers
        };
        let most = panels.len().min(if theme.is_narrow() { 2 } else { 3 });
        let columns = (1..=most).rev().find(|c| plot(*c) >= 7.0 * tick).unwrap_or(1);
        let lines = panels.iter().map(|(_, head)| head_lines(theme, head, plot(columns) + numbers).len());
        let head = (lines.max().unwrap_or(1) as f64 * LEADING + 0.5) * tick;
        Self { theme, groups, panels: panels.len(), columns, widths: [names, numbers, plot(columns)], head }
    }

    fn row(&self) -> f64 {
        1.9 * self.theme.tick
    }

    fn panel_height(&self) -> f64 {
        self.head + self.groups.len() as f64 * self.row() + layout::x_tick_band(self.theme) + 0.6 * self.theme.tick
    }

    fn height(&self) -> f64 {
        self.panels.div_ceil(self.columns) as f64 * self.panel_height()
    }

    fn area(&self, index: usize) -> Rect {
        let [names, numbers, plot] = self.widths;
        let (row, column) = ((index / self.columns) as f64, (index % self.columns) as f64);
        let x = names + column * (plot + numbers + 1.4 * self.theme.tick);
        let y = self.head + row * self.panel_height();
        Rect { x, y, w: plot, h: self.groups.len() as f64 * self.row() }
    }

    /// An axis that holds all values and intervals, of logarithms for NC1, and where values lie on it.
    fn axis(&self, statistic: &Statistic<'_>) -> (Axis, Shown) {
        let (low, high) = statistic.range(self.groups.iter().copied()).unwrap_or((0.0, 1.0));
        if statistic.metric == LOGARITHMIC && low > 0.0 {
            return (ticks::logarithmic(self.theme, (low, high), self.widths[2]), Box::new(f64::log10));
        }
        let factor = format::factor(statistic.metric);
        (ticks::roomy(self.theme, (low * factor, high * factor), self.widths[2]), Box::new(move |v| v * factor))
    }

    /// Head, guides, axis, and in the first column the names.
    fn backdrop(&self, pen: &mut Pen<'_>, panel: &Panel<'_>, index: usize) {
        let (theme, area) = (self.theme, panel.area);
        let frame = Frame { area, x: panel.axis.clone(), y: Axis { low: 0.0, high: 1.0, ticks: Vec::new() } };
        let guide = Stroke { color: REFERENCE, width: theme.axis, dash: &[1.0, 3.0] };
        let axis = Stroke::solid(QUIET, theme.axis);
        for (value, _) in &frame.x.ticks {
            let (x, y) = frame.at(*value, 0.0);
            pen.line(&[(x, area.y), (x, y)], guide);
            pen.line(&[(x, y), (x, y + layout::tick_length(theme))], axis);
        }
        pen.line(&[(area.x, area.bottom()), (area.right(), area.bottom())], axis);
        frame.x_ticks(pen, theme);
        let lines = head_lines(theme, panel.head, area.w + self.widths[1]);
        for (line, words) in lines.iter().rev().enumerate() {
            let y = area.y - (0.5 + LEADING * line as f64) * theme.tick;
            pen.text((area.x, y), words, Label::new(theme.tick, INK, Align::Start).strong());
        }
        if index.is_multiple_of(self.columns) {
            for (row, group) in self.groups.iter().enumerate() {
                let name = text::shorten(group, theme.tick, Weight::Regular, self.widths[0] - 1.1 * theme.tick);
                let at = (area.x - 0.8 * theme.tick, self.baseline(area, row));
                pen.text(at, &name, Label::new(theme.tick, INK, Align::End));
            }
        }
    }

    fn baseline(&self, area: Rect, row: usize) -> f64 {
        area.y + (row as f64 + 0.5) * self.row() + CAP * self.theme.tick / 2.0
    }

    fn draw_row(&self, canvas: &mut Canvas, panel: &Panel<'_>, (group, row): (&str, usize)) {
        let Panel { statistic, area, axis, shown, .. } = panel;
        let x_of = |v: f64| area.x + area.w * axis.share(shown(v));
        let middle = area.y + (row as f64 + 0.5) * self.row();
        let marks = Row { style: style_of(statistic.record, group), middle, height: self.row(), x_of: &x_of };
        marks.draw(canvas, self.theme, (&statistic.seeds(group), statistic.center(group)));
        canvas.group("numbers", |pen| {
            let at = (area.right() + self.widths[1], self.baseline(*area, row));
            pen.text(at, &number(statistic, group), Label::new(self.theme.tick, INK, Align::End));
        });
    }
}

fn head_lines(theme: &Theme, head: &str, width: f64) -> Vec<String> {
    text::wrap(head, theme.tick, Weight::Semibold, width)
}
