//! Students' accuracy by teacher and temperature of distillation, with the table that papers print (Chandrasegaran 2022, table 2).
//!
//! Reads the metric `accuracy` of students and of networks that nobody taught, their means of groups, and the paired
//! `differences` of students whose teachers differ, on the test split where there is one.

use super::canvas::Canvas;
use super::font::Weight;
use super::key::{Sample, draw_sample};
use super::layout::{self, Axis, Frame, Rect};
use super::pen::{Align, Label, Mark, Pen, Stroke};
use super::statistic::span;
use super::students::{Line, METRIC, Students, bar};
use super::text::{self, CAP};
use super::theme::{DASHES, INK, QUIET, REFERENCE, SCRATCH, Theme};
use super::{Figure, FigureError, ticks};
use crate::analysis::Record;
use crate::analysis::format;

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "temperature_grid",
    title: "Students by teacher and temperature",
    shows: "How accurate students are by their teacher and the temperature of distillation, beside those that nobody taught.",
    link: "poorer_students",
    caption,
    draw,
};

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let Some(students) = Students::of(record) else {
        return "No variant is a student of a known temperature.".to_owned();
    };
    let n = record.analysis.data.splits.get(students.split).map_or(0, |s| s.n);
    let level = format::decimals(record.analysis.settings.level * 100.0, 0);
    let differences = match students.groups().find_map(|g| students.difference(g)) {
        Some(d) => format!(
            " Second panel: students of a teacher minus those of its reference at the same temperature, with paired {level} % intervals ({}).",
            d.interval_method
        ),
        None => String::new(),
    };
    let baselines = match &students.baselines[..] {
        [] => String::new(),
        names => format!(" Horizontal lines: networks of a student's size that nobody taught ({}).", names.join(", ")),
    };
    format!(
        "Top-1 accuracy of students by teacher and temperature T of distillation (logarithmic), {} split, {} examples. Small marks: seeds; lines: means over seeds; bars: one standard deviation (n − 1) over seeds to both sides, or for one seed its {level} % interval over examples. Below: mean ± deviation.{baselines}{differences}",
        students.split,
        format::count(n)
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where there are no students.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let reason = "no variant is a student whose teacher and temperature of distillation are known";
    let students = Students::of(record).ok_or_else(|| FigureError::Nothing(reason.to_owned()))?;
    let sheet = Sheet::new(theme, &students);
    let mut canvas = Canvas::new(theme, sheet.height);
    for (index, what) in sheet.shows().into_iter().enumerate() {
        let panel = sheet.panel(what, index);
        canvas.group("axes", |pen| sheet.axes(pen, &panel));
        match what {
            Shows::Accuracy => sheet.draw_accuracy(&mut canvas, &panel),
            Shows::Difference => sheet.draw_differences(&mut canvas, &panel),
        }
        canvas.group("table", |pen| sheet.table(pen, &panel));
    }
    canvas.finish(FIGURE.title)
}

/// What a panel shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    Accuracy,
    Difference,
}

/// A panel in its place.
struct Panel {
    what: Shows,
    frame: Frame,
    has_names: bool,
}

/// Where everything lies.
struct Sheet<'a> {
    theme: &'a Theme,
    students: &'a Students<'a>,
    is_stacked: bool,
    /// Width of the names of the table, of the y title with its ticks.
    names: f64,
    band: f64,
    height: f64,
}

impl<'a> Sheet<'a> {
    fn new(theme: &'a Theme, students: &'a Students<'a>) -> Self {
        let names = students.lines.iter().map(|l| l.name.as_str()).chain(students.baselines.iter().copied());
        let widest = names.map(|n| text::width(n, theme.tick, Weight::Regular)).fold(0.0, f64::max);
        let names = widest.min(0.3 * theme.width) + 3.0 * theme.tick;
        let band = layout::title_band(theme) + 4.2 * theme.tick;
        let mut sheet = Self { theme, students, is_stacked: theme.is_narrow(), names, band, height: 0.0 };
        let panels = if sheet.is_stacked { sheet.shows().len() } else { 1 };
        sheet.height = panels as f64 * (sheet.plot_height() + sheet.below() + 1.2 * theme.tick);
        sheet
    }

