//! Where the probability off the label goes, class by class: in a reference teacher, in the smoothed one, and the difference.
//!
//! Reads `curves.matrices.off_target` of all seeds of the first teacher that has a reference, and of that reference.

use super::heat::Scale;
use super::mosaic::{self, Key, Mosaic, Tile};
use super::seeds::{self, Seeds};
use super::theme::Theme;
use super::{Figure, FigureError};
use crate::analysis::Record;
use crate::analysis::schema::{Curves, Role};

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "off_target_matrix",
    title: "Probability off the label, class by class",
    shows: "Which wrong classes a teacher thinks of, and which of them lost probability under smoothing (Hinton 2015, Müller 2019).",
    link: "less_information",
    caption,
    draw,
};

fn name(curves: &Curves) -> Option<&String> {
    curves.matrices.off_target.as_ref()
}

/// What is compared: the reference first, where there is one.
struct Compared<'a> {
    split: &'static str,
    groups: Vec<Seeds<'a>>,
    /// Further teachers that have a reference.
    left_out: Vec<&'a str>,
}

/// The first teacher that has a reference, with it; without one, the first group that has a matrix.
fn compared(record: &Record) -> Option<Compared<'_>> {
    let split = seeds::split(record, |c| name(c).is_some())?;
    let classes = mosaic::shown(record).len();
    let row = |v: &crate::analysis::schema::Variant| {
        let values = seeds::matrix(record, name(&v.splits.get(split)?.curves), classes)?;
        Some(mosaic::without_diagonal(values, classes))
    };
    let mut all = seeds::of(record, row);
    let pairs: Vec<(&str, &str)> = pairs(record).filter(|(a, b)| has(&all, a) && has(&all, b)).collect();
    let wanted = pairs.first().copied();
    all.sort_by_key(|s| wanted.is_none_or(|(reference, _)| s.group != reference));
    match wanted {
        Some((reference, teacher)) => all.retain(|s| s.group == reference || s.group == teacher),
        None => all.truncate(1),
    }
    let left_out = pairs.iter().skip(1).map(|(_, teacher)| *teacher).collect();
    (!all.is_empty()).then_some(Compared { split, groups: all, left_out })
}

fn has(all: &[Seeds<'_>], group: &str) -> bool {
    all.iter().any(|s| s.group == group)
}

/// Groups of teachers whose first seed has a reference: that one's group, and theirs.
fn pairs(record: &Record) -> impl Iterator<Item = (&str, &str)> {
    let analysis = &record.analysis;
    analysis.groups.iter().filter_map(|(name, group)| {
        let first = analysis.variants.get(group.variants.first()?)?;
        let reference = analysis.variants.get(first.reference.as_ref()?)?;
        (first.role == Role::Teacher && reference.group != *name).then_some((reference.group.as_str(), name.as_str()))
    })
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let Some(Compared { split, groups, left_out }) = compared(record) else {
        return "No variant has a class-by-class matrix of the probability off the label.".to_owned();
    };
    let difference = match &groups[..] {
        [a, b] => format!(" Right: {} − {}; blue cells lost share, red cells gained.", b.group, a.group),
        _ => String::new(),
    };
    let rest = if left_out.is_empty() { String::new() } else { format!(" Not drawn: {}.", left_out.join(", ")) };
    format!(
        "Mean probability (softmax at T = 1) of the column's class over the examples of the row's class, as a share of the mass off the label; {}, {}, {}. Rows sum to 1 over all classes; the diagonal is left out (grey).{difference}{rest}",
        seeds::whole(record, split),
        mosaic::says(record),
        seeds::says(&groups)
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no variant has the matrix.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let reason =
        "no variant has a class-by-class matrix of the probability off the label; it needs three classes or more";
    let Compared { groups, .. } = compared(record).ok_or_else(|| FigureError::Nothing(reason.to_owned()))?;
    let means: Vec<Vec<f64>> = groups.iter().map(Seeds::mean).collect();
    let mut row: Vec<Tile<'_>> = groups
        .iter()
        .zip(&means)
        .map(|(s, mean)| Tile { head: s.group.to_owned(), group: Some(s.group), values: mean.clone() })
        .collect();
    let scale = Scale::from_zero(means.iter().flatten().copied());
    let mut keys = vec![Key { scale, title: "share of the mass off the label", columns: row.len() }];
    if let [a, b] = &means[..] {
        let values: Vec<f64> = a.iter().zip(b).map(|(a, b)| b - a).collect();
        let scale = Scale::about_zero(values.iter().copied());
        keys.push(Key { scale, title: "difference", columns: 1 });
        row.push(Tile { head: "second − first".to_owned(), group: None, values });
    }
    let mosaic = Mosaic { rows: vec![row], keys, titles: ("predicted class", "true class") };
    mosaic::draw(record, theme, &mosaic, FIGURE.title)
}
