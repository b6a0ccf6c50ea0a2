//! Distributions of the margin on one axis, a row a group: how far the label's logit is above the largest other one.
//!
//! Reads `curves.margins` of all seeds, on the test split where there is one, and the means of the metric `margin`.

use super::canvas::Canvas;
use super::font::Weight;
use super::layout::{self, Axis, Frame, Point, Rect};
use super::pen::{Align, Label, Mark, Pen, Stroke};
use super::seeds::{self, Seeds};
use super::statistic::Statistic;
use super::text::{self, CAP};
use super::theme::{INK, QUIET, REFERENCE, Theme, style_of};
use super::{Figure, FigureError};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::{Curves, Histogram, Variant};

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "margins",
    title: "Distributions of the margin",
    shows: "How far the right answer is above the next, example by example; smoothing narrows it, students copy it or not.",
    link: "smoothed",
    caption,
    draw,
};

const METRIC: &str = "margin";
/// More rows than this are not readable in one figure.
const MOST_ROWS: usize = 16;

/// The groups' histograms, and the edges of the bins that they share.
struct Drawn<'a> {
    split: &'static str,
    edges: &'a [f64],
    groups: Vec<Seeds<'a>>,
}

fn histogram(curves: &Curves) -> Option<&Histogram> {
    curves.margins.as_ref().filter(|h| !h.shares.is_empty() && h.edges.len() == h.shares.len() + 1)
}

fn drawn(record: &Record) -> Option<Drawn<'_>> {
    let split = seeds::split(record, |c| histogram(c).is_some())?;
    let of = |v: &'_ Variant| Some(histogram(&v.splits.get(split)?.curves)?.shares.clone());
    let first = record.analysis.variants.values().find_map(|v| histogram(&v.splits.get(split)?.curves))?;
    let mut groups = seeds::of(record, of);
    let edges = trim(&mut groups, &first.edges);
    Some(Drawn { split, edges, groups })
}

