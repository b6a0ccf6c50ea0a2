//! What dividing the logits by T does: softness, off-target entropy, calibration error and NLL over T, a line a group.
//!
//! Reads `curves.temperatures` of all seeds, on the test split where there is one, and the means of the metric `temperature`.

use super::axes;
use super::canvas::Canvas;
use super::layout::{self, Axis, Frame, Grid};
use super::lines;
use super::panels;
use super::pen::{Mark, Pen};
use super::seeds::{self, MOST_GROUPS, Seeds};
use super::statistic::Statistic;
use super::theme::{Fill, Shape, Theme, style_of};
use super::{Figure, FigureError};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::{Curves, TemperatureGrid, Variant};

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "softness_by_temperature",
    title: "Softness and calibration by temperature",
    shows: "What a temperature makes of each network: how soft its answers are, and whether that makes them true (Guo 2017).",
    link: "smoothed",
    caption,
    draw,
};

/// The columns that have a panel, in the order of reading.
const METRICS: [&str; 4] = ["gamma", "off_target_entropy", "ece", "nll"];

/// A panel: a metric, with the groups' values at each temperature.
type Multiple<'a> = (&'static str, Vec<Seeds<'a>>);

struct Drawn<'a> {
    split: &'static str,
    /// The first variant's.
    grid: &'a TemperatureGrid,
    multiples: Vec<Multiple<'a>>,
}

fn grid(curves: &Curves) -> Option<&TemperatureGrid> {
    curves.temperatures.as_ref().filter(|g| g.temperatures.len() > 1 && g.temperatures[0] > 0.0)
}

fn drawn(record: &Record) -> Option<Drawn<'_>> {
    let split = seeds::split(record, |c| grid(c).is_some())?;
    let first = record.analysis.variants.values().find_map(|v| grid(&v.splits.get(split)?.curves))?;
    let column = |v: &Variant, metric: &str| {
        let grid = grid(&v.splits.get(split)?.curves)?;
        let at = grid.columns.iter().position(|c| c == metric)?;
        let table = seeds::matrix(record, Some(&grid.table), grid.columns.len())?;
        Some(table.into_iter().skip(at).step_by(grid.columns.len()).collect())
    };
    let multiple = |metric: &'static str| (metric, seeds::of(record, |v| column(v, metric)));
    let multiples: Vec<Multiple<'_>> = METRICS.into_iter().map(multiple).filter(|(_, g)| !g.is_empty()).collect();
    (!multiples.is_empty()).then_some(Drawn { split, grid: first, multiples })
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let Some(Drawn { split, grid: TemperatureGrid { temperatures, n, .. }, multiples }) = drawn(record) else {
        return "No variant has numbers at several temperatures.".to_owned();
    };
    let groups = &multiples[0].1;
    format!(
        "Statistics of softmax(z/T) at {} temperatures from {} to {} (logarithmic axis); {}. Strong lines: {}; pale lines: seeds. Rings: the temperature of the least NLL (mean over seeds), on the lines. ECE: {} bins of equal width.{}",
        format::count(temperatures.len()),
        format::exact(temperatures[0]),
        format::exact(temperatures[temperatures.len() - 1]),
        seeds::examples(record, split, *n),
        seeds::says(&groups[..groups.len().min(MOST_GROUPS)]),
        record.analysis.settings.bins,
        seeds::left_out(groups, MOST_GROUPS)
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no variant has a grid of temperatures.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let nothing = || FigureError::Nothing("no variant has numbers at several temperatures".to_owned());
    let mut drawn = drawn(record).ok_or_else(nothing)?;
    drawn.multiples.iter_mut().for_each(|(_, groups)| groups.truncate(MOST_GROUPS));
    let Drawn { split, grid: TemperatureGrid { temperatures, .. }, multiples } = &drawn;
    let sheet = Sheet::new(theme, multiples);
    let last = sheet.grid.cell((multiples.len() - 1) / sheet.columns, sheet.columns - 1);
    let bottom = last.bottom() + layout::x_tick_band(theme) + layout::title_band(theme);
    let x = temperature_axis(theme, temperatures, last.w);
    let places: Vec<f64> = temperatures.iter().map(|t| t.log2()).collect();
    let mut canvas = Canvas::new(theme, bottom);
    for (index, (metric, groups)) in multiples.iter().enumerate() {
        let area = sheet.grid.cell(index / sheet.columns, index % sheet.columns);
        let frame = Frame { area, x: x.clone(), y: value_axis(metric, groups) };
        canvas.group("axes", |pen| {
            panels::plain_head(pen, theme, (&format::title(metric), area));
            frame.axes(pen, theme);
            frame.y_ticks(pen, theme);
            if index + sheet.columns >= multiples.len() {
                frame.x_ticks(pen, theme);
            }
        });
        lines::draw(&mut canvas, theme, record, (&frame, &places, groups));
        canvas.group("optima", |pen| rings(pen, theme, record, (&frame, &places, groups, split)));
        if (index + 1) % sheet.columns == 0 {
            let names = lines::names(record, &frame, groups);
            canvas.group("line_names", |pen| lines::write(pen, theme, (&names, area), sheet.names));
        }
    }
    canvas.group("titles", |pen| {
        let middle = f64::midpoint(sheet.grid.corner.0, last.right());
        layout::x_title(pen, theme, middle, bottom, &format!("temperature T ({split})"));
    });
    canvas.finish(FIGURE.title)
}

