//! Accuracy against confidence in bins, a panel a variant, with the counts below (Guo 2017, fig. 1).
//!
//! Reads `curves.reliability` and the metric `ece` of the first seed of each group, on the test split where there is one; what
//! temperature scaling makes of it comes from `recalibrated`.

use super::axes;
use super::canvas::Canvas;
use super::layout::{self, Axis, Frame, Rect};
use super::panels::{self, Panel, Selection, Sheet};
use super::pen::{Align, Label, Mark, Pen, Stroke};
use super::recalibrated::{self, Recalibrated};
use super::theme::{Fill, INK, QUIET, REFERENCE, Shape, Style, Theme, style_of};
use super::{Figure, FigureError};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::{Estimate, ReliabilityBin, Variant};

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "reliability",
    title: "Reliability diagrams",
    shows: "Whether confidence is accuracy, bin by bin, with how many examples each bin holds (Guo 2017).",
    link: "smoothed",
    caption,
    draw,
};

/// Height of the histogram, as a share of the diagram's.
const HISTOGRAM: f64 = 0.3;

fn bins<'a>(variant: &'a Variant, split: &str) -> &'a [ReliabilityBin] {
    variant.splits.get(split).map(|s| s.curves.reliability.as_slice()).unwrap_or_default()
}

/// Test where any variant has it, else the first split that has bins.
fn split(record: &Record) -> Option<&str> {
    let variants = &record.analysis.variants;
    let has = |split: &&str| variants.values().any(|v| bins(v, split).iter().any(|b| b.count > 0));
    ["test", "val", "train"].into_iter().find(has)
}

fn selection<'a>(record: &'a Record, split: &str) -> Selection<'a> {
    Selection::of(record, |v| bins(v, split).iter().any(|b| b.count > 0))
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let Some(split) = split(record) else { return "No variant has reliability bins.".to_owned() };
    let n = record.analysis.data.splits.get(split).map_or(0, |s| s.n);
    let (settings, selection) = (&record.analysis.settings, selection(record, split));
    let method = selection.panels().find_map(|p| Some(ece(p, split)?.1.interval_method.as_str())).unwrap_or("none");
    let has_after = |p: &Panel<'_>| p.variant.splits.get(split).is_some_and(|s| recalibrated::of(record, s).is_some());
    let after = if selection.panels().any(has_after) {
        "Thin line with rings: after temperature scaling, at the temperature of the grid nearest to the one fitted on this split (T in the panel, with the ECE there; none where that is 1). "
    } else {
        ""
    };
    format!(
        "Accuracy against mean confidence (largest softmax probability at T = 1) in {} bins of equal width, closed on the right; {split} split, {n} examples. Marks: bins with examples; pale boxes: Wilson 95 % bands; grey bars: gaps to the diagonal, on which confidence is accuracy. {after}Below: examples a bin, logarithmic from 1. ECE in percent with its {} % interval ({method}). {}",
        settings.bins,
        format::decimals(settings.level * 100.0, 0),
        selection.says()
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no variant has a bin with examples.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let nothing = || FigureError::Nothing("no variant has reliability bins on any split".to_owned());
    let split = split(record).ok_or_else(nothing)?;
    let selection = selection(record, split);
    let rows = selection.arranged(theme);
    let counts = count_axis(selection.panels().flat_map(|p| bins(p.variant, split)));
    let unit = unit_axis();
    let ticks = layout::y_tick_band(theme, &unit).max(layout::y_tick_band(theme, &counts));
    let between = 1.2 * theme.tick;
    let heads = selection.heads(theme);
    let sheet = Sheet::new(theme, &heads, layout::title_band(theme) + ticks, |w| w * (1.0 + HISTOGRAM) + between);
    let side = sheet.grid.cell.0;
    let height = sheet.whole.bottom() + layout::x_tick_band(theme) + layout::title_band(theme);
    let mut canvas = Canvas::new(theme, height);
    for (row, line) in rows.iter().enumerate() {
        for (column, panel) in line.iter().enumerate() {
            let cell = sheet.grid.cell(row, column);
            let upper = Frame { area: Rect { h: side, ..cell }, x: unit.clone(), y: unit.clone() };
            let lower = Rect { y: cell.y + side + between, h: side * HISTOGRAM, ..cell };
            let lower = Frame { area: lower, x: unit.clone(), y: counts.clone() };
            let is_lowest = rows.get(row + 1).is_none_or(|below| below.len() <= column);
            let style = style_of(record, panel.group);
            canvas.group("axes", |pen| {
                panels::head(pen, theme, style, (panel.group, upper.area));
                if column == 0 {
                    upper.y_ticks(pen, theme);
                    lower.y_ticks(pen, theme);
                    layout::y_title(pen, theme, (sheet.edge, upper.area.middle().1), "accuracy");
                    layout::y_title(pen, theme, (sheet.edge, lower.area.middle().1), "count");
                }
                if is_lowest {
                    lower.x_ticks(pen, theme);
                }
            });
            draw_diagram(&mut canvas, theme, style, (bins(panel.variant, split), &upper));
            let after = panel.variant.splits.get(split).and_then(|s| recalibrated::of(record, s));
            if let Some(after) = &after {
                canvas.group("after", |pen| draw_after(pen, theme, (after, &upper)));
            }
            draw_counts(&mut canvas, theme, style, (bins(panel.variant, split), &lower));
            canvas.group("ece", |pen| errors(pen, theme, (panel, split, after.as_ref()), upper.area));
        }
    }
    canvas.group("titles", |pen| {
        layout::x_title(pen, theme, sheet.whole.middle().0, height, &format!("confidence ({split})"));
    });
    canvas.finish(FIGURE.title)
}

