//! What figures draw with: lines with dashes, rectangles, marks, texts, in the units of the theme. `canvas` hands it out.

use plotters::prelude::{DrawingBackend, IntoFont, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontFamily, FontStyle, FontTransform, ShapeStyle, TextStyle};

use super::font::{Face, Weight};
use super::layout::{Point, Rect};
use super::theme::{Color, Dash, Fill, PAPER, Shape, Style};

/// Canvas pixels a unit of the theme: plotters' coordinates are whole numbers.
pub const SCALE: f64 = 10.0;

/// A line's look.
#[derive(Clone, Copy, Debug)]
pub struct Stroke {
    /// Colour.
    pub color: Color,
    /// Width.
    pub width: f64,
    /// Dash.
    pub dash: Dash,
}

impl Stroke {
    /// A solid line.
    #[must_use]
    pub const fn solid(color: Color, width: f64) -> Self {
        Self { color, width, dash: &[] }
    }

    /// A group's line.
    #[must_use]
    pub const fn of(style: Style, width: f64) -> Self {
        Self { color: style.color, width, dash: style.dash }
    }
}

/// A mark's look.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// Shape.
    pub shape: Shape,
    /// Filled or not.
    pub fill: Fill,
    /// Width.
    pub size: f64,
    /// Colour.
    pub color: Color,
}

impl Mark {
    /// A group's mark.
    #[must_use]
    pub const fn of(style: Style, size: f64) -> Self {
        Self { shape: style.shape, fill: style.fill, size, color: style.color }
    }
}

/// Which end of a text lies at its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// Which way a text runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// To the right.
    Level,
    /// Upwards.
    Up,
}

/// A text's look.
#[derive(Clone, Copy, Debug)]
pub struct Label {
    /// Size.
    pub size: f64,
    /// Weight.
    pub weight: Weight,
    /// Colour.
    pub color: Color,
    /// Alignment.
    pub align: Align,
    /// Direction.
    pub turn: Turn,
}

impl Label {
    /// Regular, level.
    #[must_use]
    pub const fn new(size: f64, color: Color, align: Align) -> Self {
        Self { size, weight: Weight::Regular, color, align, turn: Turn::Level }
    }

    /// Semibold.
    #[must_use]
    pub const fn strong(self) -> Self {
        Self { weight: Weight::Semibold, ..self }
    }

    /// Running upwards.
    #[must_use]
    pub const fn up(self) -> Self {
        Self { turn: Turn::Up, ..self }
    }
}

/// Draws into a group; the first failure is kept for `Canvas::finish`.
pub struct Pen<'a> {
    backend: SVGBackend<'a>,
    face: Face,
    failure: Option<String>,
}

#[allow(clippy::cast_possible_truncation)] // a sheet has fewer than 2^31 canvas pixels; not-a-number becomes 0
fn pixel((x, y): Point) -> (i32, i32) {
    ((x * SCALE).round() as i32, (y * SCALE).round() as i32)
}

fn shape_style(color: Color, width: f64) -> ShapeStyle {
    let width = pixel((width, 0.0)).0;
    ShapeStyle { color: color.to_rgba(), filled: true, stroke_width: u32::try_from(width).unwrap_or(0).max(1) }
}

impl<'a> Pen<'a> {
    /// Draws with a backend, and writes in a face.
    #[must_use]
    pub fn new(backend: SVGBackend<'a>, face: Face) -> Self {
        Self { backend, face, failure: None }
    }

    /// Ends the drawing; gives the first failure.
    pub fn finish(self) -> Option<String> {
        self.failure
    }

    fn keep<E: std::fmt::Display>(&mut self, done: Result<(), E>) {
        if let Err(e) = done
            && self.failure.is_none()
        {
            self.failure = Some(e.to_string());
        }
    }

    /// A line through points.
    pub fn line(&mut self, points: &[Point], stroke: Stroke) {
        let style = shape_style(stroke.color, stroke.width);
        let lengths: Vec<f64> = stroke.dash.iter().map(|d| d * stroke.width).collect();
        for piece in dashed(points, &lengths) {
            let done = self.backend.draw_path(piece.into_iter().map(pixel), &style);
            self.keep(done);
        }
    }

    /// A filled rectangle.
    pub fn rect(&mut self, r: Rect, color: Color) {
        let done =
            self.backend.draw_rect(pixel((r.x, r.y)), pixel((r.right(), r.bottom())), &shape_style(color, 0.0), true);
        self.keep(done);
    }

