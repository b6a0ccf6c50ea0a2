//! One file a figure: `Analysis` -> SVG (plotters), teachers side by side on common axes. Computes no statistics.

mod panels;
pub mod reliability;
pub mod template_plane;

use crate::analysis::schema::Analysis;

/// A registered figure.
pub struct Figure {
    /// Its name.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What is drawn, for captions.
    pub caption: &'static str,
    /// The SVG, or why there is nothing to draw.
    pub draw: fn(&Analysis) -> Result<String, String>,
}

/// All figures, in the order of the report.
pub const FIGURES: &[Figure] = &[template_plane::FIGURE, reliability::FIGURE];
