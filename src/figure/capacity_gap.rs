//! Students' accuracy against how accurate their teachers are, and against how much larger, with ρ, p and slope (Mirzadeh 2020,
//! Cho and Hariharan 2019).
//!
//! Reads the `relations` `teacher_accuracy_student_accuracy` and `capacity_gap`, on the test split where there is one.

use super::scatter::{self, Cloud};
use super::statistic::span;
use super::theme::Theme;
use super::{Figure, FigureError, relations};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::Relation;

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "capacity_gap",
    title: "Capacity gap",
    shows: "Whether better and larger teachers have better students (Cho and Hariharan 2019, Mirzadeh 2020).",
    link: "poorer_students",
    caption,
    draw,
};

const NAMES: [&str; 2] = ["teacher_accuracy_student_accuracy", "capacity_gap"];
/// More panels than this are not readable in one figure.
const MOST_PANELS: usize = 6;

/// Relations of several teachers: a single x says nothing.
fn drawn(record: &Record) -> Vec<&Relation> {
    let is_spread = |r: &&Relation| span(r.points.iter().map(|p| p.x)).is_some_and(|(low, high)| high > low);
    let found = |split: &str| {
        let of = |name: &'static str| relations::on(record, split).filter(move |r| r.name == name).filter(is_spread);
        NAMES.into_iter().flat_map(of).take(MOST_PANELS).collect::<Vec<_>>()
    };
    ["test", "val", "train"].into_iter().map(found).find(|found| !found.is_empty()).unwrap_or_default()
}

/// The panel, with its slope where the least-squares line is in the record: points of accuracy a doubling of the ratio of sizes.
fn cloud(relation: &Relation) -> Cloud<'_> {
    let mut cloud = relations::cloud(relation);
    if relation.name == "capacity_gap" {
        let factor = format::factor("accuracy");
        cloud.titles[1] += " (%)";
        cloud.dots.iter_mut().for_each(|d| d.at.1 *= factor);
        cloud.slope = relation.slope.map(|s| s * factor);
        if let Some(slope) = relation.slope {
            cloud.notes.push(format!("slope {} points a doubling", format::signed("accuracy", slope)));
        }
    }
    cloud
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let drawn = drawn(record);
    let Some(first) = drawn.first() else { return "No variant has students of several teachers.".to_owned() };
    let undefined: Vec<String> = relations::on(record, &first.split)
        .filter(|r| NAMES.contains(&r.name.as_str()))
        .filter_map(|r| Some(format!("{} ({}): {}", r.name, r.points_are, r.undefined.as_ref()?)))
        .collect();
    let undefined = if undefined.is_empty() { String::new() } else { format!(" Undefined: {}.", undefined.join("; ")) };
    let kinds: Vec<&str> = drawn.iter().map(|r| r.points_are.as_str()).collect();
    format!(
        "Students' top-1 accuracy against their teacher's accuracy and against its size, {} split. A point is a group of students (its mean over seeds). ρ: Spearman's rank correlation, two-sided permutation p; dashed: least squares. Panels: {}.{undefined}",
        first.split,
        kinds.join("; ")
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where all students have one teacher, or teachers of one size and accuracy.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let drawn = drawn(record);
    if drawn.is_empty() {
        let reason = "no variant has students of several teachers that differ in accuracy or size";
        return Err(FigureError::Nothing(reason.to_owned()));
    }
    let clouds: Vec<Cloud<'_>> = drawn.into_iter().map(cloud).collect();
    scatter::draw(record, theme, &clouds, FIGURE.title)
}
