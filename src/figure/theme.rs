//! Sizes, fonts and colours of all figures, and the style that each group keeps in all of them.
//!
//! Colours: Okabe-Ito for roles, Tol for classes. Every colour has a second cue: a marker, a dash or a direct label.

use plotters::style::RGBColor;

use super::font::Face;
use super::venue;
use crate::analysis::Record;
use crate::analysis::schema::{Role, Variant};

/// A colour.
pub type Color = RGBColor;

/// Teachers trained on hard labels.
pub const HARD_TEACHER: Color = RGBColor(0x00, 0x72, 0xB2);
/// Teachers trained on smoothed labels.
pub const SMOOTHED_TEACHER: Color = RGBColor(0xD5, 0x5E, 0x00);
/// Taught networks.
pub const STUDENT: Color = RGBColor(0x00, 0x9E, 0x73);
/// Networks between a teacher and a student.
pub const ASSISTANT: Color = RGBColor(0xE6, 0x9F, 0x00);
/// Networks of a student's size that nobody taught.
pub const SCRATCH: Color = RGBColor(0xCC, 0x79, 0xA7);
/// References: diagonals, gaps, absent classes.
pub const REFERENCE: Color = RGBColor(0xBB, 0xBB, 0xBB);
/// Text.
pub const INK: Color = RGBColor(0x22, 0x22, 0x22);
/// Axes and secondary text.
pub const QUIET: Color = RGBColor(0x55, 0x55, 0x55);
/// The paper.
pub const PAPER: Color = RGBColor(0xFF, 0xFF, 0xFF);
/// Three classes that also print in grey (Tol, high contrast).
pub const THREE_CLASSES: [Color; 3] =
    [RGBColor(0x00, 0x44, 0x88), RGBColor(0xBB, 0x55, 0x66), RGBColor(0xDD, 0xAA, 0x33)];
/// Up to ten classes (Tol, muted; its grey, too pale for points, made darker).
pub const TEN_CLASSES: [Color; 10] = [
    RGBColor(0xCC, 0x66, 0x77),
    RGBColor(0x33, 0x22, 0x88),
    RGBColor(0xDD, 0xCC, 0x77),
    RGBColor(0x11, 0x77, 0x33),
    RGBColor(0x88, 0xCC, 0xEE),
    RGBColor(0x88, 0x22, 0x55),
    RGBColor(0x44, 0xAA, 0x99),
    RGBColor(0x99, 0x99, 0x33),
    RGBColor(0xAA, 0x44, 0x99),
    RGBColor(0x88, 0x88, 0x88),
];

/// The shape of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A disc.
    Circle,
    /// A square.
    Square,
    /// A triangle on its base.
    Triangle,
    /// A square on its corner.
    Diamond,
    /// A triangle on its tip.
    Down,
    /// A star of five points.
    Star,
}

/// Whether a mark is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// Filled.
    Solid,
    /// A rim round paper.
    Open,
}

/// The dash of a line: lengths of stroke and gap in line widths; empty for a solid line.
pub type Dash = &'static [f64];

/// Solid, dashed, dotted, dash-dotted.
pub const DASHES: [Dash; 4] = [&[], &[5.0, 2.5], &[1.2, 1.8], &[6.0, 2.0, 1.2, 2.0]];

/// How a group looks in every figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Its role.
    pub color: Color,
    /// Which of its role it is.
    pub shape: Shape,
    /// Which of its role it is, when there are many.
    pub fill: Fill,
    /// Which of its role it is, as a line.
    pub dash: Dash,
}

/// How a figure is drawn: lengths in `unit`.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// Width of the figure.
    pub width: f64,
    /// `pt` (72 an inch) or `px` (96 an inch).
    pub unit: &'static str,
    /// Size of labels and titles.
    pub label: f64,
    /// Size of ticks, legends and notes.
    pub tick: f64,
    /// Width of axes.
    pub axis: f64,
    /// Width of lines of data.
    pub line: f64,
    /// Width of marks.
    pub marker: f64,
    /// Resolution of bitmaps.
    pub dpi: u32,
    /// What letters look like.
    pub face: Face,
    /// Width over height of the sheet, where it has a form of its own.
    pub aspect: Option<f64>,
}

impl Default for Theme {
    fn default() -> Self {
        Self::page()
    }
}