/// Two columns of panels, each with its own numbers at the left; the names of the lines at the right.
struct Sheet {
    columns: usize,
    grid: Grid,
    names: f64,
}

impl Sheet {
    fn new(theme: &Theme, multiples: &[Multiple<'_>]) -> Self {
        let columns = multiples.len().min(2);
        let groups = multiples.iter().flat_map(|(_, groups)| groups.iter().map(|g| g.group));
        let names = lines::band(theme, groups, 0.22 * theme.width);
        let ticks = multiples.iter().map(|(metric, groups)| layout::y_tick_band(theme, &value_axis(metric, groups)));
        let ticks = ticks.fold(0.0, f64::max) + 0.3 * theme.tick;
        let gap = 0.9 * theme.tick;
        let width = (theme.width - names - gap * (columns - 1) as f64) / columns as f64 - ticks;
        let most = multiples.iter().map(|(_, groups)| groups.len()).max().unwrap_or(1);
        let height = (0.62 * width).max(lines::leading(theme) * most as f64);
        let heads: Vec<String> = multiples.iter().map(|(metric, _)| format::title(metric)).collect();
        let head = panels::head_band(theme, &[heads], width);
        let grid = Grid { corner: (ticks, head), cell: (width, height), gap: (ticks + gap, head + 0.6 * theme.tick) };
        Self { columns, grid, names }
    }
}

/// From 0 to the largest value.
fn value_axis(metric: &str, groups: &[Seeds<'_>]) -> Axis {
    let values = groups.iter().flat_map(|g| g.each.iter().flatten()).copied().filter(|v| v.is_finite());
    axes::of_metric(metric, 0.0, 1.04 * values.fold(0.0, f64::max), 4)
}

fn temperature_axis(theme: &Theme, temperatures: &[f64], length: f64) -> Axis {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a handful
    let most = (length / (2.2 * theme.tick)).floor().clamp(2.0, 12.0) as usize;
    axes::doublings(temperatures[0], temperatures[temperatures.len() - 1], most)
}

/// A ring on each line at the group's temperature of the least NLL.
fn rings(
    pen: &mut Pen<'_>,
    theme: &Theme,
    record: &Record,
    (frame, places, groups, split): (&Frame, &[f64], &[Seeds<'_>], &str),
) {
    let fitted = Statistic { record, split, metric: "temperature" };
    for group in groups.iter().rev() {
        let fitted = fitted.center(group.group).filter(|t| *t > 0.0).map(f64::log2);
        if let Some((x, y)) = fitted.and_then(|t| Some((t, on_line(places, &group.mean(), t)?))) {
            let color = style_of(record, group.group).color;
            let ring = Mark { shape: Shape::Circle, fill: Fill::Open, size: 1.7 * theme.marker, color };
            pen.mark(frame.at(x, y), ring);
        }
    }
}

/// The height of a drawn line at a place between its points.
fn on_line(x: &[f64], y: &[f64], at: f64) -> Option<f64> {
    let from = x.windows(2).position(|pair| pair[0] <= at && at <= pair[1])?;
    let share = (at - x[from]) / (x[from + 1] - x[from]);
    let value = y[from] + share * (y[from + 1] - y[from]);
    value.is_finite().then_some(value)
}
