//! Where things lie: rectangles, axes with round ticks, frames that turn values into places, grids of panels.

use super::font::Weight;
use super::pen::{Align, Label, Pen, Stroke};
use super::text::{self, CAP};
use super::theme::{INK, QUIET, Theme};
use crate::analysis::format::decimals;

/// A place, in units of the theme; y runs down.
pub type Point = (f64, f64);

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// Right end.
    #[must_use]
    pub fn right(&self) -> f64 {
        self.x + self.w
    }

    /// Bottom.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.y + self.h
    }

    /// Its middle.
    #[must_use]
    pub fn middle(&self) -> Point {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }

    /// Whether two share any area.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    /// Whether the other lies within.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.x <= other.x && other.right() <= self.right() && self.y <= other.y && other.bottom() <= self.bottom()
    }
}

/// A linear axis with its ticks.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Value at its beginning.
    pub low: f64,
    /// Value at its end.
    pub high: f64,
    /// Values and texts of its ticks.
    pub ticks: Vec<(f64, String)>,
}

impl Axis {
    /// From `low` to `high`, with about `count` ticks at round values (1, 2, 5 times a power of ten).
    #[must_use]
    pub fn between(low: f64, high: f64, count: usize) -> Self {
        let (low, high) = if high > low { (low, high) } else { (low - 0.5, low + 0.5) };
        let step = round_step((high - low) / count.max(1) as f64);
        let places = (-step.log10().floor()).max(0.0);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between 0 and a few hundred
        let places = places as usize;
        let (first, last) = ((low / step - 1e-9).ceil(), (high / step + 1e-9).floor());
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a handful of ticks
        let steps = (last - first).max(-1.0) as usize;
        let ticks = (0..=steps).map(|i| (first + i as f64) * step).filter(|v| *v <= high + 1e-9 * step);
        Self { low, high, ticks: ticks.map(|v| (v, decimals(v, places))).collect() }
    }

    /// Share of the way from low to high.
    #[must_use]
    pub fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }

    /// Width of its widest tick.
    #[must_use]
    pub fn tick_width(&self, size: f64) -> f64 {
        self.ticks.iter().map(|(_, t)| text::width(t, size, Weight::Regular)).fold(0.0, f64::max)
    }
}

/// The nearest of 1, 2, 5 times a power of ten, by ratio.
fn round_step(wanted: f64) -> f64 {
    let power = 10_f64.powf(wanted.log10().floor());
    let distance = |m: &f64| (m * power / wanted).ln().abs();
    let nearest = [1.0, 2.0, 5.0, 10.0].into_iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
    nearest.unwrap_or(1.0) * power
}

/// A plot's area with its axes.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The area.
    pub area: Rect,
    /// The axis to the right.
    pub x: Axis,
    /// The axis upwards.
    pub y: Axis,
}

impl Frame {
    /// Where a value lies.
    #[must_use]
    pub fn at(&self, x: f64, y: f64) -> Point {
        (self.area.x + self.area.w * self.x.share(x), self.area.bottom() - self.area.h * self.y.share(y))
    }

    /// Where two corners' values lie, as a rectangle.
    #[must_use]
    pub fn span(&self, a: Point, b: Point) -> Rect {
        let ((x0, y0), (x1, y1)) = (self.at(a.0, a.1), self.at(b.0, b.1));
        Rect { x: x0.min(x1), y: y0.min(y1), w: (x1 - x0).abs(), h: (y1 - y0).abs() }
    }

    /// Left and lower line with ticks.
    pub fn axes(&self, pen: &mut Pen<'_>, theme: &Theme) {
        let (a, stroke, length) = (self.area, Stroke::solid(QUIET, theme.axis), tick_length(theme));
        pen.line(&[(a.x, a.y), (a.x, a.bottom()), (a.right(), a.bottom())], stroke);
        for (value, _) in &self.x.ticks {
            let (x, y) = self.at(*value, self.y.low);
            pen.line(&[(x, y), (x, y + length)], stroke);
        }
        for (value, _) in &self.y.ticks {
            let (x, y) = self.at(self.x.low, *value);
            pen.line(&[(x - length, y), (x, y)], stroke);
        }
    }

    /// The texts of the x ticks, below; `tick_band` says how high.
    pub fn x_ticks(&self, pen: &mut Pen<'_>, theme: &Theme) {
        let y = self.area.bottom() + tick_length(theme) + 0.2 * theme.tick + CAP * theme.tick;
        for (value, text) in &self.x.ticks {
            pen.text((self.at(*value, self.y.low).0, y), text, Label::new(theme.tick, QUIET, Align::Middle));
        }
    }

    /// The texts of the y ticks, at the left.
    pub fn y_ticks(&self, pen: &mut Pen<'_>, theme: &Theme) {
        let x = self.area.x - tick_length(theme) - 0.2 * theme.tick;
        for (value, text) in &self.y.ticks {
            let y = self.at(self.x.low, *value).1 + CAP * theme.tick / 2.0;
            pen.text((x, y), text, Label::new(theme.tick, QUIET, Align::End));
        }
    }
}

/// Length of tick marks.
#[must_use]
pub fn tick_length(theme: &Theme) -> f64 {
    0.3 * theme.tick
}

/// Height of x ticks and their texts.
#[must_use]
pub fn x_tick_band(theme: &Theme) -> f64 {
    tick_length(theme) + 1.1 * theme.tick
}

/// Width of y ticks and their texts.
#[must_use]
pub fn y_tick_band(theme: &Theme, axis: &Axis) -> f64 {
    tick_length(theme) + 0.3 * theme.tick + axis.tick_width(theme.tick)
}

/// Height of an axis title with the space that parts it from the ticks.
#[must_use]
pub fn title_band(theme: &Theme) -> f64 {
    1.35 * theme.label
}

/// An axis title below an area, centred.
pub fn x_title(pen: &mut Pen<'_>, theme: &Theme, middle: f64, bottom: f64, title: &str) {
    pen.text((middle, bottom - 0.3 * theme.label), title, Label::new(theme.label, INK, Align::Middle));
}

/// An axis title that runs upwards beside `edge`, its middle at a height.
pub fn y_title(pen: &mut Pen<'_>, theme: &Theme, (edge, middle): Point, title: &str) {
    pen.text((edge + 0.85 * theme.label, middle), title, Label::new(theme.label, INK, Align::Middle).up());
}

/// Equal cells in rows, with gaps between them.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    /// Top left corner.
    pub corner: Point,
    /// Size of a cell.
    pub cell: (f64, f64),
    /// Gap between cells.
    pub gap: (f64, f64),
}

impl Grid {
    /// The cell of a row and column.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Rect {
        let x = self.corner.0 + column as f64 * (self.cell.0 + self.gap.0);
        let y = self.corner.1 + row as f64 * (self.cell.1 + self.gap.1);
        Rect { x, y, w: self.cell.0, h: self.cell.1 }
    }
}