    fn shows(&self) -> Vec<Shows> {
        if self.students.has_differences() { vec![Shows::Accuracy, Shows::Difference] } else { vec![Shows::Accuracy] }
    }

    fn plot_height(&self) -> f64 {
        13.0 * self.theme.label
    }

    /// Ticks, title and table below a plot.
    fn below(&self) -> f64 {
        layout::x_tick_band(self.theme) + layout::title_band(self.theme) + self.rows() * self.row()
    }

    fn rows(&self) -> f64 {
        (self.students.lines.len() + self.students.baselines.len()) as f64 + 0.4
    }

    fn row(&self) -> f64 {
        1.5 * self.theme.tick
    }

    fn panel(&self, what: Shows, index: usize) -> Panel {
        let (theme, count) = (self.theme, self.shows().len() as f64);
        let left = self.names.max(self.band);
        let (x, y, w) = if self.is_stacked || count < 2.0 {
            let height = self.plot_height() + self.below() + 1.2 * theme.tick;
            (left, index as f64 * height, theme.width - left - 0.6 * theme.tick)
        } else {
            // The differences have the longer texts.
            let room = theme.width - left - self.band - 1.2 * theme.tick;
            let widths = [0.45 * room, 0.55 * room];
            (left + index as f64 * (widths[0] + self.band + 0.6 * theme.tick), 0.0, widths[index.min(1)])
        };
        let area = Rect { x, y: y + 0.8 * theme.tick, w, h: self.plot_height() };
        let x = ticks::at(theme, &self.students.temperatures(), (format::exact, w));
        let frame = Frame { area, x, y: self.y_axis(what) };
        Panel { what, frame, has_names: index == 0 || self.is_stacked }
    }

    /// In percent, round all that is drawn.
    fn y_axis(&self, what: Shows) -> Axis {
        let (students, statistic) = (self.students, self.students.statistic());
        let range = match what {
            Shows::Accuracy => {
                let all: Vec<&str> = students.groups().chain(students.baselines.iter().copied()).collect();
                let bars = all.iter().filter_map(|g| bar(&statistic, g)).flat_map(|(low, high)| [low, high]);
                let seeds = all.iter().flat_map(|g| statistic.seeds(g)).map(|(v, _)| v);
                span(bars.chain(seeds))
            }
            Shows::Difference => {
                let found = students.groups().filter_map(|g| students.difference(g));
                span(found.flat_map(|d| [d.low, d.high, 0.0]))
            }
        };
        let (low, high) = range.unwrap_or((0.0, 1.0));
        let margin = (0.08 * (high - low)).max(1e-4);
        Axis::between(100.0 * (low - margin), 100.0 * (high + margin), 4)
    }

    fn axes(&self, pen: &mut Pen<'_>, panel: &Panel) {
        let (theme, frame) = (self.theme, &panel.frame);
        frame.axes(pen, theme);
        frame.x_ticks(pen, theme);
        frame.y_ticks(pen, theme);
        let title = match panel.what {
            Shows::Accuracy => format!("student accuracy, {} (%)", self.students.split),
            Shows::Difference => "minus reference (points)".to_owned(),
        };
        let edge = frame.area.x - layout::y_tick_band(theme, &frame.y) - 1.15 * layout::title_band(theme);
        layout::y_title(pen, theme, (edge, frame.area.middle().1), &title);
        let bottom = frame.area.bottom() + layout::x_tick_band(theme) + layout::title_band(theme);
        layout::x_title(pen, theme, frame.area.middle().0, bottom, "temperature T of distillation");
    }

