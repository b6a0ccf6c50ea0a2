//! t-SNE of the penultimate features (van der Maaten and Hinton 2008), a panel a variant.
//!
//! Reads `curves.tsne` of the first seed of each group; it is there after `penult report --tsne`.

use super::projection::Projection;
use super::theme::Theme;
use super::{Figure, FigureError};
use crate::analysis::Record;
use crate::analysis::embedding::{PERPLEXITY, SEED};
use crate::analysis::schema::{Curves, Scatter};

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "tsne",
    title: "t-SNE of the penultimate features",
    shows: "Which examples have one another for neighbours, by t-SNE; made by `--tsne`.",
    link: "tighter",
    caption,
    draw,
};

fn scatter(curves: &Curves) -> Option<&Scatter> {
    curves.tsne.as_ref()
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let Some(projection) = Projection::new(record, scatter) else { return "No variant has t-SNE points.".to_owned() };
    let (split, points, names) = (projection.split, projection.points(), projection.names());
    let chosen = projection.chosen_by();
    format!(
        "t-SNE of the penultimate features of {points} {split} examples, {chosen} (the points of the PCA figure; perplexity {PERPLEXITY}, or a third of the points where that is less; Barnes-Hut, seed {SEED}); {names}. It keeps neighbours, not distances: the sizes of clusters and the gaps between them carry no meaning, so tightness is not to be read here. {}",
        projection.selection.says()
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no variant has points: they are made where they are asked for.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let reason = "no variant has t-SNE points; make them with `penult report --tsne`";
    let projection = Projection::new(record, scatter).ok_or_else(|| FigureError::Nothing(reason.to_owned()))?;
    projection.draw(theme, ("t-SNE 1", "t-SNE 2"), 0.0).0.finish(FIGURE.title)
}
