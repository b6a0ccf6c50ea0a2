//! The first two principal coordinates of the penultimate features, a panel a variant, and the spectra below.
//!
//! Reads `curves.pca` and the metric `pca_ratio` of the first seed of each group, on the test split where there is one.

use super::projection::Projection;
use super::spectrum;
use super::theme::Theme;
use super::{Figure, FigureError};
use crate::analysis::Record;
use crate::analysis::schema::{Curves, Scatter};

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "pca",
    title: "Principal components of the penultimate features",
    shows: "How the classes lie along the first two principal components, and how fast the spectrum falls.",
    link: "tighter",
    caption,
    draw,
};

fn scatter(curves: &Curves) -> Option<&Scatter> {
    curves.pca.as_ref()
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let Some(projection) = Projection::new(record, scatter) else {
        return "No variant has principal components.".to_owned();
    };
    let (split, points, names) = (projection.split, projection.points(), projection.names());
    let chosen = projection.chosen_by();
    let n = record.analysis.data.splits.get(split).map_or(0, |s| s.n);
    format!(
        "First two principal components of the penultimate features (centred, not scaled), from all {n} {split} examples; {points} points a panel, {chosen}; {names}. Each panel has its own scale, x and y alike: features of different networks have no common unit, and signs and rotation of components carry no meaning. Bottom: share of the variance in the first components together. {}",
        projection.selection.says()
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no variant has principal components.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let reason = "no variant has principal components; they need penultimate features that vary";
    let projection = Projection::new(record, scatter).ok_or_else(|| FigureError::Nothing(reason.to_owned()))?;
    let spectra = spectrum::of(&projection.selection, projection.split);
    let room = if spectra.is_empty() { 0.0 } else { 13.0 * theme.label };
    let (mut canvas, below) = projection.draw(theme, ("component 1", "component 2"), room);
    if !spectra.is_empty() {
        spectrum::draw(&mut canvas, theme, record, (&spectra, below));
    }
    canvas.finish(FIGURE.title)
}