/// Leaves out the bins at both ends that are empty in all rows; gives the edges of the others.
fn trim<'a>(groups: &mut [Seeds<'_>], edges: &'a [f64]) -> &'a [f64] {
    let is_filled = |bin: &usize| groups.iter().flat_map(|g| &g.each).any(|row| row[*bin] > 0.0);
    let filled: Vec<usize> = (0..edges.len() - 1).filter(is_filled).collect();
    let (Some(first), Some(last)) = (filled.first(), filled.last()) else { return edges };
    groups.iter_mut().flat_map(|g| &mut g.each).for_each(|row| *row = row[*first..=*last].to_vec());
    &edges[*first..=*last + 1]
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let Some(Drawn { split, edges, groups }) = drawn(record) else {
        return "No variant has a distribution of margins.".to_owned();
    };
    format!(
        "Margin: the label's logit minus the largest other one, negative where the answer is wrong (left of the dashed line). {} in bins of {}, the same for all rows. Heights are shares of the examples, on one scale for all rows; filled: {}; thin outlines: seeds. Numbers: mean margin. Logits of different objectives have different scales, so compare shapes and signs.{}",
        seeds::whole(record, split),
        format::decimals(edges[1] - edges[0], 2),
        seeds::says(&groups[..groups.len().min(MOST_ROWS)]),
        seeds::left_out(&groups, MOST_ROWS)
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no variant has a distribution of margins.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let reason = "no variant has a distribution of margins; it needs logits of two classes or more";
    let Drawn { split, edges, mut groups } = drawn(record).ok_or_else(|| FigureError::Nothing(reason.to_owned()))?;
    groups.truncate(MOST_ROWS);
    let widest = groups.iter().map(|g| text::width(g.group, theme.tick, Weight::Regular)).fold(0.0, f64::max);
    let names = widest.min(0.3 * theme.width) + 2.0 * theme.tick;
    let margin = Statistic { record, split, metric: METRIC };
    let number = |g: &Seeds<'_>| margin.center(g.group).map_or(format::DASH.to_owned(), |v| format::decimals(v, 2));
    let numbers: Vec<String> = groups.iter().map(number).collect();
    let room = numbers.iter().map(|n| text::width(n, theme.tick, Weight::Regular)).fold(0.0, f64::max);
    let row = if theme.is_narrow() { 3.0 } else { 3.4 } * theme.tick;
    let head = 1.5 * theme.tick;
    let area = Rect {
        x: names,
        y: head,
        w: theme.width - names - room.max(text::width("mean", theme.tick, Weight::Regular)) - 1.2 * theme.tick,
        h: row * groups.len() as f64,
    };
    let (low, high) = (edges[0], edges[edges.len() - 1]);
    let frame = Frame { area, x: Axis::between(low, high, 6), y: Axis { low: 0.0, high: 1.0, ticks: Vec::new() } };
    let bottom = area.bottom() + layout::x_tick_band(theme) + layout::title_band(theme);
    let mut canvas = Canvas::new(theme, bottom);
    canvas.group("axes", |pen| {
        backdrop(pen, theme, &frame);
        layout::x_title(pen, theme, area.middle().0, bottom, &format!("margin ({split})"));
        let right = theme.width - 0.4 * theme.tick;
        pen.text((right, 0.9 * theme.tick), "mean", Label::new(theme.tick, QUIET, Align::End));
    });
    let tallest = groups.iter().flat_map(Seeds::mean).fold(0.0, f64::max);
    for (index, (group, number)) in groups.iter().zip(&numbers).enumerate() {
        let place = Rect { y: area.y + index as f64 * row, h: row, ..area };
        let scale =
            Frame { area: place, x: frame.x.clone(), y: Axis { low: 0.0, high: 1.12 * tallest, ..frame.y.clone() } };
        outlines(&mut canvas, theme, record, (group, edges, &scale));
        canvas.group("names", |pen| {
            let style = style_of(record, group.group);
            let y = place.middle().1 + CAP * theme.tick / 2.0;
            pen.mark((place.x - theme.tick, place.middle().1), Mark::of(style, 0.65 * theme.tick));
            let name = text::shorten(group.group, theme.tick, Weight::Regular, names - 2.0 * theme.tick);
            pen.text((place.x - 1.7 * theme.tick, y), &name, Label::new(theme.tick, INK, Align::End));
            pen.text((theme.width - 0.4 * theme.tick, y), number, Label::new(theme.tick, INK, Align::End));
        });
    }
    canvas.finish(FIGURE.title)
}

/// The line at 0, the axis and its ticks.
fn backdrop(pen: &mut Pen<'_>, theme: &Theme, frame: &Frame) {
    let axis = Stroke::solid(QUIET, theme.axis);
    let area = frame.area;
    pen.line(&[(area.x, area.bottom()), (area.right(), area.bottom())], axis);
    for (value, _) in &frame.x.ticks {
        let (x, y) = frame.at(*value, 0.0);
        pen.line(&[(x, y), (x, y + layout::tick_length(theme))], axis);
    }
    frame.x_ticks(pen, theme);
    if frame.x.low < 0.0 && frame.x.high > 0.0 {
        let x = frame.at(0.0, 0.0).0;
        pen.line(&[(x, area.y), (x, area.bottom())], Stroke { color: QUIET, width: theme.axis, dash: &[4.0, 3.0] });
    }
}

/// The mean's bins filled, the seeds as outlines.
fn outlines(canvas: &mut Canvas, theme: &Theme, record: &Record, (group, edges, frame): (&Seeds<'_>, &[f64], &Frame)) {
    let (style, mean) = (style_of(record, group.group), group.mean());
    canvas.veil("bins", 0.3, |pen| pen.polygon(&steps(frame, edges, &mean), style.color));
    canvas.veil("seeds", 0.5, |pen| {
        for row in group.each.iter().filter(|_| group.each.len() > 1) {
            pen.line(&steps(frame, edges, row), Stroke::solid(style.color, 0.4 * theme.line));
        }
    });
    canvas.group("outline", |pen| {
        pen.line(&[frame.at(frame.x.low, 0.0), frame.at(frame.x.high, 0.0)], Stroke::solid(REFERENCE, theme.axis));
        pen.line(&steps(frame, edges, &mean), Stroke::solid(style.color, 0.8 * theme.line));
    });
}

/// The outline of a histogram, from the floor to the floor.
fn steps(frame: &Frame, edges: &[f64], shares: &[f64]) -> Vec<Point> {
    let bins = shares.iter().zip(edges.windows(2));
    let tops = bins.flat_map(|(share, edge)| [frame.at(edge[0], *share), frame.at(edge[1], *share)]);
    let floor = |x: f64| frame.at(x, 0.0);
    std::iter::once(floor(edges[0])).chain(tops).chain([floor(edges[edges.len() - 1])]).collect()
}
