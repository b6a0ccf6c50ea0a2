//! Diffusion index η of students at a higher temperature: similar and dissimilar classes, their difference, and what chance makes
//! of it (Chandrasegaran 2022, eq. 4).
//!
//! Reads `diffusion`, on the test split where there is one.

use super::canvas::Canvas;
use super::font::Weight;
use super::key::{Key, Sample};
use super::layout::{self, Axis, Frame, Rect};
use super::pen::{Align, Label, Mark, Pen, Stroke};
use super::statistic::span;
use super::text::{self, CAP};
use super::theme::{Color, Fill, INK, QUIET, REFERENCE, Shape, Theme, style_of};
use super::{Figure, FigureError, ticks};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::{Diffusion, Metric};

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "diffusion",
    title: "Systematic diffusion",
    shows: "Whether a higher temperature moves similar classes together and dissimilar ones not, beside what chance does (Chandrasegaran 2022).",
    link: "worse_with_temperature",
    caption,
    draw,
};

/// More comparisons than this are not readable in one figure.
const MOST: usize = 8;
/// Random classes instead of similar ones.
const RANDOM: Color = plotters::style::RGBColor(0xDD, 0xDD, 0xDD);
/// What is drawn of a comparison, row by row.
const ROWS: [&str; 3] = ["similar classes", "dissimilar classes", "difference"];

fn found(record: &Record) -> Vec<&Diffusion> {
    let on = |split: &str| record.analysis.diffusion.iter().filter(|d| d.split == split).take(MOST).collect::<Vec<_>>();
    ["test", "val", "train"].into_iter().map(on).find(|found| !found.is_empty()).unwrap_or_default()
}

fn values(d: &Diffusion) -> [&Metric; 3] {
    [&d.similar, &d.dissimilar, &d.difference]
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let found = found(record);
    let Some(first) = found.first() else { return "No variant has a diffusion index.".to_owned() };
    let n = record.analysis.data.splits.get(&first.split).map_or(0, |s| s.n);
    let method = found.iter().flat_map(|d| values(d)).find_map(|m| Some(m.scalar()?.1.interval_method.as_str()));
    let undefined = found.iter().flat_map(|d| values(d)).find_map(|m| match m {
        Metric::Undefined { undefined } => Some(format!(" –: {undefined}.")),
        Metric::Value(_) => None,
    });
    let all = record.analysis.diffusion.iter().filter(|d| d.split == first.split).count();
    let rest = if all > found.len() { format!(" {} more are not drawn.", all - found.len()) } else { String::new() };
    format!(
        "Diffusion index η in percent: how much nearer to a class its set of classes lies in the features of students at the higher temperature than in those of the same teacher's students at the lower one; {} split, {} examples. Sets: {}. Marks: means over seeds with {} % intervals ({}). Grey band: the difference for random classes instead (middle 95 %); outline: its range between seeds of one temperature.{}{rest}",
        first.split,
        format::count(n),
        first.sets,
        format::decimals(record.analysis.settings.level * 100.0, 0),
        method.unwrap_or("none"),
        undefined.unwrap_or_default(),
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no teacher has students at two temperatures.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let reason = "no variant has a diffusion index; it takes students of one teacher at two temperatures";
    let found = found(record);
    if found.is_empty() {
        return Err(FigureError::Nothing(reason.to_owned()));
    }
    let sheet = Sheet::new(theme, &found);
    let items = [
        (Sample::Area(RANDOM), "difference for random classes (middle 95 %)"),
        (Sample::Stroke(sheet.outline()), "difference between seeds of one temperature (range)"),
    ];
    let key = Key::new(theme, &items, theme.width - 0.8 * theme.tick);
    let bottom = sheet.frame.area.bottom() + layout::x_tick_band(theme) + layout::title_band(theme);
    let mut canvas = Canvas::new(theme, bottom + key.height());
    canvas.group("chance", |pen| found.iter().enumerate().for_each(|(i, d)| sheet.chance(pen, d, i)));
    canvas.group("axes", |pen| {
        sheet.backdrop(pen);
        let title = format!("diffusion index η, {} (%)", found[0].split);
        layout::x_title(pen, theme, sheet.frame.area.middle().0, bottom, &title);
        key.draw(pen, theme, (0.4 * theme.tick, bottom));
    });
    for (index, d) in found.iter().enumerate() {
        canvas.group("head", |pen| sheet.head(pen, d, index));
        canvas.group("eta", |pen| sheet.marks(pen, (d, style_of(record, &d.to).color), index));
    }
    canvas.finish(FIGURE.title)
}

/// Where everything lies: a head and three rows a comparison.
struct Sheet<'a> {
    theme: &'a Theme,
    frame: Frame,
    /// Width of the numbers.
    numbers: f64,
    has_intervals: bool,
}

impl<'a> Sheet<'a> {
    fn new(theme: &'a Theme, found: &[&Diffusion]) -> Self {
        let wide = |t: &str| text::width(t, theme.tick, Weight::Regular);
        let names = ROWS.iter().map(|r| wide(r)).fold(0.0, f64::max) + 1.6 * theme.tick;
        let all = || found.iter().flat_map(|d| values(d));
        let numbers = |has_intervals| all().map(|m| wide(&number(m, has_intervals))).fold(0.0, f64::max);
        let plot = |numbers: f64| theme.width - names - numbers - 1.4 * theme.tick;
        let has_intervals = plot(numbers(true)) >= 12.0 * theme.tick;
        let numbers = numbers(has_intervals);
        let ends = all().filter_map(Metric::scalar).flat_map(|(v, e)| [Some(v), e.low, e.high]);
        let chance = found.iter().flat_map(|d| [d.random_sets, d.between_seeds]).flatten().flatten();
        let range = span(ends.flatten().chain(chance).chain([0.0])).unwrap_or((-1.0, 1.0));
        let h = found.len() as f64 * block(theme);
        let area = Rect { x: names, y: 0.0, w: plot(numbers), h };
        let x = ticks::roomy(theme, range, area.w);
        Self {
            theme,
            frame: Frame { area, x, y: Axis { low: 0.0, high: 1.0, ticks: Vec::new() } },
            numbers,
            has_intervals,
        }
    }

