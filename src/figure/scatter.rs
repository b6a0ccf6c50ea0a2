//! Panels of points of groups over two axes: what `fidelity`, `capacity_gap` and `relations` share.
//!
//! Panels whose y axes have the same title share the axis. Names stand beside their points where there are few panels, a point a
//! group, and room for all; else in a key.

use super::canvas::Canvas;
use super::font::Weight;
use super::key::{Key, Sample};
use super::labels::{Placer, leader};
use super::layout::{self, Axis, Frame, Point, Rect};
use super::pen::{Align, Label, Mark, Pen, Stroke};
use super::statistic::span;
use super::text::{self, ASCENT, DESCENT, LEADING};
use super::theme::{INK, REFERENCE, Theme, darker, style_of};
use super::{FigureError, ticks};
use crate::analysis::Record;

/// A point: a group, or a seed of it.
#[derive(Clone, Copy, Debug)]
pub struct Dot<'a> {
    /// The group.
    pub group: &'a str,
    /// Both values, as the axes have them.
    pub at: (f64, f64),
}

/// A panel.
pub struct Cloud<'a> {
    /// Titles of the axes.
    pub titles: [String; 2],
    /// What is said above.
    pub notes: Vec<String>,
    /// The points.
    pub dots: Vec<Dot<'a>>,
    /// Slope of the line of least squares through the points, in the units of the axes, where it is drawn.
    pub slope: Option<f64>,
}

/// Up to so many panels have names beside the points, where each group has one.
const MOST_NAMED: usize = 2;

/// Draws the panels in rows.
///
/// # Errors
/// When a mark cannot be drawn.
pub fn draw(record: &Record, theme: &Theme, clouds: &[Cloud<'_>], title: &str) -> Result<String, FigureError> {
    let sheet = Sheet::new(theme, clouds);
    let frames: Vec<Frame> = (0..clouds.len()).map(|index| sheet.frame(index)).collect();
    let has_one = |c: &Cloud<'_>| groups(std::slice::from_ref(c)).len() == c.dots.len();
    let is_named = clouds.len() <= MOST_NAMED && clouds.iter().all(has_one);
    let names: Option<Vec<Vec<Name>>> = if is_named {
        clouds.iter().zip(&frames).map(|(cloud, frame)| names(theme, (cloud, frame))).collect()
    } else {
        None
    };
    let key = if names.is_some() { Vec::new() } else { groups(clouds) };
    let items: Vec<(Sample, &str)> = key.iter().map(|g| (Sample::Mark(style_of(record, g)), *g)).collect();
    let key = Key::new(theme, &items, theme.width - 0.8 * theme.tick);
    let mut canvas = Canvas::new(theme, sheet.height() + key.height());
    for (index, (cloud, frame)) in clouds.iter().zip(&frames).enumerate() {
        canvas.group("axes", |pen| sheet.axes(pen, (cloud, frame)));
        if let Some(line) = fitted(cloud, frame) {
            let dashed = Stroke { color: REFERENCE, width: theme.line, dash: &[4.0, 2.0] };
            canvas.group("slope", |pen| pen.line(&line, dashed));
        }
        canvas.group("points", |pen| {
            for dot in &cloud.dots {
                pen.mark(frame.at(dot.at.0, dot.at.1), Mark::of(style_of(record, dot.group), 1.3 * theme.marker));
            }
        });
        if let Some(names) = names.as_ref().and_then(|all| all.get(index)) {
            canvas.group("names", |pen| names.iter().for_each(|n| write(pen, theme, record, n)));
        }
    }
    canvas.group("key", |pen| key.draw(pen, theme, (0.4 * theme.tick, sheet.height())));
    canvas.finish(title)
}

/// All groups, in the order in which they come up.
fn groups<'a>(clouds: &[Cloud<'a>]) -> Vec<&'a str> {
    let mut all = Vec::new();
    for dot in clouds.iter().flat_map(|c| &c.dots) {
        if !all.contains(&dot.group) {
            all.push(dot.group);
        }
    }
    all
}

/// The line through the middle of the points, over their range; least squares goes through it.
fn fitted(cloud: &Cloud<'_>, frame: &Frame) -> Option<[Point; 2]> {
    let (slope, count) = (cloud.slope?, cloud.dots.len() as f64);
    let middle = |of: fn(&Dot<'_>) -> f64| cloud.dots.iter().map(of).sum::<f64>() / count;
    let (x, y) = (middle(|d| d.at.0), middle(|d| d.at.1));
    let (low, high) = span(cloud.dots.iter().map(|d| d.at.0))?;
    Some([low, high].map(|end| frame.at(end, y + slope * (end - x))))
}

/// Where everything lies.
struct Sheet<'a, 'c> {
    theme: &'a Theme,
    clouds: &'a [Cloud<'c>],
    columns: usize,
    /// Width of the title and ticks of a y axis, of a plot.
    band: f64,
    plot: f64,
    /// Height of the notes above a plot.
    head: f64,
}

