//! Heat maps: colour scales with round ends, the cells, and the bar that reads them.
//!
//! Fed by the figures of matrices. Viridis for what has one sign, blue-white-red about 0 for what has two; what is undefined is
//! pale grey, which neither has.

use plotters::style::RGBColor;

use super::font::Weight;
use super::layout::{self, Axis, Rect};
use super::pen::{Align, Label, Pen, Stroke};
use super::text::{self, CAP};
use super::theme::{Color, INK, PAPER, QUIET, Theme};
use crate::analysis::format;

/// Cells without a value.
pub const UNDEFINED: Color = RGBColor(0xDD, 0xDD, 0xDD);

/// Which colours a scale runs through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// Viridis.
    Sequential,
    /// Blue, white at the middle, red.
    Signed,
}

/// Colours of values.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// The values, with round ones marked.
    pub axis: Axis,
    /// The colours from its low to its high end.
    pub colours: Colours,
}

impl Scale {
    /// From 0 to 1.
    #[must_use]
    pub fn unit() -> Self {
        Self::between(0.0, 1.0)
    }

    /// Sequential, from one value to another.
    #[must_use]
    pub fn between(low: f64, high: f64) -> Self {
        Self { axis: Axis::between(low, high, 2), colours: Colours::Sequential }
    }

    /// Sequential, from 0 to the largest value rounded up.
    #[must_use]
    pub fn from_zero(values: impl Iterator<Item = f64>) -> Self {
        Self::between(0.0, rounded_up(values.fold(0.0, f64::max)))
    }

    /// Signed, as far to both sides of 0 as the largest value, rounded up.
    #[must_use]
    pub fn about_zero(values: impl Iterator<Item = f64>) -> Self {
        let end = rounded_up(values.map(f64::abs).fold(0.0, f64::max));
        Self { axis: Axis::between(-end, end, 4), colours: Colours::Signed }
    }

    /// The colour of a value; beyond an end, that of the end.
    #[must_use]
    pub fn colour(&self, value: f64) -> Color {
        if value.is_nan() {
            return UNDEFINED;
        }
        match self.colours {
            Colours::Sequential => viridis(self.axis.share(value)),
            Colours::Signed => mixed(&SIGNED, self.axis.share(value)),
        }
    }
}

/// The smallest round number that is not smaller; 1 for 0.
fn rounded_up(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 1.0;
    }
    let power = 10_f64.powf(value.log10().floor());
    let round = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0].into_iter().map(|m| m * power);
    round.into_iter().find(|r| *r >= value * (1.0 - 1e-9)).unwrap_or(10.0 * power)
}

/// Cells in rows of `cols`, from the top left; their colours in the order of reading.
pub fn cells(pen: &mut Pen<'_>, area: Rect, cols: usize, colours: &[Color]) {
    let rows = colours.len().div_ceil(cols.max(1)).max(1);
    for (at, colour) in colours.iter().enumerate() {
        let x = area.x + area.w * (at % cols) as f64 / cols as f64;
        let y = area.y + area.h * (at / cols) as f64 / rows as f64;
        // Half a cell into its neighbours, which are painted over it: no seam shows.
        let w = (1.5 * area.w / cols as f64).min(area.right() - x);
        let h = (1.5 * area.h / rows as f64).min(area.bottom() - y);
        pen.rect(Rect { x, y, w, h }, *colour);
    }
}

const STEPS: usize = 64;

fn step_colour(scale: &Scale, step: usize) -> Color {
    let share = (step as f64 + 0.5) / STEPS as f64;
    scale.colour(scale.axis.low + share * (scale.axis.high - scale.axis.low))
}

/// Width that the bar to the right of an area takes, with its numbers and its title.
#[must_use]
pub fn bar_width(theme: &Theme, scale: &Scale) -> f64 {
    3.1 * theme.tick + scale.axis.tick_width(theme.tick) + theme.label
}

/// The colours with their numbers and what they measure, to the right of an area.
pub fn bar(pen: &mut Pen<'_>, theme: &Theme, area: Rect, (scale, title): (&Scale, &str)) {
    let bar = Rect { x: area.right() + 1.2 * theme.tick, w: theme.tick, ..area };
    let height = bar.h / STEPS as f64;
    for step in 0..STEPS {
        let y = bar.y + step as f64 * height;
        // Down to the end: what lies below is painted over, and no seam shows.
        pen.rect(Rect { y, h: bar.bottom() - y, ..bar }, step_colour(scale, STEPS - 1 - step));
    }
    for (value, text) in &scale.axis.ticks {
        let y = bar.bottom() - scale.axis.share(*value) * bar.h;
        pen.line(&[(bar.right(), y), (bar.right() + 0.3 * theme.tick, y)], Stroke::solid(QUIET, theme.axis));
        let y = (y + CAP * theme.tick / 2.0).max(bar.y + CAP * theme.tick);
        let label = Label::new(theme.tick, QUIET, Align::Start);
        pen.text((bar.right() + 0.5 * theme.tick, y.min(bar.bottom())), text, label);
    }
    let x = bar.right() + 0.9 * theme.tick + scale.axis.tick_width(theme.tick) + CAP * theme.label;
    pen.text((x, bar.middle().1), title, Label::new(theme.label, INK, Align::Middle).up());
}

/// Height of the bar below an area, with its numbers and its title.
#[must_use]
pub fn bar_band(theme: &Theme) -> f64 {
    0.9 * theme.tick + layout::x_tick_band(theme) + layout::title_band(theme)
}

