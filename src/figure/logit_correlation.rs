//! How far each student is from its teacher in which logits rise and fall together, class by class (Tian 2020, fig. 3).
//!
//! Reads `curves.matrices.logit_correlation` of each student and of its teacher, and the metric
//! `logit_correlation_difference` of the pair.

use super::heat::Scale;
use super::mosaic::{self, Key, Mosaic};
use super::panels::{Panel, Selection};
use super::seeds::{self, Seeds};
use super::theme::Theme;
use super::{Figure, FigureError};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::{Curves, Variant};

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "logit_correlation",
    title: "Difference of the correlations of logits, teacher and student",
    shows: "Whether a student learnt which classes its teacher takes for alike: correlations of logits, class by class (Tian 2020).",
    link: "poorer_students",
    caption,
    draw,
};

const METRIC: &str = "logit_correlation_difference";

fn name(curves: &Curves) -> Option<&String> {
    curves.matrices.logit_correlation.as_ref()
}

fn teacher<'a>(record: &'a Record, variant: &Variant) -> Option<&'a Variant> {
    record.analysis.variants.get(variant.teacher.as_ref()?)
}

/// |teacher − student|, cell by cell, the diagonal left out.
fn difference(record: &Record, variant: &Variant, split: &str) -> Option<Vec<f64>> {
    let classes = mosaic::shown(record).len();
    let matrix = |v: &Variant| seeds::matrix(record, name(&v.splits.get(split)?.curves), classes);
    let (of_teacher, of_student) = (matrix(teacher(record, variant)?)?, matrix(variant)?);
    let values = of_teacher.iter().zip(&of_student).map(|(t, s)| (t - s).abs()).collect();
    Some(mosaic::without_diagonal(values, classes))
}

/// Taught groups with their differences, and which of them have a panel.
fn drawn(record: &Record) -> Option<(&'static str, Vec<Seeds<'_>>, Selection<'_>)> {
    let split = seeds::split(record, |c| name(c).is_some())?;
    let groups = seeds::of(record, |v| difference(record, v, split));
    let selection = Selection::of(record, |v| groups.iter().any(|g| g.group == v.group));
    (!groups.is_empty()).then_some((split, groups, selection))
}

/// The root mean square of a panel's first seed with its teacher, as the record has it.
fn error(record: &Record, panel: &Panel<'_>, split: &str) -> Option<String> {
    let teacher = panel.variant.teacher.as_deref()?;
    let is_it = |a: &str, b: &str| (a == teacher && b == panel.id) || (b == teacher && a == panel.id);
    let pair = record.analysis.pairs.iter().find(|p| p.split == split && is_it(&p.a, &p.b))?;
    let (value, estimate) = pair.metrics.get(METRIC)?.scalar()?;
    Some(format!("{} {}", panel.id, format::interval(METRIC, value, estimate.low, estimate.high)))
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let Some((split, groups, selection)) = drawn(record) else {
        return "No variant has a teacher with which its logits' correlations could be compared.".to_owned();
    };
    let errors: Vec<String> = selection.panels().filter_map(|p| error(record, p, split)).collect();
    let errors = if errors.is_empty() {
        String::new()
    } else {
        format!(
            " Root mean square over all classes of the first seed, with its {} % interval: {}.",
            format::decimals(record.analysis.settings.level * 100.0, 0),
            errors.join("; ")
        )
    };
    format!(
        "Absolute difference of the Pearson correlations of the logits of two classes over all examples, between a student and the teacher that taught it (named second); {}, {}, {}. The diagonal is 0 by definition and left out (grey). All panels share one scale.{errors} {}",
        seeds::whole(record, split),
        mosaic::says(record),
        seeds::says(&groups),
        selection.says_groups()
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no student has a teacher among the variants.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let reason = "no variant is a student whose teacher is here too, with logits of two classes or more";
    let (_, groups, selection) = drawn(record).ok_or_else(|| FigureError::Nothing(reason.to_owned()))?;
    let rows = mosaic::rows(theme, &selection, &groups, |panel| {
        format!("{}\nof {}", panel.group, teacher(record, panel.variant).map_or("", |t| t.group.as_str()))
    });
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
    let scale = Scale::from_zero(mosaic::values(&rows));
    let keys = vec![Key { scale, title: "|correlation of teacher − of student|", columns }];
    let mosaic = Mosaic { rows, keys, titles: ("class", "class") };
    mosaic::draw(record, theme, &mosaic, FIGURE.title)
}