/// From 0 to 1, with texts so short that those of neighbouring panels stay apart.
fn unit_axis() -> Axis {
    let tick = |(value, places)| (value, format::decimals(value, places));
    Axis { low: 0.0, high: 1.0, ticks: [(0.0, 0), (0.5, 1), (1.0, 0)].map(tick).to_vec() }
}

/// A logarithmic axis of counts, as powers of ten, from below 1 so that a single example has a bar.
fn count_axis<'a>(bins: impl Iterator<Item = &'a ReliabilityBin>) -> Axis {
    let most = bins.map(|b| b.count).max().unwrap_or(1) as f64;
    let high = most.log10().ceil().max(1.0);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most 19
    let powers = high as u32;
    let step = if powers > 3 { 2 } else { 1 };
    let ticks = (0..=powers).step_by(step).map(|p| (f64::from(p), format!("10{}", axes::superscript(p)))).collect();
    Axis { low: -0.3, high, ticks }
}

fn draw_diagram(canvas: &mut Canvas, theme: &Theme, style: Style, (bins, frame): (&[ReliabilityBin], &Frame)) {
    canvas.veil("bands", 0.22, |pen| {
        for bin in bins {
            if let (Some(low), Some(high)) = (bin.accuracy_low, bin.accuracy_high) {
                pen.rect(frame.span((bin.low, low.clamp(0.0, 1.0)), (bin.high, high.clamp(0.0, 1.0))), style.color);
            }
        }
    });
    canvas.group("diagonal", |pen| {
        let dashed = Stroke { color: REFERENCE, width: theme.line, dash: &[4.0, 2.0] };
        pen.line(&[frame.at(0.0, 0.0), frame.at(1.0, 1.0)], dashed);
        frame.axes(pen, theme);
    });
    canvas.veil("gaps", 0.45, |pen| {
        for bin in bins {
            if let (Some(confidence), Some(accuracy)) = (bin.confidence, bin.accuracy) {
                let half = (bin.high - bin.low) * 0.22;
                pen.rect(frame.span((confidence - half, confidence), (confidence + half, accuracy)), QUIET);
            }
        }
    });
    canvas.group("accuracy", |pen| {
        for bin in bins {
            if let (Some(confidence), Some(accuracy)) = (bin.confidence, bin.accuracy) {
                let mark = Mark { shape: style.shape, fill: style.fill, size: theme.marker, color: style.color };
                pen.mark(frame.at(confidence, accuracy), mark);
            }
        }
    });
}

