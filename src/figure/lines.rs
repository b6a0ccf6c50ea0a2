//! Lines of groups over a common axis, and their names at the right, each at the height of its line's end.
//!
//! Fed by `seeds`; `labels` moves the names apart. Read by the figures of lines.

use super::canvas::Canvas;
use super::font::Weight;
use super::labels::spread;
use super::layout::{Frame, Point, Rect};
use super::pen::{Align, Label, Mark, Pen, Stroke};
use super::seeds::Seeds;
use super::text::{self, CAP};
use super::theme::{QUIET, Style, Theme, style_of};
use crate::analysis::Record;

/// A line to be named.
#[derive(Clone, Copy, Debug)]
pub struct LineName<'a> {
    /// Its name.
    pub name: &'a str,
    /// How it is drawn.
    pub style: Style,
    /// The height of its end.
    pub y: f64,
}

/// Width of the gap, the piece of line and the gap before a name, in ticks.
const BEFORE: f64 = 2.8;

/// Least distance of two names, from baseline to baseline.
#[must_use]
pub fn leading(theme: &Theme) -> f64 {
    1.35 * theme.tick
}

/// Width that names take beside a plot: the widest, at most `limit`, and the pieces of line.
#[must_use]
pub fn band<'a>(theme: &Theme, names: impl Iterator<Item = &'a str>, limit: f64) -> f64 {
    let widest = names.map(|n| text::width(n, theme.tick, Weight::Regular)).fold(0.0, f64::max);
    widest.min(limit) + BEFORE * theme.tick
}

/// Writes the names to the right of a plot into a band.
pub fn write(pen: &mut Pen<'_>, theme: &Theme, (names, plot): (&[LineName<'_>], Rect), band: f64) {
    let wanted: Vec<f64> = names.iter().map(|n| n.y).collect();
    let heights = spread(&wanted, leading(theme), plot.y, plot.bottom());
    for (line, y) in names.iter().zip(heights) {
        let x = plot.right() + 0.5 * theme.tick;
        let end = x + 1.7 * theme.tick;
        pen.line(&[(x, y), (end, y)], Stroke::of(line.style, theme.line));
        pen.mark((f64::midpoint(x, end), y), Mark::of(line.style, theme.marker));
        let at = (end + 0.4 * theme.tick, y + CAP * theme.tick / 2.0);
        let name = text::shorten(line.name, theme.tick, Weight::Regular, plot.right() + band - at.0 - 0.1 * theme.tick);
        pen.text(at, &name, Label::new(theme.tick, QUIET, Align::Start));
    }
}

/// Draws groups over places `x`: each seed pale, their mean strong, with marks on every few points, each group on others.
///
/// The first group, a teacher as a rule, lies on top. The numbers of the groups are in the frame's units; where one is not finite the line breaks.
pub fn draw(canvas: &mut Canvas, theme: &Theme, record: &Record, (frame, x, groups): (&Frame, &[f64], &[Seeds<'_>])) {
    canvas.veil("seeds", 0.3, |pen| {
        for group in groups.iter().rev().filter(|g| g.each.len() > 1) {
            let stroke = Stroke::solid(style_of(record, group.group).color, 0.6 * theme.line);
            let runs = group.each.iter().flat_map(|row| runs(frame, x, row));
            runs.for_each(|run| pen.line(&run, stroke));
        }
    });
    let every = x.len().div_ceil(5).max(1);
    canvas.group("means", |pen| {
        for (index, group) in groups.iter().enumerate().rev() {
            let (style, mean) = (style_of(record, group.group), group.mean());
            runs(frame, x, &mean).iter().for_each(|run| pen.line(run, Stroke::of(style, theme.line)));
            for (at, y) in mean.iter().enumerate().filter(|(at, y)| y.is_finite() && (at + index) % every == 0) {
                pen.mark(frame.at(x[at], *y), Mark::of(style, theme.marker));
            }
        }
    });
}

/// The pieces of a line between numbers that are not finite.
fn runs(frame: &Frame, x: &[f64], y: &[f64]) -> Vec<Vec<Point>> {
    let mut runs = vec![Vec::new()];
    for (x, y) in x.iter().zip(y) {
        match runs.last_mut() {
            Some(run) if y.is_finite() => run.push(frame.at(*x, *y)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| run.len() > 1);
    runs
}

/// Names for the ends of the groups' means.
#[must_use]
pub fn names<'a>(record: &Record, frame: &Frame, groups: &[Seeds<'a>]) -> Vec<LineName<'a>> {
    let name = |group: &Seeds<'a>| {
        let mean = group.mean();
        let end = mean.iter().rfind(|y| y.is_finite()).copied();
        let y = end.map_or(frame.area.bottom(), |y| frame.at(frame.x.low, y).1);
        LineName { name: group.group, style: style_of(record, group.group), y }
    };
    groups.iter().map(name).collect()
}
