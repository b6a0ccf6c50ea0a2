//! Who is compared with whom: each teacher group with a reference, and the students of both that were taught alike.
//!
//! Fed by the lineage of the study; read by the ladder and by `temperature_effects`.

use crate::analysis::schema::{Analysis, Distillation, Role, Variant};

/// A teacher group, its reference, and students of both.
#[derive(Clone, Debug)]
pub struct Family {
    /// The teacher group.
    pub teacher: String,
    /// Its reference group.
    pub reference: String,
    /// Groups of students, in the order of the study.
    pub students: Vec<Students>,
}

/// A group of students of the teacher, and the group of the reference's students that it is compared with.
#[derive(Clone, Debug)]
pub struct Students {
    /// The teacher's students.
    pub group: String,
    /// The reference's.
    pub reference: String,
    /// How they were taught, if known.
    pub distillation: Option<Distillation>,
}

/// One family for each teacher group against its reference.
pub fn families(analysis: &Analysis) -> Vec<Family> {
    let mut out: Vec<Family> = Vec::new();
    for v in analysis.variants.values().filter(|v| v.role == Role::Teacher) {
        let Some(reference) = group_of(analysis, v.reference.as_ref()) else { continue };
        if v.group != reference && !out.iter().any(|family| family.teacher == v.group) {
            let students = students(analysis, &v.group, reference);
            out.push(Family { teacher: v.group.clone(), reference: reference.to_owned(), students });
        }
    }
    out
}

fn group_of<'a>(analysis: &'a Analysis, id: Option<&String>) -> Option<&'a str> {
    Some(analysis.variants.get(id?)?.group.as_str())
}

/// Groups taught by the teacher whose reference the teacher's reference taught.
fn students(analysis: &Analysis, teacher: &str, reference: &str) -> Vec<Students> {
    let is_of = |v: &Variant, teacher: &str| group_of(analysis, v.teacher.as_ref()) == Some(teacher);
    let mut out: Vec<Students> = Vec::new();
    for v in analysis.variants.values().filter(|v| is_of(v, teacher)) {
        let Some(other) = v.reference.as_ref().and_then(|id| analysis.variants.get(id)) else { continue };
        if is_of(other, reference) && !out.iter().any(|s| s.group == v.group) {
            let (group, reference) = (v.group.clone(), other.group.clone());
            out.push(Students { group, reference, distillation: v.distillation.clone() });
        }
    }
    out
}

impl Students {
    /// The temperature that they were taught at, if known.
    pub fn temperature(&self) -> Option<f64> {
        self.distillation.as_ref().map(|d| d.temperature)
    }

    /// Whether the temperature is all that these differ by.
    fn is_taught_like(&self, other: &Self) -> bool {
        match (&self.distillation, &other.distillation) {
            (Some(a), Some(b)) => a.convention == b.convention && a.label_weight.total_cmp(&b.label_weight).is_eq(),
            _ => false,
        }
    }
}

impl Family {
    /// The students at the lowest temperature with those at each higher one, where nothing else differs.
    pub fn heated(&self) -> Vec<(&Students, &Students)> {
        let by_temperature = |a: &&Students, b: &&Students| {
            let [a, b] = [a, b].map(|s| s.temperature().unwrap_or(f64::INFINITY));
            a.total_cmp(&b)
        };
        let Some(coolest) = self.students.iter().min_by(by_temperature) else { return Vec::new() };
        let mut hotter: Vec<&Students> =
            self.students.iter().filter(|s| s.temperature() > coolest.temperature()).collect();
        hotter.retain(|s| s.is_taught_like(coolest));
        hotter.sort_by(by_temperature);
        hotter.into_iter().map(|s| (coolest, s)).collect()
    }

    /// How the students are told apart: `at T = 4`, with the group's name where another has the same temperature.
    pub fn setting(&self, students: &Students) -> String {
        let Some(temperature) = students.temperature() else { return format!("as {}", students.group) };
        match self.students.iter().filter(|s| s.temperature() == Some(temperature)).count() {
            1 => format!("at T = {temperature}"),
            _ => format!("at T = {temperature} ({})", students.group),
        }
    }
}
