//! Students of the teachers of a study, as lines over the temperature of distillation, and the networks that nobody taught.
//!
//! Reads the lineage of variants, their `accuracy` and its paired `differences`. Read by `temperature_grid`.

use super::statistic::Statistic;
use super::theme::{DASHES, Style, style_of};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::{Difference, Role, Variant};

/// What students are compared by.
pub const METRIC: &str = "accuracy";
/// More lines than this are not told apart.
const MOST_LINES: usize = 8;
/// More baselines than this hide the lines.
const MOST_BASELINES: usize = 3;

/// Students of one teacher that differ by temperature alone.
pub struct Line<'a> {
    /// Their teacher, and the group where there are several such lines.
    pub name: String,
    /// The teacher's, with a dash of its own.
    pub style: Style,
    /// Temperatures with the groups of students, ascending.
    pub points: Vec<(f64, &'a str)>,
}

/// The students of a study.
pub struct Students<'a> {
    record: &'a Record,
    /// The split.
    pub split: &'static str,
    /// In the order of the study.
    pub lines: Vec<Line<'a>>,
    /// Groups of networks of a student's size that nobody taught.
    pub baselines: Vec<&'a str>,
}

fn accuracy<'a>(record: &'a Record, split: &'a str) -> Statistic<'a> {
    Statistic { record, split, metric: METRIC }
}

fn first<'a>(record: &'a Record, group: &str) -> Option<&'a Variant> {
    record.analysis.variants.get(record.analysis.groups.get(group)?.variants.first()?)
}

/// What a student's line shares: teacher, network, and the recipe but for its temperature.
fn recipe<'a>(record: &'a Record, student: &'a Variant) -> Option<(&'a str, String)> {
    let teacher = record.analysis.variants.get(student.teacher.as_ref()?)?;
    let network = student.network.as_ref().map_or(0, |n| n.parameters);
    let kd = student.distillation.as_ref()?;
    let objective = student.objective.as_ref().map_or("", |o| o.name.as_str());
    Some((&teacher.group, format!("{network} {} {} {objective}", kd.convention, format::exact(kd.label_weight))))
}

impl<'a> Students<'a> {
    /// On the test split where there is one; none where there are no students of a known temperature.
    #[must_use]
    pub fn of(record: &'a Record) -> Option<Self> {
        let of = |split| Self { record, split, lines: lines(record, split), baselines: baselines(record, split) };
        ["test", "val", "train"].into_iter().map(of).find(|students| !students.lines.is_empty())
    }

    /// Their accuracy.
    #[must_use]
    pub fn statistic(&self) -> Statistic<'a> {
        accuracy(self.record, self.split)
    }

    /// All temperatures, ascending.
    #[must_use]
    pub fn temperatures(&self) -> Vec<f64> {
        let mut all: Vec<f64> = self.lines.iter().flat_map(|l| &l.points).map(|p| p.0).collect();
        all.sort_by(f64::total_cmp);
        all.dedup();
        all
    }

    /// All groups of students.
    pub fn groups(&self) -> impl Iterator<Item = &'a str> {
        self.lines.iter().flat_map(|l| l.points.iter().map(|p| p.1))
    }

    /// The difference of a group of students to those of another teacher of this study.
    #[must_use]
    pub fn difference(&self, group: &str) -> Option<&'a Difference> {
        let is_it = |d: &&Difference| d.metric == METRIC && d.split == self.split && d.b == group;
        self.record.analysis.differences.iter().filter(is_it).find(|d| self.groups().any(|g| g == d.a))
    }

    /// Whether any group has a difference.
    #[must_use]
    pub fn has_differences(&self) -> bool {
        self.groups().any(|g| self.difference(g).is_some())
    }
}

fn lines<'a>(record: &'a Record, split: &'static str) -> Vec<Line<'a>> {
    let statistic = accuracy(record, split);
    let mut found: Vec<((&str, String), Line<'a>)> = Vec::new();
    for group in record.analysis.groups.keys().filter(|g| statistic.center(g).is_some()) {
        let Some(student) = first(record, group).filter(|v| v.role == Role::Student) else { continue };
        let (Some(of), Some(kd)) = (recipe(record, student), &student.distillation) else { continue };
        // Another group at the same temperature is another line, called by its own name.
        let is_free = |line: &Line<'_>| line.points.iter().all(|p| (p.0 - kd.temperature).abs() > 1e-9);
        let place = found.iter_mut().find(|(key, line)| *key == of && is_free(line));
        if let Some((_, line)) = place {
            line.points.push((kd.temperature, group));
            continue;
        }
        let same = found.iter().filter(|(key, _)| key.0 == of.0).count();
        let name = if same == 0 { of.0.to_owned() } else { format!("{} ({group})", of.0) };
        let style = style_of(record, of.0);
        let dash = if same == 0 { style.dash } else { DASHES[(same + 1) % DASHES.len()] };
        found.push((of, Line { name, style: Style { dash, ..style }, points: vec![(kd.temperature, group)] }));
    }
    let mut lines: Vec<Line<'_>> = found.into_iter().map(|(_, line)| line).take(MOST_LINES).collect();
    lines.iter_mut().for_each(|l| l.points.sort_by(|a, b| a.0.total_cmp(&b.0)));
    lines
}

fn baselines<'a>(record: &'a Record, split: &'static str) -> Vec<&'a str> {
    let statistic = accuracy(record, split);
    let is_scratch =
        |g: &&String| first(record, g).is_some_and(|v| v.role == Role::Scratch) && statistic.center(g).is_some();
    record.analysis.groups.keys().filter(is_scratch).map(String::as_str).take(MOST_BASELINES).collect()
}

/// The ends of a group's bar: a deviation to both sides of the mean, or the interval of its only seed.
#[must_use]
pub fn bar(statistic: &Statistic<'_>, group: &str) -> Option<(f64, f64)> {
    match statistic.aggregate(group) {
        Some(a) if a.sd.is_some() => a.sd.map(|sd| (a.mean - sd, a.mean + sd)),
        _ => statistic.seeds(group).first().and_then(|(_, e)| e.low.zip(e.high)),
    }
}
