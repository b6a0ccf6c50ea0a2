//! One file a figure: `Record` -> SVG (plotters); PNG and PDF come from that same SVG. Computes no statistics.
//!
//! ```text
//! theme (venue, font) -> layout, text, labels, panels -> a figure -> canvas (pen) -> SVG -> PNG, PDF
//! ```

use crate::analysis::Record;

pub mod axes;
pub mod canvas;
pub mod capacity_gap;
pub mod cka;
pub mod class_calibration;
pub mod class_mean_cosines;
pub mod class_separation;
pub mod contour;
pub mod diffusion;
pub mod fidelity;
pub mod font;
pub mod heat;
pub mod key;
pub mod labels;
pub mod landscape;
pub mod layer_cka;
pub mod layout;
pub mod lines;
pub mod logit_correlation;
pub mod margins;
pub mod mosaic;
pub mod neural_collapse;
pub mod off_target_matrix;
pub mod panels;
pub mod pca;
pub mod pen;
mod projection;
pub mod rank_size;
mod recalibrated;
pub mod relations;
pub mod reliability;
mod scatter;
pub mod seeds;
pub mod softness_by_temperature;
pub mod spectrum;
pub mod statistic;
mod students;
pub mod temperature_grid;
pub mod template_plane;
pub mod text;
pub mod theme;
pub mod ticks;
pub mod trajectories;
pub mod tsne;
pub mod venue;

use theme::Theme;

/// Why a figure was not drawn.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// The analysis has nothing that it could show, and why.
    #[error("nothing to draw: {0}")]
    Nothing(String),
    /// Drawing or converting failed.
    #[error("drawing failed: {0}")]
    Draw(String),
}

/// A registered figure.
pub struct Figure {
    /// Its name: its file's, its key's and its id's on the page.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it shows, in a sentence, for `penult figures`.
    pub shows: &'static str,
    /// The link of the argument that it is evidence for, one of `analysis::schema::LINKS`; empty where it is none's.
    pub link: &'static str,
    /// The caption: what is drawn, from how many examples and seeds, with what conventions.
    pub caption: fn(&Record) -> String,
    /// The SVG.
    pub draw: fn(&Record, &Theme) -> Result<String, FigureError>,
}

/// All figures, in the order of the report.
pub const FIGURES: &[Figure] = &[
    template_plane::FIGURE,
    reliability::FIGURE,
    class_calibration::FIGURE,
    softness_by_temperature::FIGURE,
    off_target_matrix::FIGURE,
    rank_size::FIGURE,
    margins::FIGURE,
    class_separation::FIGURE,
    class_mean_cosines::FIGURE,
    logit_correlation::FIGURE,
    neural_collapse::FIGURE,
    cka::FIGURE,
    layer_cka::FIGURE,
    pca::FIGURE,
    tsne::FIGURE,
    temperature_grid::FIGURE,
    fidelity::FIGURE,
    capacity_gap::FIGURE,
    diffusion::FIGURE,
    relations::FIGURE,
    landscape::FIGURE,
    trajectories::FIGURE,
];

/// A figure, by name.
#[must_use]
pub fn figure(name: &str) -> Option<&'static Figure> {
    FIGURES.iter().find(|f| f.name == name)
}
