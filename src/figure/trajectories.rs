//! Statistics through training, a panel a statistic, a line a run.
//!
//! Reads `trajectories` and the metrics of their variants: of geometry and softness on the train split where there is one, of
//! predictions on the test split.

use super::canvas::Canvas;
use super::font::Weight;
use super::key::{Key, Sample};
use super::layout::{self, Axis, Frame, Point, Rect};
use super::pen::{Align, Label, Mark, Pen, Stroke};
use super::statistic::{Statistic, span};
use super::text::{self, LEADING};
use super::theme::{DASHES, INK, Style, Theme, style_of};
use super::{Figure, FigureError, axes, ticks};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::Trajectory;

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "trajectories",
    title: "Through training",
    shows: "How accuracy, calibration, softness and collapse come about, epoch by epoch.",
    link: "",
    caption,
    draw,
};

/// Statistics with the split that they are followed on, where there is one.
const METRICS: [(&str, &str); 12] = [
    ("accuracy", "test"),
    ("nll", "test"),
    ("ece", "test"),
    ("temperature", "test"),
    ("mean_confidence", "test"),
    ("gamma", "train"),
    ("class_separation", "train"),
    ("nc1_pinv", "train"),
    ("nc2_etf_err", "train"),
    ("nc3_dual_err", "train"),
    ("off_target_information_instance", "train"),
    ("participation_ratio", "train"),
];
/// Statistics that run over orders of magnitude.
const LOGARITHMIC: [&str; 1] = ["nc1_pinv"];
/// More lines than this are not told apart.
const MOST_RUNS: usize = 8;

/// A statistic with what its runs say: epochs and values.
struct Panel<'a> {
    statistic: Statistic<'a>,
    lines: Vec<Vec<(f64, f64)>>,
}

fn runs(record: &Record) -> &[Trajectory] {
    let all = &record.analysis.trajectories;
    &all[..all.len().min(MOST_RUNS)]
}

/// The panels that have a line of two points.
fn panels(record: &Record) -> Vec<Panel<'_>> {
    let panel = |(metric, wanted): (&'static str, &'static str)| {
        let on = |split: &'static str| {
            let statistic = Statistic { record, split, metric };
            let line = |run: &Trajectory| {
                let values = run.variants.iter().zip(&run.epochs);
                values.filter_map(|(id, epoch)| Some((*epoch as f64, statistic.of_variant(id)?.0))).collect::<Vec<_>>()
            };
            Panel { statistic, lines: runs(record).iter().map(line).collect() }
        };
        [wanted, "test", "val", "train"].into_iter().map(on).find(|p| p.lines.iter().any(|l| l.len() > 1))
    };
    METRICS.into_iter().filter_map(panel).collect()
}