    /// The rim of a rectangle.
    pub fn rim(&mut self, r: Rect, stroke: Stroke) {
        let corners = [(r.x, r.y), (r.right(), r.y), (r.right(), r.bottom()), (r.x, r.bottom()), (r.x, r.y)];
        self.line(&corners, stroke);
    }

    /// A filled polygon.
    pub fn polygon(&mut self, corners: &[Point], color: Color) {
        let done = self.backend.fill_polygon(corners.iter().copied().map(pixel), &shape_style(color, 0.0));
        self.keep(done);
    }

    /// A mark; an open one is paper inside a rim.
    pub fn mark(&mut self, at: Point, mark: Mark) {
        self.filled_mark(at, mark);
        if mark.fill == Fill::Open {
            self.filled_mark(at, Mark { size: mark.size * 0.55, color: PAPER, ..mark });
        }
    }

    fn filled_mark(&mut self, at: Point, mark: Mark) {
        let style = shape_style(mark.color, 0.0);
        let radius = mark.size / 2.0;
        let done = if mark.shape == Shape::Circle {
            let radius = u32::try_from(pixel((radius, 0.0)).0).unwrap_or(1);
            self.backend.draw_circle(pixel(at), radius, &style, true)
        } else {
            let corner = |(x, y): &Point| pixel((at.0 + x * radius, at.1 + y * radius));
            self.backend.fill_polygon(corners(mark.shape).iter().map(corner), &style)
        };
        self.keep(done);
    }

    /// A text with its baseline at a point.
    pub fn text(&mut self, at: Point, text: &str, label: Label) {
        // plotters sets `dy` to 0.76 em for texts hung from their top, and divides sizes by 1.24.
        let drop = 0.76 * label.size;
        let (x, y) = at;
        let (at, turn) = match label.turn {
            Turn::Level => ((x, y - drop), FontTransform::None),
            Turn::Up => ((x - drop, y), FontTransform::Rotate270),
        };
        let weight = if label.weight == Weight::Regular { FontStyle::Normal } else { FontStyle::Bold };
        let font =
            (FontFamily::Name(self.face.family()), label.size * SCALE * 1.24, weight).into_font().transform(turn);
        let align = match label.align {
            Align::Start => HPos::Left,
            Align::Middle => HPos::Center,
            Align::End => HPos::Right,
        };
        let pos = Pos::new(align, VPos::Top);
        let style = TextStyle { pos, ..TextStyle::from(font).color(&label.color) };
        let done = self.backend.draw_text(text, &style, pixel(at));
        self.keep(done);
    }
}

/// Corners of a shape of radius 1 round the origin, y down, sized so that all shapes weigh alike.
fn corners(shape: Shape) -> Vec<Point> {
    match shape {
        Shape::Circle | Shape::Square => vec![(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)],
        Shape::Triangle => vec![(0.0, -1.2), (1.15, 0.8), (-1.15, 0.8)],
        Shape::Down => vec![(0.0, 1.2), (1.15, -0.8), (-1.15, -0.8)],
        Shape::Diamond => vec![(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
        Shape::Star => {
            let spike = |i: usize| {
                let (angle, radius) =
                    (std::f64::consts::PI * i as f64 / 5.0, if i.is_multiple_of(2) { 1.0 } else { 0.45 });
                (radius * angle.sin(), -radius * angle.cos())
            };
            (0..10).map(spike).collect()
        }
    }
}

/// The strokes of a dashed line: the points cut into pieces of the lengths in turn, every other one left out.
fn dashed(points: &[Point], lengths: &[f64]) -> Vec<Vec<Point>> {
    if lengths.is_empty() || points.len() < 2 {
        return vec![points.to_vec()];
    }
    let (mut pieces, mut piece) = (Vec::new(), vec![points[0]]);
    let (mut turn, mut left) = (0, lengths[0]);
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        let mut rest = (to.0 - from.0).hypot(to.1 - from.1);
        while rest > left {
            let share = left / rest;
            from = (from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1));
            rest -= left;
            piece.push(from);
            if turn % 2 == 0 {
                pieces.push(std::mem::take(&mut piece));
            }
            piece = vec![from];
            turn += 1;
            left = lengths[turn % lengths.len()];
        }
        left -= rest;
        piece.push(to);
    }
    if turn % 2 == 0 && piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}