    /// Where a line's point at a temperature lies: lines stand a little apart, so that no bar hides another.
    fn x_of(&self, panel: &Panel, line: usize, temperature: f64) -> f64 {
        let aside = line as f64 - (self.students.lines.len() - 1) as f64 / 2.0;
        panel.frame.at(temperature.log2(), panel.frame.y.low).0 + aside * 1.7 * self.theme.marker
    }

    fn draw_accuracy(&self, canvas: &mut Canvas, panel: &Panel) {
        let (theme, statistic, frame) = (self.theme, self.students.statistic(), &panel.frame);
        let y_of = |v: f64| frame.at(frame.x.low, 100.0 * v).1;
        canvas.group("baselines", |pen| {
            for group in &self.students.baselines {
                let y = statistic.center(group).map_or(frame.area.bottom(), y_of);
                pen.line(&[(frame.area.x, y), (frame.area.right(), y)], self.baseline(group));
            }
        });
        for (index, line) in self.students.lines.iter().enumerate() {
            let place = |(t, group): &(f64, &str)| Some((self.x_of(panel, index, *t), y_of(statistic.center(group)?)));
            let means: Vec<_> = line.points.iter().filter_map(place).collect();
            canvas.group("bars", |pen| {
                for (t, group) in &line.points {
                    let x = self.x_of(panel, index, *t);
                    if let Some((low, high)) = bar(&statistic, group) {
                        pen.line(&[(x, y_of(low)), (x, y_of(high))], Stroke::solid(line.style.color, theme.axis));
                    }
                }
            });
            canvas.veil("seeds", 0.55, |pen| {
                for (t, group) in &line.points {
                    for (value, _) in statistic.seeds(group) {
                        let at = (self.x_of(panel, index, *t), y_of(value));
                        pen.mark(at, Mark::of(line.style, 0.7 * theme.marker));
                    }
                }
            });
            canvas.group("lines", |pen| {
                pen.line(&means, Stroke::of(line.style, theme.line));
                means.iter().for_each(|at| pen.mark(*at, Mark::of(line.style, 1.5 * theme.marker)));
            });
        }
    }

    fn draw_differences(&self, canvas: &mut Canvas, panel: &Panel) {
        let (theme, frame) = (self.theme, &panel.frame);
        let y_of = |v: f64| frame.at(frame.x.low, 100.0 * v).1;
        canvas.group("zero", |pen| {
            let dashed = Stroke { color: REFERENCE, width: theme.line, dash: &[4.0, 2.0] };
            pen.line(&[(frame.area.x, y_of(0.0)), (frame.area.right(), y_of(0.0))], dashed);
        });
        canvas.group("differences", |pen| {
            for (index, line) in self.students.lines.iter().enumerate() {
                for (t, group) in &line.points {
                    let Some(d) = self.students.difference(group) else { continue };
                    let x = self.x_of(panel, index, *t);
                    pen.line(&[(x, y_of(d.low)), (x, y_of(d.high))], Stroke::solid(line.style.color, theme.line));
                    pen.mark((x, y_of(d.value)), Mark::of(line.style, 1.5 * theme.marker));
                }
            }
        });
    }

    fn baseline(&self, group: &str) -> Stroke {
        let place = self.students.baselines.iter().position(|b| *b == group).unwrap_or(0);
        Stroke { color: SCRATCH, width: self.theme.line, dash: DASHES[(place + 3) % DASHES.len()] }
    }

    /// The lines that a panel's table has, with their rows: where panels are stacked, those that have something to say.
    fn lines(&self, panel: &Panel) -> Vec<(usize, &Line<'a>)> {
        let has = |line: &&Line<'a>| line.points.iter().any(|(_, g)| self.students.difference(g).is_some());
        let is_short = self.is_stacked && panel.what == Shows::Difference;
        self.students.lines.iter().filter(|line| !is_short || has(line)).enumerate().collect()
    }