/// The colours with their numbers and what they measure, from left to right; `place` has a height of [`bar_band`].
pub fn bar_below(pen: &mut Pen<'_>, theme: &Theme, place: Rect, (scale, title): (&Scale, &str)) {
    let bar = Rect { h: 0.9 * theme.tick, ..place };
    let width = bar.w / STEPS as f64;
    for step in 0..STEPS {
        let x = bar.x + step as f64 * width;
        pen.rect(Rect { x, w: bar.right() - x, ..bar }, step_colour(scale, step));
    }
    let baseline = bar.bottom() + layout::tick_length(theme) + (0.2 + CAP) * theme.tick;
    for (value, text) in &ticks_within(scale, theme, bar.w) {
        let x = bar.x + scale.axis.share(*value) * bar.w;
        pen.line(
            &[(x, bar.bottom()), (x, bar.bottom() + layout::tick_length(theme))],
            Stroke::solid(QUIET, theme.axis),
        );
        let (left, right) = span(scale, theme, bar.w, (*value, text));
        let x = bar.x + f64::midpoint(left, right);
        pen.text((x, baseline), text, Label::new(theme.tick, QUIET, Align::Middle));
    }
    layout::x_title(pen, theme, bar.middle().0, place.bottom(), title);
}

/// As many ticks as stand apart in a width: about four, three, two, or the ends; where those do not, none.
fn ticks_within(scale: &Scale, theme: &Theme, width: f64) -> Vec<(f64, String)> {
    let Axis { low, high, .. } = scale.axis;
    let rounds =
        [4, 3, 2].map(|count| Axis::between(low, high, count).ticks).into_iter().filter(|ticks| ticks.len() > 2);
    let fits = |ticks: &Vec<(f64, String)>| {
        let spans: Vec<(f64, f64)> =
            ticks.iter().map(|(value, text)| span(scale, theme, width, (*value, text))).collect();
        spans.windows(2).all(|pair| pair[0].1 + 0.4 * theme.tick <= pair[1].0)
    };
    rounds
        .chain([ends(low, high), vec![(low, text_of(low, high)), (high, text_of(high, high))]])
        .find(fits)
        .unwrap_or_default()
}

/// From where to where a tick's text reaches on a bar: about its place, but within the bar.
fn span(scale: &Scale, theme: &Theme, width: f64, (value, words): (f64, &str)) -> (f64, f64) {
    let half = text::width(words, theme.tick, Weight::Regular) / 2.0;
    let middle = (scale.axis.share(value) * width).clamp(half, (width - half).max(half));
    (middle - half, middle + half)
}

/// Both ends of a scale, and 0 where it lies between them.
fn ends(low: f64, high: f64) -> Vec<(f64, String)> {
    let values = [Some(low), (low < 0.0 && high > 0.0).then_some(0.0), Some(high)];
    values.into_iter().flatten().map(|v| (v, text_of(v, high))).collect()
}

/// A value with as many decimals as the end of the scale has.
fn text_of(value: f64, end: f64) -> String {
    let is_whole = |shifted: f64| (shifted - shifted.round()).abs() < 1e-6;
    let places = (0..6).zip([1.0, 1e1, 1e2, 1e3, 1e4, 1e5]).find(|(_, power)| is_whole(end * power)).map_or(6, |p| p.0);
    format::decimals(value, if value == 0.0 { 0 } else { places })
}

/// Viridis at eleven equal steps.
const VIRIDIS: [[f64; 3]; 11] = [
    [68.0, 1.0, 84.0],
    [72.0, 36.0, 117.0],
    [65.0, 68.0, 135.0],
    [53.0, 95.0, 141.0],
    [42.0, 120.0, 142.0],
    [33.0, 145.0, 140.0],
    [34.0, 168.0, 132.0],
    [68.0, 191.0, 112.0],
    [122.0, 209.0, 81.0],
    [189.0, 223.0, 38.0],
    [253.0, 231.0, 37.0],
];

/// ColorBrewer's RdBu of nine, turned round: blue below, red above.
const SIGNED: [[f64; 3]; 9] = [
    [33.0, 102.0, 172.0],
    [67.0, 147.0, 195.0],
    [146.0, 197.0, 222.0],
    [209.0, 229.0, 240.0],
    [247.0, 247.0, 247.0],
    [253.0, 219.0, 199.0],
    [244.0, 165.0, 130.0],
    [214.0, 96.0, 77.0],
    [178.0, 24.0, 43.0],
];

/// Viridis; outside [0, 1] the nearest end.
#[must_use]
pub fn viridis(share: f64) -> Color {
    mixed(&VIRIDIS, share)
}

/// Straight lines between stops at equal steps of [0, 1].
fn mixed(stops: &[[f64; 3]], share: f64) -> Color {
    let last = stops.len() - 1;
    let place = share.clamp(0.0, 1.0) * last as f64;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to the stop before the last
    let below = (place as usize).min(last - 1);
    let share = place - below as f64;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // 0 to 255
    let channel = |c: usize| (stops[below][c] * (1.0 - share) + stops[below + 1][c] * share).round() as u8;
    RGBColor(channel(0), channel(1), channel(2))
}

/// Ink or paper, whichever contrasts more (WCAG relative luminance; equal contrast lies near 0.18).
#[must_use]
pub fn ink_on(colour: Color) -> Color {
    let linear = |c: u8| (f64::from(c) / 255.0).powf(2.2);
    let luminance = 0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2);
    if luminance > 0.18 { INK } else { PAPER }
}