/// A run's look: its role's colour, a mark and a dash of its own.
fn style(record: &Record, index: usize) -> Style {
    let first = runs(record).get(index).and_then(|run| run.variants.first());
    let style = first.map_or_else(|| style_of(record, ""), |id| style_of(record, id));
    Style { dash: DASHES[index % DASHES.len()], ..style }
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    if panels(record).is_empty() {
        return "No variant is one of several epochs of a run.".to_owned();
    }
    let n = |s: &str| record.analysis.data.splits.get(s).map(|x| format!("{s} {}", format::count(x.n)));
    let sizes: Vec<String> = ["train", "val", "test"].into_iter().filter_map(n).collect();
    let runs: Vec<String> = runs(record)
        .iter()
        .map(|run| format!("{} ({} checkpoints)", run.run, format::count(run.variants.len())))
        .collect();
    let left_out = record.analysis.trajectories.len() - runs.len();
    let rest = if left_out == 0 { String::new() } else { format!(" {left_out} runs are not drawn.") };
    format!(
        "Statistics of the checkpoints of one run against their epoch; examples: {}. The split is said above each panel, with the unit; an arrow points to what is better. Runs: {}. There are no intervals.{rest}",
        sizes.join(", "),
        runs.join("; ")
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no run has several checkpoints.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let panels = panels(record);
    if panels.is_empty() {
        let reason = "no variant is one of several epochs of a run; give checkpoints like `ckpt_epoch_10.pth`";
        return Err(FigureError::Nothing(reason.to_owned()));
    }
    let styles: Vec<Style> = (0..runs(record).len()).map(|index| style(record, index)).collect();
    let items: Vec<(Sample, &str)> =
        styles.iter().zip(runs(record)).map(|(style, run)| (Sample::Line(*style), run.run.as_str())).collect();
    let key = Key::new(theme, &items, theme.width - 0.8 * theme.tick);
    let sheet = Sheet::new(theme, &panels);
    let bottom = sheet.height() + layout::title_band(theme);
    let mut canvas = Canvas::new(theme, bottom + key.height());
    for (index, panel) in panels.iter().enumerate() {
        let frame = sheet.frame(index);
        canvas.group("axes", |pen| sheet.axes(pen, (panel, &frame)));
        for (line, style) in panel.lines.iter().zip(&styles) {
            canvas.group("run", |pen| draw_line(pen, theme, (&place(panel, line, &frame), *style)));
        }
    }
    canvas.group("key", |pen| {
        layout::x_title(pen, theme, theme.width / 2.0, bottom, "epoch");
        key.draw(pen, theme, (0.4 * theme.tick, bottom));
    });
    canvas.finish(FIGURE.title)
}

fn place(panel: &Panel<'_>, line: &[(f64, f64)], frame: &Frame) -> Vec<Point> {
    line.iter().map(|(epoch, value)| frame.at(*epoch, shown(panel, *value))).collect()
}

fn draw_line(pen: &mut Pen<'_>, theme: &Theme, (points, style): (&[Point], Style)) {
    if points.len() > 1 {
        pen.line(points, Stroke::of(style, theme.line));
    }
    // Of many checkpoints, a mark on every few.
    let every = points.len().div_ceil(12).max(1);
    points.iter().step_by(every).for_each(|at| pen.mark(*at, Mark::of(style, 0.9 * theme.marker)));
}

fn is_logarithmic(panel: &Panel<'_>) -> bool {
    let lowest = span(panel.lines.iter().flatten().map(|p| p.1)).map_or(0.0, |(low, _)| low);
    LOGARITHMIC.contains(&panel.statistic.metric) && lowest > 0.0
}

/// A value as its axis has it: its logarithm, or in the unit that it is shown in.
fn shown(panel: &Panel<'_>, value: f64) -> f64 {
    if is_logarithmic(panel) { value.log10() } else { format::factor(panel.statistic.metric) * value }
}

fn y_axis(panel: &Panel<'_>) -> Axis {
    let (low, high) = span(panel.lines.iter().flatten().map(|p| p.1)).unwrap_or((0.0, 1.0));
    if is_logarithmic(panel) {
        let axis = axes::decades(low / 1.1, high * 1.1);
        return if axis.ticks.is_empty() { axes::decades(low / 2.0, high * 2.0) } else { axis };
    }
    let factor = format::factor(panel.statistic.metric);
    let margin = 0.08 * (high - low);
    Axis::between(factor * (low - margin), factor * (high + margin), 3)
}

fn head(panel: &Panel<'_>) -> String {
    let Statistic { metric, split, .. } = panel.statistic;
    format!("{} {} {split}", format::head(metric), format::arrow(metric))
}

/// Where everything lies.
struct Sheet<'a> {
    theme: &'a Theme,
    panels: &'a [Panel<'a>],
    columns: usize,
    band: f64,
    plot: f64,
    head: f64,
}

impl<'a> Sheet<'a> {
    fn new(theme: &'a Theme, panels: &'a [Panel<'a>]) -> Self {
        let tick = theme.tick;
        let columns = panels.len().min(if theme.is_narrow() { 2 } else { 3 });
        let band = panels.iter().map(|p| layout::y_tick_band(theme, &y_axis(p))).fold(0.0, f64::max);
        let gaps = 1.2 * tick * (columns - 1) as f64 + 1.4 * tick;
        let plot = ((theme.width - gaps) / columns as f64 - band).min(24.0 * theme.label);
        let lines = panels.iter().map(|p| text::wrap(&head(p), tick, Weight::Semibold, plot).len()).max().unwrap_or(1);
        Self { theme, panels, columns, band, plot, head: (lines as f64 * LEADING + 0.7) * tick }
    }

    fn row_height(&self) -> f64 {
        self.head + 0.6 * self.plot + layout::x_tick_band(self.theme) + 0.4 * self.theme.tick
    }

    fn height(&self) -> f64 {
        self.panels.len().div_ceil(self.columns) as f64 * self.row_height()
    }

    fn frame(&self, index: usize) -> Frame {
        let (row, column) = ((index / self.columns) as f64, (index % self.columns) as f64);
        let step = self.band + self.plot + 1.2 * self.theme.tick;
        let edge = (self.theme.width - self.columns as f64 * step - 0.2 * self.theme.tick).max(0.0) / 2.0;
        let area = Rect {
            x: edge + self.band + column * step,
            y: self.head + row * self.row_height(),
            w: self.plot,
            h: 0.6 * self.plot,
        };
        // All panels have the same epochs.
        let epochs = self.panels.iter().flat_map(|p| p.lines.iter().flatten()).map(|p| p.0);
        let x = ticks::linear(self.theme, span(epochs).unwrap_or((0.0, 1.0)), self.plot);
        Frame { area, x, y: y_axis(&self.panels[index]) }
    }

    fn axes(&self, pen: &mut Pen<'_>, (panel, frame): (&Panel<'_>, &Frame)) {
        let (theme, area) = (self.theme, frame.area);
        frame.axes(pen, theme);
        frame.x_ticks(pen, theme);
        frame.y_ticks(pen, theme);
        let lines = text::wrap(&head(panel), theme.tick, Weight::Semibold, area.w);
        for (line, words) in lines.iter().rev().enumerate() {
            let y = area.y - (0.6 + LEADING * line as f64) * theme.tick;
            pen.text((area.x, y), words, Label::new(theme.tick, INK, Align::Start).strong());
        }
    }
}