    /// A row a line, its numbers below their temperatures.
    fn table(&self, pen: &mut Pen<'_>, panel: &Panel) {
        let (theme, area) = (self.theme, panel.frame.area);
        let top = area.bottom() + layout::x_tick_band(theme) + layout::title_band(theme) + 0.2 * self.row();
        let middle_of = |row: usize| top + (row as f64 + 0.5) * self.row();
        let form = self.form(panel);
        for (row, line) in self.lines(panel) {
            if panel.has_names {
                self.name(pen, (&line.name, Sample::Line(line.style)), (area.x, middle_of(row)));
            }
            for (t, group) in &line.points {
                let x = panel.frame.at(t.log2(), panel.frame.y.low).0;
                self.number(pen, &self.cell((panel.what, form), group), (x, middle_of(row)));
            }
        }
        let baselines = self.students.baselines.iter().filter(|_| panel.what == Shows::Accuracy);
        for (row, group) in baselines.enumerate().map(|(i, g)| (i + self.students.lines.len(), g)) {
            self.name(pen, (group, Sample::Stroke(self.baseline(group))), (area.x, middle_of(row)));
            self.number(pen, &self.cell((panel.what, form), group), (area.middle().0, middle_of(row)));
        }
    }

    fn number(&self, pen: &mut Pen<'_>, words: &str, (x, middle): (f64, f64)) {
        if !words.is_empty() {
            let at = (x, middle + CAP * self.theme.tick / 2.0);
            pen.text(at, words, Label::new(self.theme.tick, INK, Align::Middle));
        }
    }

    fn name(&self, pen: &mut Pen<'_>, (name, sample): (&str, Sample), (left, middle): (f64, f64)) {
        let theme = self.theme;
        let start = left - self.names;
        draw_sample(pen, theme, sample, (start + 0.2 * theme.tick, middle));
        let name = text::shorten(name, theme.tick, Weight::Regular, self.names - 2.9 * theme.tick);
        let at = (start + 2.5 * theme.tick, middle + CAP * theme.tick / 2.0);
        pen.text(at, &name, Label::new(theme.tick, QUIET, Align::Start));
    }

    /// The longest form of which all numbers of a panel fit below their temperatures.
    fn form(&self, panel: &Panel) -> Form {
        let at = |t: &f64| panel.frame.at(t.log2(), panel.frame.y.low).0;
        let places: Vec<f64> = self.students.temperatures().iter().map(at).collect();
        let edges = 2.0 * (places[0] - panel.frame.area.x) + 0.8 * self.theme.tick;
        let room = places.windows(2).map(|pair| pair[1] - pair[0]).fold(edges, f64::min);
        let fits = |form: &Form| {
            let cells = self.students.groups().map(|g| self.cell((panel.what, *form), g));
            cells.map(|c| text::width(&c, self.theme.tick, Weight::Regular)).fold(0.0, f64::max) + 0.5 * self.theme.tick
                <= room
        };
        [Form::Spread, Form::Value].into_iter().find(fits).unwrap_or(Form::Nothing)
    }

    fn cell(&self, (what, form): (Shows, Form), group: &str) -> String {
        let statistic = self.students.statistic();
        let difference = || self.students.difference(group);
        match (what, form) {
            (_, Form::Nothing) => String::new(),
            (Shows::Accuracy, Form::Spread) => statistic
                .aggregate(group)
                .map_or_else(|| self.cell((what, Form::Value), group), |a| format::aggregate(METRIC, a)),
            (Shows::Accuracy, Form::Value) => {
                statistic.center(group).map_or(String::new(), |v| format::number(METRIC, v))
            }
            (Shows::Difference, Form::Spread) => difference().map_or(String::new(), |d| {
                let [value, low, high] = [d.value, d.low, d.high].map(|v| format::signed(METRIC, v));
                format!("{value} [{low}, {high}]")
            }),
            (Shows::Difference, Form::Value) => difference().map_or(String::new(), |d| format::signed(METRIC, d.value)),
        }
    }
}

/// How much a cell says.
#[derive(Clone, Copy)]
enum Form {
    /// Value and deviation or interval.
    Spread,
    /// Value.
    Value,
    /// There is no room.
    Nothing,
}