fn draw_counts(canvas: &mut Canvas, theme: &Theme, style: Style, (bins, frame): (&[ReliabilityBin], &Frame)) {
    canvas.veil("counts", 0.7, |pen| {
        for bin in bins.iter().filter(|b| b.count > 0) {
            let bar = frame.span((bin.low, frame.y.low), (bin.high, (bin.count as f64).log10()));
            let rim = 0.06 * bar.w;
            pen.rect(Rect { x: bar.x + rim, w: bar.w - 2.0 * rim, ..bar }, style.color);
        }
    });
    canvas.group("axes", |pen| frame.axes(pen, theme));
}

/// The corner that the ECE is written in: confidences below, accuracies above.
const CORNER_WIDTH: f64 = 0.4;
const CORNER_FROM: f64 = 0.8;

fn ece<'a>(panel: &Panel<'a>, split: &str) -> Option<(f64, &'a Estimate)> {
    panel.variant.splits.get(split)?.metrics.get("ece")?.scalar()
}

/// The ECE with its interval in the upper left corner, or in the lower right one where a band reaches into that; there, too, what is
/// left of it after temperature scaling.
fn errors(
    pen: &mut Pen<'_>,
    theme: &Theme,
    (panel, split, after): (&Panel<'_>, &str, Option<&Recalibrated>),
    area: Rect,
) {
    let scalar = ece(panel, split);
    let value = scalar.map_or(format::DASH.to_owned(), |(v, _)| format!("{} %", format::number("ece", v)));
    let mut lines = vec![(format!("ECE {value}"), INK)];
    if let Some((low, high)) = scalar.and_then(|(_, e)| e.low.zip(e.high)) {
        lines.push((format!("[{}, {}]", format::number("ece", low), format::number("ece", high)), QUIET));
    }
    let is_taken = bins(panel.variant, split)
        .iter()
        .any(|bin| bin.low < CORNER_WIDTH && bin.accuracy_high.is_some_and(|high| high > CORNER_FROM));
    let rim = 0.5 * theme.tick;
    let (x, y, align) = if is_taken {
        (area.right() - rim, area.bottom() - (1.2 * lines.len() as f64 - 0.5) * theme.tick, Align::End)
    } else {
        (area.x + rim, area.y + theme.tick, Align::Start)
    };
    for (index, (text, color)) in lines.iter().enumerate() {
        pen.text((x, y + 1.2 * index as f64 * theme.tick), text, Label::new(theme.tick, *color, align));
    }
    if let Some(Recalibrated { temperature, ece: Some(ece), .. }) = after {
        let text = format!("T = {}: {} %", format::exact(temperature), format::number("ece", *ece));
        let y = if is_taken { y - 1.2 * theme.tick } else { area.bottom() - 0.7 * theme.tick };
        pen.text((area.right() - rim, y), &text, Label::new(theme.tick, INK, Align::End));
    }
}

/// The bins after temperature scaling: open circles on a thin line.
fn draw_after(pen: &mut Pen<'_>, theme: &Theme, (after, frame): (&Recalibrated, &Frame)) {
    let points: Vec<_> = after.bins.iter().map(|(confidence, accuracy)| frame.at(*confidence, *accuracy)).collect();
    pen.line(&points, Stroke::solid(INK, 0.5 * theme.line));
    let ring = Mark { shape: Shape::Circle, fill: Fill::Open, size: 0.8 * theme.marker, color: INK };
    points.iter().for_each(|at| pen.mark(*at, ring));
}
