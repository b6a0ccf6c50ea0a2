//! All rank correlations across groups that are defined, a panel each, with ρ and p.
//!
//! Reads `relations`, on the test split where there is one. `fidelity` and `capacity_gap` say their correlations as here.

use super::scatter::{self, Cloud, Dot};
use super::theme::Theme;
use super::{Figure, FigureError};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::Relation;

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "relations",
    title: "What goes with what, across groups",
    shows: "Rank correlations of teachers' statistics with their students' accuracy, and of size with confidence.",
    link: "poorer_students",
    caption,
    draw,
};

/// More panels than this are not readable in one figure.
const MOST_PANELS: usize = 12;

/// The relations of a split.
pub fn on<'a>(record: &'a Record, split: &str) -> impl Iterator<Item = &'a Relation> {
    record.analysis.relations.iter().filter(move |r| r.split == split)
}

/// ρ with its p, or that it is undefined.
#[must_use]
pub fn rank(relation: &Relation) -> String {
    match (relation.rho, relation.p) {
        (Some(rho), Some(p)) => format!("ρ = {}, p = {}", format::decimals(rho, 2), format::decimals(p, 3)),
        (Some(rho), None) => format!("ρ = {}", format::decimals(rho, 2)),
        _ => format!("ρ: {}", format::DASH),
    }
}

/// How many points it is of.
#[must_use]
pub fn count(relation: &Relation) -> String {
    format!("n = {}", format::count(relation.points.len()))
}

/// Title of an axis in the unit that its values are shown in, and what they are multiplied by.
fn axis(words: &str, metric: Option<&str>) -> (String, f64) {
    let factor = metric.map_or(1.0, format::factor);
    let unit = if factor > 1.0 { " (%)" } else { "" };
    let mut letters = words.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    (format!("{first}{}{unit}", letters.as_str()), factor)
}

/// The metrics that x and y are of, by the relation's key: `teacher_ece_student_accuracy`, `agreement_student_ece`.
fn metrics(name: &str) -> [Option<&str>; 2] {
    let Some((x, y)) = name.rsplit_once("_student_") else { return [None, None] };
    [x.strip_prefix("teacher_").filter(|m| format::is_metric(m)).or(Some(x)), Some(y)]
}

/// A relation as a panel, in the units that its values are shown in.
#[must_use]
pub fn cloud(relation: &Relation) -> Cloud<'_> {
    let [x_metric, y_metric] = metrics(&relation.name);
    let (x_title, x_factor) = axis(&relation.x, x_metric);
    let (y_title, y_factor) = axis(&relation.y, y_metric);
    let dots = relation.points.iter().map(|p| Dot { group: &p.of, at: (x_factor * p.x, y_factor * p.y) }).collect();
    let slope = relation.slope.map(|s| s * y_factor / x_factor);
    let notes = vec![format!("{}, {}", rank(relation), count(relation))];
    Cloud { titles: [x_title, y_title], notes, dots, slope }
}

fn drawn(record: &Record) -> Vec<&Relation> {
    let defined = |split: &str| on(record, split).filter(|r| r.rho.is_some()).take(MOST_PANELS).collect::<Vec<_>>();
    ["test", "val", "train"].into_iter().map(defined).find(|found| !found.is_empty()).unwrap_or_default()
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let drawn = drawn(record);
    let Some(first) = drawn.first() else { return "No rank correlation across variants is defined.".to_owned() };
    let mut kinds: Vec<&str> = Vec::new();
    for relation in &drawn {
        if !kinds.contains(&relation.points_are.as_str()) {
            kinds.push(&relation.points_are);
        }
    }
    let all = on(record, &first.split).filter(|r| r.rho.is_some()).count();
    let rest = if all > drawn.len() { format!(" {} more are not drawn.", all - drawn.len()) } else { String::new() };
    let undefined = on(record, &first.split).filter(|r| r.rho.is_none()).count();
    let undefined = if undefined == 0 {
        String::new()
    } else {
        format!(" {undefined} are undefined: too few groups, or no spread.")
    };
    format!(
        "Spearman's rank correlation ρ with its two-sided permutation p, {} split. A point is a group (its mean over seeds), so that seeds do not count as evidence of their own: {}. p is not corrected for the number of panels.{undefined}{rest}",
        first.split,
        kinds.join("; ")
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no correlation is defined.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let drawn = drawn(record);
    if drawn.is_empty() {
        let reason = "no rank correlation across variants is defined; it takes three groups of students or of teachers";
        return Err(FigureError::Nothing(reason.to_owned()));
    }
    let mut clouds: Vec<Cloud<'_>> = drawn.iter().map(|r| cloud(r)).collect();
    // Of several networks of students, each panel says of which it is.
    for (cloud, relation) in clouds.iter_mut().zip(&drawn) {
        if drawn.iter().any(|r| r.name == relation.name && r.points_are != relation.points_are) {
            cloud.notes.push(relation.points_are.clone());
        }
    }
    scatter::draw(record, theme, &clouds, FIGURE.title)
}