impl Theme {
    /// The report's page.
    #[must_use]
    pub fn page() -> Self {
        let (width, unit, face) = (760.0, "px", Face::Sans);
        Self { width, unit, label: 14.0, tick: 12.0, axis: 0.8, line: 1.6, marker: 5.0, dpi: 300, face, aspect: None }
    }

    /// A venue's width of text or, with `-column`, of one column.
    ///
    /// # Errors
    /// Lists the known names.
    pub fn for_venue(name: &str) -> Result<Self, String> {
        if name == "page" {
            return Ok(Self::page());
        }
        let (venue, inches) = venue::find(name).map_err(|e| format!("{e}, page"))?;
        // Panels of one column are small: so are their marks. Those of slides are seen from afar.
        let (axis, line, marker) = match inches {
            ..4.0 => (0.5, 1.0, 2.4),
            ..10.0 => (0.5, 1.0, 3.0),
            _ => (1.1, 2.2, 7.0),
        };
        Ok(Self {
            width: inches * 72.0,
            unit: "pt",
            label: venue.label_points,
            tick: venue.tick_points,
            axis,
            line,
            marker,
            dpi: venue.dpi,
            face: venue.face,
            aspect: venue.aspect,
        })
    }

    /// As it is, in a face.
    #[must_use]
    pub fn in_face(self, face: Face) -> Self {
        Self { face, ..self }
    }

    /// Whether it is as narrow as a column of two.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        self.width < 40.0 * self.label
    }

    /// The gap between things that belong together.
    #[must_use]
    pub fn gap(&self) -> f64 {
        0.45 * self.tick
    }
}

/// What the colour of a group says.
fn color_of(variant: &Variant) -> (Color, usize) {
    let alpha = variant.objective.as_ref().and_then(|o| o.alpha);
    // An unknown objective that has a reference is what the reference is compared with.
    let is_smoothed = alpha.map_or(variant.objective.is_none() && variant.reference.is_some(), |a| a > 0.0);
    match variant.role {
        Role::Teacher if is_smoothed => (SMOOTHED_TEACHER, 1),
        Role::Teacher => (HARD_TEACHER, 0),
        Role::Student => (STUDENT, 2),
        Role::Scratch => (SCRATCH, 3),
        Role::Assistant => (ASSISTANT, 4),
    }
}

/// Marks in turn.
const SHAPES: [Shape; 6] = [Shape::Circle, Shape::Square, Shape::Triangle, Shape::Diamond, Shape::Down, Shape::Star];

/// The style of a group (or of a variant's group), the same in all figures: colour by role; of the marks, the first from its role's
/// own on that no group before it has, so that up to twelve are told apart without colour; dash by its place in the role.
#[must_use]
pub fn style_of(record: &Record, group: &str) -> Style {
    let variants = &record.analysis.variants;
    let group = variants.get(group).map_or(group, |v| v.group.as_str());
    let color_in = |name: &str| variants.values().find(|v| v.group == name).map(color_of);
    let (color, start) = color_in(group).unwrap_or((QUIET, 0));
    let before = || record.analysis.groups.keys().take_while(|g| *g != group);
    let place = before().filter(|g| color_in(g).is_some_and(|(c, _)| c == color)).count();
    let mut taken: Vec<(Shape, Fill)> = Vec::new();
    for earlier in before() {
        let mark = free_mark(&taken, color_in(earlier).map_or(0, |(_, start)| start));
        taken.push(mark);
    }
    let (shape, fill) = free_mark(&taken, start);
    Style { color, shape, fill, dash: DASHES[(start + place) % DASHES.len()] }
}

/// The first mark from a shape on, solid ones first, that is taken least often.
fn free_mark(taken: &[(Shape, Fill)], start: usize) -> (Shape, Fill) {
    let solid_first = [Fill::Solid, Fill::Open].into_iter();
    let all = solid_first.flat_map(|fill| (0..SHAPES.len()).map(move |i| (SHAPES[(start + i) % SHAPES.len()], fill)));
    let uses = |mark: &(Shape, Fill)| taken.iter().filter(|t| *t == mark).count();
    all.min_by_key(uses).unwrap_or((Shape::Circle, Fill::Solid))
}

/// A colour mixed with ink, so that text in it reads on paper.
#[must_use]
pub fn darker(color: Color) -> Color {
    let mix = |a: u8, b: u8| a.midpoint(b);
    RGBColor(mix(color.0, INK.0), mix(color.1, INK.1), mix(color.2, INK.2))
}
