//! The loss around the weights: profiles along filter-normalised random directions, and the plane of the first two (Li 2018).
//!
//! Reads `curves.landscape` of the first seed of each group, and its arrays, on the test split where there is one.

use super::canvas::Canvas;
use super::contour::contour;
use super::heat::{self, Colours, Scale};
use super::layout::{self, Axis, Frame, Rect};
use super::panels::{self, Panel, Selection, Sheet};
use super::pen::{Pen, Stroke};
use super::statistic::span;
use super::theme::{PAPER, REFERENCE, Style, Theme, style_of};
use super::{Figure, FigureError, axes};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::record::Matrix;
use crate::analysis::schema::{Landscape, Variant};

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "landscape",
    title: "Loss landscape",
    shows: "How flat the loss is around the weights, along random directions whose filters are as long as the weights' (Li 2018).",
    link: "",
    caption,
    draw,
};

/// Height of the profiles, as a share of the plane's.
const PROFILE: f64 = 0.6;

fn landscape<'a>(variant: &'a Variant, split: &str) -> Option<&'a Landscape> {
    variant.splits.get(split)?.curves.landscape.as_ref()
}

fn split(record: &Record) -> Option<&'static str> {
    let has = |s: &&str| record.analysis.variants.values().any(|v| landscape(v, s).is_some());
    ["test", "val", "train"].into_iter().find(has)
}

/// What a panel draws: decimal logarithms of losses, profiles a row and the plane.
struct Losses<'a> {
    of: &'a Landscape,
    profiles: Matrix,
    plane: Matrix,
}

/// None where the sidecar lacks an array.
fn of_panel<'a>(record: &Record, panel: &Panel<'a>, split: &str) -> Option<Losses<'a>> {
    let of = landscape(panel.variant, split)?;
    let logarithms = |name: &str| {
        let found = record.arrays.matrices.get(name)?;
        // A loss of 0 has no logarithm.
        Some(Matrix { cols: found.cols, values: found.values.iter().map(|v| v.max(1e-6).log10()).collect() })
    };
    Some(Losses { of, profiles: logarithms(&of.profiles)?, plane: logarithms(&of.plane)? })
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let Some(split) = split(record) else { return "No variant has a loss landscape.".to_owned() };
    let selection = Selection::of(record, |v| landscape(v, split).is_some());
    let first = selection.panels().find_map(|p| of_panel(record, p, split));
    let (n, directions) = first.map_or((0, 0), |l| (l.of.n, l.profiles.values.len() / l.profiles.cols.max(1)));
    format!(
        "Mean −log p of the label (T = 1, nats) at the weights moved by α along random directions whose filters have the lengths of the weights' own (Li 2018), {split} split, {} examples. Above: mean (line) and range (band) over {directions} directions; below: the plane of the first two directions, contours at the marks of the colour bar. One logarithmic scale for all panels. {}",
        format::count(n),
        selection.says()
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no landscape was probed.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let reason = "no variant has a loss landscape; measure it with `penult report --probes landscape`";
    let split = split(record).ok_or_else(|| FigureError::Nothing(reason.to_owned()))?;
    let selection = Selection::of(record, |v| landscape(v, split).is_some());
    let all: Vec<Losses<'_>> = selection.panels().filter_map(|p| of_panel(record, p, split)).collect();
    let values = all.iter().flat_map(|l| l.profiles.values.iter().chain(&l.plane.values)).copied();
    let (low, high) = span(values).ok_or_else(|| FigureError::Nothing(reason.to_owned()))?;
    let scale =
        Scale { axis: axes::decades(10_f64.powf(low - 0.05), 10_f64.powf(high + 0.02)), colours: Colours::Sequential };
    let rows = selection.arranged(theme);
    let inner = Theme { width: theme.width - heat::bar_width(theme, &scale), ..theme.clone() };
    let (between, band) = (1.2 * theme.tick, layout::title_band(theme) + layout::y_tick_band(theme, &scale.axis));
    let band = band.max(layout::title_band(theme) + layout::y_tick_band(theme, &offset_axis(&[-1.0, 1.0])));
    let sheet = Sheet::new(&inner, &selection.heads(theme), band, |w| w * (1.0 + PROFILE) + between);
    let height = sheet.whole.bottom() + layout::x_tick_band(theme) + layout::title_band(theme);
    let mut canvas = Canvas::new(theme, height);
    for (row, line) in rows.iter().enumerate() {
        for (column, panel) in line.iter().enumerate() {
            let Some(losses) = of_panel(record, panel, split) else { continue };
            let cell = sheet.grid.cell(row, column);
            let plane = Rect { y: cell.bottom() - cell.w, h: cell.w, ..cell };
            let profile = Rect { h: PROFILE * cell.w, ..cell };
            let style = style_of(record, panel.group);
            let is_lowest = rows.get(row + 1).is_none_or(|below| below.len() <= column);
            let places = Places { theme, edge: (column == 0).then_some(sheet.edge), is_lowest, scale: &scale };
            canvas.group("head", |pen| panels::head(pen, theme, style, (panel.group, profile)));
            places.profiles(&mut canvas, style, (&losses, profile));
            places.plane(&mut canvas, (&losses, plane));
        }
    }
    canvas.group("titles", |pen| {
        let title = format!("offset α along direction 1 ({split})");
        layout::x_title(pen, theme, sheet.whole.middle().0, height, &title);
    });
    canvas.group("bar", |pen| heat::bar(pen, theme, sheet.whole, (&scale, "loss (nats)")));
    canvas.finish(FIGURE.title)
}