    fn outline(&self) -> Stroke {
        Stroke { color: QUIET, width: self.theme.axis, dash: &[3.0, 2.0] }
    }

    fn middle(&self, block_index: usize, row: usize) -> f64 {
        let row_height = self.row();
        block_index as f64 * block(self.theme) + 1.7 * self.theme.tick + (row as f64 + 0.5) * row_height
    }

    fn row(&self) -> f64 {
        1.6 * self.theme.tick
    }

    fn x_of(&self, value: f64) -> f64 {
        self.frame.at(value, 0.0).0
    }

    /// What chance makes of the difference, behind its row.
    fn chance(&self, pen: &mut Pen<'_>, d: &Diffusion, index: usize) {
        let place = |[low, high]: [f64; 2], height: f64| {
            let (x, end) = (self.x_of(low), self.x_of(high));
            Rect { x, y: self.middle(index, 2) - height / 2.0, w: end - x, h: height }
        };
        if let Some(random) = d.random_sets {
            pen.rect(place(random, 0.95 * self.row()), RANDOM);
        }
        if let Some(seeds) = d.between_seeds {
            pen.rim(place(seeds, 0.62 * self.row()), self.outline());
        }
    }

    fn backdrop(&self, pen: &mut Pen<'_>) {
        let (theme, frame) = (self.theme, &self.frame);
        let axis = Stroke::solid(QUIET, theme.axis);
        let (x, area) = (self.x_of(0.0), frame.area);
        pen.line(
            &[(x, area.y + 0.4 * theme.tick), (x, area.bottom())],
            Stroke { color: REFERENCE, width: theme.line, dash: &[4.0, 2.0] },
        );
        pen.line(&[(area.x, area.bottom()), (area.right(), area.bottom())], axis);
        for (value, _) in &frame.x.ticks {
            let (x, y) = frame.at(*value, 0.0);
            pen.line(&[(x, y), (x, y + layout::tick_length(theme))], axis);
        }
        frame.x_ticks(pen, theme);
    }

    /// The teacher and both temperatures, above its rows, which are named at the left.
    fn head(&self, pen: &mut Pen<'_>, d: &Diffusion, index: usize) {
        let theme = self.theme;
        let [low, high] = d.temperatures.map(format::exact);
        let step = format!(", T = {low} → {high}");
        let room = theme.width - 0.8 * theme.tick - text::width(&step, theme.tick, Weight::Semibold);
        let name = text::shorten(&format!("students of {}", d.teacher), theme.tick, Weight::Semibold, room);
        let y = self.middle(index, 0) - self.row() / 2.0 - 0.45 * theme.tick;
        pen.text((0.4 * theme.tick, y), &(name + &step), Label::new(theme.tick, INK, Align::Start).strong());
        for (row, name) in ROWS.iter().enumerate() {
            let at = (self.frame.area.x - 0.8 * theme.tick, self.middle(index, row) + CAP * theme.tick / 2.0);
            pen.text(at, name, Label::new(theme.tick, QUIET, Align::End));
        }
    }

    /// η of both sets in the students' colour, their difference in ink, each with its interval and numbers.
    fn marks(&self, pen: &mut Pen<'_>, (d, color): (&Diffusion, Color), index: usize) {
        let theme = self.theme;
        let size = 1.6 * theme.marker;
        let looks = [
            (Shape::Circle, Fill::Solid, color),
            (Shape::Circle, Fill::Open, color),
            (Shape::Diamond, Fill::Solid, INK),
        ];
        for (row, (metric, (shape, fill, color))) in values(d).into_iter().zip(looks).enumerate() {
            let y = self.middle(index, row);
            if let Some((value, estimate)) = metric.scalar() {
                if let (Some(low), Some(high)) = (estimate.low, estimate.high) {
                    pen.line(&[(self.x_of(low), y), (self.x_of(high), y)], Stroke::solid(color, theme.line));
                }
                pen.mark((self.x_of(value), y), Mark { shape, fill, size, color });
            }
            let at = (self.frame.area.right() + 0.9 * theme.tick + self.numbers, y + CAP * theme.tick / 2.0);
            pen.text(at, &number(metric, self.has_intervals), Label::new(theme.tick, INK, Align::End));
        }
    }
}

/// Height of a comparison.
fn block(theme: &Theme) -> f64 {
    (1.7 + 3.0 * 1.6 + 0.3) * theme.tick
}

/// η with its interval, in percent.
fn number(metric: &Metric, has_interval: bool) -> String {
    let Some((value, estimate)) = metric.scalar() else { return format::DASH.to_owned() };
    let [value, low, high] = [Some(value), estimate.low, estimate.high].map(|v| v.map(|v| format::decimals(v, 1)));
    match (value, low, high) {
        (Some(value), Some(low), Some(high)) if has_interval => format!("{value} [{low}, {high}]"),
        (value, ..) => value.unwrap_or_default(),
    }
}
