//! A key: samples of marks, lines or areas with what they stand for, one after the other, in as many lines as it takes.
//!
//! For figures with more panels than names can be written into.

use super::font::Weight;
use super::labels::flow;
use super::layout::{Point, Rect};
use super::pen::{Align, Label, Mark, Pen, Stroke};
use super::text::{self, CAP};
use super::theme::{Color, QUIET, Style, Theme};

/// What stands before a name.
#[derive(Clone, Copy, Debug)]
pub enum Sample {
    /// A group's mark.
    Mark(Style),
    /// A group's line, with its mark on it.
    Line(Style),
    /// An area of a colour.
    Area(Color),
    /// A line alone.
    Stroke(Stroke),
}

/// A key within a width.
pub struct Key {
    /// Line, beginning, sample, name.
    items: Vec<(usize, f64, Sample, String)>,
    size: f64,
}

/// Width of a sample with the gap behind it, in ticks.
const SAMPLE: f64 = 2.3;

impl Key {
    /// Names too long for half the width are shortened.
    #[must_use]
    pub fn new(theme: &Theme, items: &[(Sample, &str)], width: f64) -> Self {
        let size = theme.tick;
        let limit =
            if items.len() > 1 { (width / 2.0).max(width - 24.0 * size) } else { width } - (SAMPLE + 1.2) * size;
        let names: Vec<String> = items.iter().map(|(_, n)| text::shorten(n, size, Weight::Regular, limit)).collect();
        let wide = |name: &String| text::width(name, size, Weight::Regular) + (SAMPLE + 1.2) * size;
        let places = flow(&names.iter().map(wide).collect::<Vec<_>>(), width);
        let items =
            places.into_iter().zip(items).zip(names).map(|(((line, x), (sample, _)), name)| (line, x, *sample, name));
        Self { items: items.collect(), size }
    }

    /// Height that it takes.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.items.last().map_or(0.0, |last| (last.0 + 1) as f64 * 1.35 * self.size + 0.4 * self.size)
    }

    /// Draws it below a corner.
    pub fn draw(&self, pen: &mut Pen<'_>, theme: &Theme, (left, top): Point) {
        for (line, x, sample, name) in &self.items {
            let (x, y) = (left + x, top + (*line as f64 + 0.9) * 1.35 * self.size);
            draw_sample(pen, theme, *sample, (x, y - CAP * self.size / 2.0));
            pen.text((x + SAMPLE * self.size, y), name, Label::new(self.size, QUIET, Align::Start));
        }
    }
}

/// A sample as wide as `SAMPLE` allows, from a point on.
pub fn draw_sample(pen: &mut Pen<'_>, theme: &Theme, sample: Sample, (x, y): Point) {
    let (end, middle) = (x + 1.9 * theme.tick, x + 0.95 * theme.tick);
    match sample {
        Sample::Mark(style) => pen.mark((middle, y), Mark::of(style, 0.65 * theme.tick)),
        Sample::Line(style) => {
            pen.line(&[(x, y), (end, y)], Stroke::of(style, theme.line));
            pen.mark((middle, y), Mark::of(style, theme.marker));
        }
        Sample::Area(color) => {
            pen.rect(Rect { x, y: y - 0.4 * theme.tick, w: end - x, h: 0.8 * theme.tick }, color);
        }
        Sample::Stroke(stroke) => pen.line(&[(x, y), (end, y)], stroke),
    }
}
