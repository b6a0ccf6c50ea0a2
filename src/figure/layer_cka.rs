//! Debiased linear CKA of layers with layers, as heatmaps on [0, 1]: a variant with itself, and with its reference (Kornblith
//! 2019; 2021 for the last layers).
//!
//! Reads `layers[…]` of the first seed of each group, and the matrices of the sidecar; they are there after
//! `penult report --layers`.

use super::canvas::Canvas;
use super::font::Weight;
use super::heat::{self, Scale, ink_on, viridis};
use super::layout::{self, Rect};
use super::panels::{self, Sheet};
use super::pen::{Align, Label, Pen};
use super::text::{self, CAP};
use super::theme::{Theme, style_of};
use super::{Figure, FigureError};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::record::Matrix;
use crate::analysis::schema::{LayerSimilarity, TappedLayer};

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "layer_cka",
    title: "Similarity of layers (debiased linear CKA)",
    shows: "From which layer on a network differs from its reference, by the CKA of every layer with every other; made by `--layers`.",
    link: "less_information",
    caption,
    draw,
};

/// Most panels of the figure.
const MOST_PANELS: usize = 6;

/// A heatmap.
struct Panel<'a> {
    group: &'a str,
    head: String,
    similarity: &'a LayerSimilarity,
    matrix: &'a Matrix,
}

/// Variants with their references first, as they answer the question; then variants with themselves.
fn panels(record: &Record) -> Vec<Panel<'_>> {
    let analysis = &record.analysis;
    let of = |similarity: &'_ LayerSimilarity| {
        let (group, _) = analysis.groups.iter().find(|(_, g)| g.variants.first() == Some(&similarity.a))?;
        let other = analysis.variants.get(&similarity.b).map_or("", |v| v.group.as_str());
        let is_own = similarity.a == similarity.b;
        Some((group.as_str(), is_own, if is_own { group.clone() } else { format!("{group}, {other}") }))
    };
    let panel = |similarity| {
        let (group, is_own, head) = of(similarity)?;
        let matrix = record.arrays.matrices.get(&similarity.matrix)?;
        let has_cells = !similarity.rows.is_empty() && !similarity.columns.is_empty();
        has_cells.then_some((is_own, Panel { group, head, similarity, matrix }))
    };
    let mut found: Vec<(bool, Panel<'_>)> = analysis.layers.iter().filter_map(panel).collect();
    found.sort_by_key(|(is_own, _)| *is_own);
    found.into_iter().map(|(_, panel)| panel).take(MOST_PANELS).collect()
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let panels = panels(record);
    let Some(Panel { similarity: first, .. }) = panels.first() else {
        return "No variant has layers that were compared.".to_owned();
    };
    let name = |layer: Option<&TappedLayer>| layer.map_or("", |l| l.name.as_str()).to_owned();
    let (from, to) = (name(first.rows.first()), name(first.rows.last()));
    let tapped = panels.iter().flat_map(|p| &p.similarity.rows);
    let worst = tapped.clone().filter_map(|l| l.distortion).fold(0.0, f64::max);
    let bound = tapped.filter_map(|l| l.distortion_bound).fold(0.0, f64::max);
    let projected = if bound > 0.0 {
        format!(
            " Layers of more than 2,048 values went through a Gaussian random projection, which bends squared distances by at most {} % (Johnson and Lindenstrauss; {} % measured).",
            format::decimals(100.0 * bound, 0),
            format::decimals(100.0 * worst, 0)
        )
    } else {
        String::new()
    };
    format!(
        "Linear CKA with the unbiased HSIC estimator of the outputs of layers, {} split, {} examples drawn evenly from the classes, the first seed of each group. Layers run from input to output, upwards for the variant named first and to the right for the one named second, or for itself (first panel: {from} to {to}). The colour scale is fixed to [0, 1] (viridis); there are no intervals.{projected}",
        first.split, first.n
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no layers were compared.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let reason = "no layers of any variant were compared; compare them with `penult report --layers`";
    let panels = panels(record);
    if panels.is_empty() {
        return Err(FigureError::Nothing(reason.to_owned()));
    }
    let columns = panels.len().min(if theme.is_narrow() { 2 } else { 3 });
    let rows: Vec<&[Panel<'_>]> = panels.chunks(columns).collect();
    let heads: Vec<Vec<String>> = rows.iter().map(|r| r.iter().map(|p| p.head.clone()).collect()).collect();
    let scale = Scale::unit();
    let inner = Theme { width: theme.width - heat::bar_width(theme, &scale), ..theme.clone() };
    let sheet = Sheet::new(&inner, &heads, layout::title_band(theme), |w| w);
    let lowest = sheet.whole.bottom() + layout::title_band(theme);
    let mut canvas = Canvas::new(theme, lowest + 0.3 * theme.tick);
    for (row, line) in rows.iter().enumerate() {
        for (column, panel) in line.iter().enumerate() {
            let area = sheet.grid.cell(row, column);
            canvas.group("head", |pen| {
                panels::head(pen, theme, style_of(record, panel.group), (&panel.head, area));
            });
            canvas.group("cells", |pen| cells(pen, theme, (panel, area)));
        }
    }
    canvas.group("titles", |pen| {
        let (x, y) = sheet.whole.middle();
        layout::x_title(pen, theme, x, lowest, "layer of the second, input to output");
        layout::y_title(pen, theme, (sheet.edge, y), "layer of the first");
    });
    canvas.group("bar", |pen| heat::bar(pen, theme, sheet.whole, (&scale, "debiased CKA")));
    canvas.finish(FIGURE.title)
}

/// The first layer of both lies bottom left; values stand where they fit.
fn cells(pen: &mut Pen<'_>, theme: &Theme, (panel, area): (&Panel<'_>, Rect)) {
    let (rows, cols) = (panel.similarity.rows.len(), panel.matrix.cols);
    let (w, h) = (area.w / cols as f64, area.h / rows as f64);
    let fits =
        text::width(&format::decimals(-0.5, 2), theme.tick, Weight::Regular) <= 0.94 * w && 1.2 * theme.tick <= h;
    for (at, value) in panel.matrix.values.iter().enumerate() {
        let (row, column) = (at / cols, at % cols);
        let cell = Rect { x: area.x + column as f64 * w, y: area.bottom() - (row + 1) as f64 * h, w, h };
        // Up to the corner of the panel: what lies there is painted over later, and no seam shows.
        pen.rect(Rect { w: area.right() - cell.x, h: cell.bottom() - area.y, y: area.y, ..cell }, viridis(*value));
    }
    for (at, value) in panel.matrix.values.iter().enumerate().filter(|_| fits) {
        let (x, y) = (area.x + ((at % cols) as f64 + 0.5) * w, area.bottom() - ((at / cols) as f64 + 0.5) * h);
        let label = Label::new(theme.tick, ink_on(viridis(*value)), Align::Middle);
        pen.text((x, y + CAP * theme.tick / 2.0), &format::decimals(*value, 2), label);
    }
}