impl<'a, 'c> Sheet<'a, 'c> {
    fn new(theme: &'a Theme, clouds: &'a [Cloud<'c>]) -> Self {
        let (tick, most) = (theme.tick, if theme.is_narrow() { 2 } else { 3 });
        let columns = clouds.len().min(most).max(1);
        let axes = clouds.iter().map(|c| layout::y_tick_band(theme, &y_axis(clouds, c)));
        let band = axes.fold(0.0, f64::max) + 2.0 * LEADING * tick + 0.3 * tick;
        let gaps = 1.2 * tick * (columns - 1) as f64 + 0.8 * tick;
        let plot = ((theme.width - gaps) / columns as f64 - band).min(24.0 * theme.label);
        let lines = clouds.iter().map(|c| notes(theme, c, plot).len()).max().unwrap_or(0);
        let head = (lines as f64 * LEADING + 0.7) * tick;
        Self { theme, clouds, columns, band, plot, head }
    }

    fn plot_height(&self) -> f64 {
        0.8 * self.plot
    }

    fn row_height(&self) -> f64 {
        let titles =
            self.clouds.iter().map(|c| x_titles(self.theme, c, self.plot + self.band).len()).max().unwrap_or(1);
        let below = layout::x_tick_band(self.theme) + (titles as f64 * LEADING + 0.7) * self.theme.tick;
        self.head + self.plot_height() + below
    }

    fn height(&self) -> f64 {
        self.clouds.len().div_ceil(self.columns) as f64 * self.row_height()
    }

    fn frame(&self, index: usize) -> Frame {
        let (row, column) = ((index / self.columns) as f64, (index % self.columns) as f64);
        let step = self.band + self.plot + 1.2 * self.theme.tick;
        let edge = (self.theme.width - self.columns as f64 * step + 0.4 * self.theme.tick).max(0.0) / 2.0;
        let (x, y) = (edge + self.band + column * step, self.head + row * self.row_height());
        let cloud = &self.clouds[index];
        let range = span(cloud.dots.iter().map(|d| d.at.0)).unwrap_or((0.0, 1.0));
        let area = Rect { x, y, w: self.plot, h: self.plot_height() };
        Frame { area, x: ticks::roomy(self.theme, range, self.plot), y: y_axis(self.clouds, cloud) }
    }

    fn axes(&self, pen: &mut Pen<'_>, (cloud, frame): (&Cloud<'_>, &Frame)) {
        let (theme, area) = (self.theme, frame.area);
        frame.axes(pen, theme);
        frame.x_ticks(pen, theme);
        frame.y_ticks(pen, theme);
        for (line, words) in notes(theme, cloud, self.plot).iter().rev().enumerate() {
            let y = area.y - (0.6 + LEADING * line as f64) * theme.tick;
            pen.text((area.x, y), words, Label::new(theme.tick, INK, Align::Start));
        }
        for (line, words) in x_titles(theme, cloud, self.plot + self.band).iter().enumerate() {
            let y = area.bottom() + layout::x_tick_band(theme) + (LEADING * line as f64 + 1.0) * theme.tick;
            let middle = area.middle().0 - self.band / 2.0;
            pen.text((middle, y), words, Label::new(theme.tick, INK, Align::Middle));
        }
        let lines = text::wrap(&cloud.titles[1], theme.tick, Weight::Regular, self.plot_height());
        let left = area.x - self.band + (2 - lines.len()) as f64 * LEADING * theme.tick;
        for (line, words) in lines.iter().enumerate() {
            let x = left + (LEADING * line as f64 + 0.9) * theme.tick;
            pen.text((x, area.middle().1), words, Label::new(theme.tick, INK, Align::Middle).up());
        }
    }
}

/// The axis of all panels with the same title of y.
fn y_axis(clouds: &[Cloud<'_>], cloud: &Cloud<'_>) -> Axis {
    let alike = clouds.iter().filter(|c| c.titles[1] == cloud.titles[1]);
    let (low, high) = span(alike.flat_map(|c| &c.dots).map(|d| d.at.1)).unwrap_or((0.0, 1.0));
    let margin = 0.1 * (high - low);
    Axis::between(low - margin, high + margin, 4)
}

fn notes(theme: &Theme, cloud: &Cloud<'_>, width: f64) -> Vec<String> {
    cloud.notes.iter().flat_map(|n| text::wrap(n, theme.tick, Weight::Regular, width)).collect()
}

fn x_titles(theme: &Theme, cloud: &Cloud<'_>, width: f64) -> Vec<String> {
    text::wrap(&cloud.titles[0], theme.tick, Weight::Regular, width)
}

/// A group's name in its place.
struct Name {
    group: String,
    text: String,
    r: Rect,
}

/// A place for each group's name beside its point; none where one has no room.
fn names(theme: &Theme, (cloud, frame): (&Cloud<'_>, &Frame)) -> Option<Vec<Name>> {
    let marks: Vec<Point> = cloud.dots.iter().map(|d| frame.at(d.at.0, d.at.1)).collect();
    let mut placer = Placer { bounds: frame.area, taken: marks.iter().map(|m| around(theme, *m)).collect(), marks };
    let middle = frame.area.middle();
    let place = |group: &str| {
        let anchor = cloud.dots.iter().find(|d| d.group == group).map(|d| frame.at(d.at.0, d.at.1))?;
        let text = text::shorten(group, theme.tick, Weight::Regular, 0.6 * frame.area.w);
        let wide = text::width(&text, theme.tick, Weight::Regular) + 0.5 * theme.tick;
        let size = (wide, (ASCENT + DESCENT) * theme.tick);
        let r = placer.place(anchor, size, (2.0 * anchor.0 - middle.0, 2.0 * anchor.1 - middle.1))?;
        // A name that needs a line to its point is better read in a key.
        leader(anchor, &r).is_none().then(|| Name { group: group.to_owned(), text, r })
    };
    groups(std::slice::from_ref(cloud)).into_iter().map(place).collect()
}

/// The room of a mark.
fn around(theme: &Theme, (x, y): Point) -> Rect {
    let size = 1.3 * theme.marker;
    Rect { x: x - size / 2.0, y: y - size / 2.0, w: size, h: size }
}

fn write(pen: &mut Pen<'_>, theme: &Theme, record: &Record, name: &Name) {
    let color = darker(style_of(record, &name.group).color);
    let at = (name.r.middle().0, name.r.y + ASCENT * theme.tick);
    pen.text(at, &name.text, Label::new(theme.tick, color, Align::Middle));
}
