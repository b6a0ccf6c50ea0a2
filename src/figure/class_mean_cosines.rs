//! Cosines of the class means of the penultimate features about their mean, a panel a group: which classes lie together.
//!
//! Reads `curves.matrices.class_mean_cosines` of all seeds, on the test split where there is one.

use super::heat::Scale;
use super::mosaic::{self, Key, Mosaic};
use super::panels::Selection;
use super::seeds::{self, Seeds};
use super::theme::Theme;
use super::{Figure, FigureError};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::{Curves, Variant};

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "class_mean_cosines",
    title: "Cosines of class means",
    shows: "Which classes lie together in the penultimate features, group by group; smoothing draws them towards a simplex (Papyan 2020).",
    link: "tighter",
    caption,
    draw,
};

fn name(curves: &Curves) -> Option<&String> {
    curves.matrices.class_mean_cosines.as_ref()
}

/// Groups with their matrices, the diagonal left out, and which of them have a panel.
fn drawn(record: &Record) -> Option<(&'static str, Vec<Seeds<'_>>, Selection<'_>)> {
    let split = seeds::split(record, |c| name(c).is_some())?;
    let classes = mosaic::shown(record).len();
    let values = |v: &Variant| seeds::matrix(record, name(&v.splits.get(split)?.curves), classes);
    let groups = seeds::of(record, |v| Some(mosaic::without_diagonal(values(v)?, classes)));
    let selection = Selection::of(record, |v| groups.iter().any(|g| g.group == v.group));
    (!groups.is_empty()).then_some((split, groups, selection))
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let Some((split, groups, selection)) = drawn(record) else {
        return "No variant has cosines of class means.".to_owned();
    };
    let simplex = -1.0 / (record.analysis.data.classes.len() as f64 - 1.0);
    format!(
        "Cosines of the class means of the penultimate features, taken from the mean of the class means; {}, {}, {}. The diagonal is 1 by definition and left out (grey). All panels share one scale, symmetric about 0. Under neural collapse all cosines are −1/(K − 1) = {}. {}",
        seeds::whole(record, split),
        mosaic::says(record),
        seeds::says(&groups),
        format::decimals(simplex, 3),
        selection.says_groups()
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no variant has them.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let reason = "no variant has cosines of class means; they need penultimate features of two classes or more";
    let (_, groups, selection) = drawn(record).ok_or_else(|| FigureError::Nothing(reason.to_owned()))?;
    let rows = mosaic::rows(theme, &selection, &groups, |panel| panel.group.to_owned());
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
    let scale = Scale::about_zero(mosaic::values(&rows));
    let keys = vec![Key { scale, title: "cosine of class means", columns }];
    let mosaic = Mosaic { rows, keys, titles: ("class", "class") };
    mosaic::draw(record, theme, &mosaic, FIGURE.title)
}