/// What panels share.
struct Places<'a> {
    theme: &'a Theme,
    /// Where the titles of y begin, in the first column.
    edge: Option<f64>,
    /// Whether no panel lies below.
    is_lowest: bool,
    scale: &'a Scale,
}

/// From the first to the last offset, with texts so short that those of neighbouring panels stay apart.
fn offset_axis(offsets: &[f64]) -> Axis {
    let (low, high) = (offsets.first().copied().unwrap_or(-1.0), offsets.last().copied().unwrap_or(1.0));
    let ticks = [low, 0.0, high].map(|v| (v, format::decimals(v, usize::from(v.fract() != 0.0))));
    Axis { low, high, ticks: ticks.to_vec() }
}

impl Places<'_> {
    /// Mean and range over the directions.
    fn profiles(&self, canvas: &mut Canvas, style: Style, (losses, area): (&Losses<'_>, Rect)) {
        let (theme, offsets) = (self.theme, &losses.of.offsets);
        let frame = Frame { area, x: offset_axis(offsets), y: self.scale.axis.clone() };
        let cols = losses.profiles.cols;
        let at = |index: usize| losses.profiles.values.iter().skip(index).step_by(cols.max(1)).copied();
        let range: Vec<Option<(f64, f64)>> = (0..cols).map(|i| span(at(i))).collect();
        let side = |end: fn((f64, f64)) -> f64| {
            offsets.iter().zip(&range).filter_map(|(x, r)| Some(frame.at(*x, end((*r)?)))).collect::<Vec<_>>()
        };
        let band: Vec<_> = side(|r| r.0).into_iter().chain(side(|r| r.1).into_iter().rev()).collect();
        canvas.veil("range", 0.25, |pen| pen.polygon(&band, style.color));
        canvas.group("profile", |pen| {
            // The mean is of losses, not of their logarithms.
            let mean = |i: usize| {
                let (sum, count) = at(i).fold((0.0, 0.0), |(sum, count), v| (sum + 10_f64.powf(v), count + 1.0));
                (sum / count).log10()
            };
            let line: Vec<_> = offsets.iter().enumerate().map(|(i, x)| frame.at(*x, mean(i))).collect();
            pen.line(&line, Stroke::of(style, theme.line));
            frame.axes(pen, theme);
            if let Some(edge) = self.edge {
                frame.y_ticks(pen, theme);
                layout::y_title(pen, theme, (edge, area.middle().1), "loss (nats)");
            }
        });
    }

    /// The plane: the first direction to the right, the second upwards; contours, and a cross at the weights themselves.
    fn plane(&self, canvas: &mut Canvas, (losses, area): (&Losses<'_>, Rect)) {
        let (theme, cols) = (self.theme, losses.plane.cols);
        let rows = losses.plane.values.len() / cols.max(1);
        let axis = offset_axis(&losses.of.plane_offsets);
        let frame = Frame { area, x: axis.clone(), y: axis };
        // The sidecar's rows go along the first direction: turned, so that it runs to the right, the second upwards.
        let turned = |row: usize, col: usize| losses.plane.values[col * cols + (cols - 1 - row)];
        let cells: Vec<f64> = (0..cols).flat_map(|row| (0..rows).map(move |col| turned(row, col))).collect();
        let colours: Vec<_> = cells.iter().map(|v| self.scale.colour(*v)).collect();
        canvas.group("cells", |pen| heat::cells(pen, area, rows, &colours));
        // Values stand in the middles of cells.
        let step = (area.w / rows as f64, area.h / cols as f64);
        let place = |(x, y): (f64, f64)| (area.x + (x + 0.5) * step.0, area.y + (y + 0.5) * step.1);
        canvas.veil("contours", 0.8, |pen| {
            for (level, _) in &self.scale.axis.ticks {
                for piece in contour(&cells, rows, *level) {
                    pen.line(&piece.map(place), Stroke::solid(PAPER, 0.8 * theme.axis));
                }
            }
        });
        canvas.group("axes", |pen| self.plane_axes(pen, &frame));
    }

    fn plane_axes(&self, pen: &mut Pen<'_>, frame: &Frame) {
        let (theme, (x, y), arm) = (self.theme, frame.area.middle(), 0.35 * self.theme.tick);
        for end in [(arm, 0.0), (0.0, arm)] {
            pen.line(&[(x - end.0, y - end.1), (x + end.0, y + end.1)], Stroke::solid(PAPER, theme.line));
        }
        pen.rim(frame.area, Stroke::solid(REFERENCE, theme.axis));
        frame.axes(pen, theme);
        if self.is_lowest {
            frame.x_ticks(pen, theme);
        }
        if let Some(edge) = self.edge {
            frame.y_ticks(pen, theme);
            layout::y_title(pen, theme, (edge, frame.area.middle().1), "direction 2");
        }
    }
}
