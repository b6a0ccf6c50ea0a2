//! Rank correlations across groups: what of a teacher goes with what of its students, and size with confidence.
//!
//! Fed by the groups, pairs and diffusion of an analysis; read by the ledger and the page. A point is a group, so that seeds do not
//! count as evidence of their own. Students of one network at a time: the capacity of another would hide the teacher's part.

use super::SEED;
use super::intervals::mean;
use super::schema::{Analysis, Diffusion, Distillation, Pair, Relation, RelationPoint, Role, Variant};
use crate::metrics::capacity_gap::{Taught as Size, capacity_gap};
use crate::metrics::rank_correlation::{RankCorrelation, rank_correlation};
use crate::metrics::{Measured, Undefined, definition};

/// Statistics of a teacher that are held against its students' accuracy.
const OF_TEACHERS: [&str; 5] = ["accuracy", "ece", "gamma", "class_separation", "off_target_information_instance"];

/// Statistics of a teacher with its student, and of the student, that are held against each other.
const OF_PAIRS: [(&str, &str); 3] =
    [("agreement", "accuracy"), ("agreement", "ece"), ("teacher_specific_agreement", "accuracy")];

/// A group of teachers and a group of their students.
struct Taught<'a> {
    teacher: &'a str,
    student: &'a str,
}

/// Numbers of one split of an analysis.
#[derive(Clone, Copy)]
struct On<'a> {
    analysis: &'a Analysis,
    split: &'a str,
}

/// What a relation is of.
struct About {
    name: String,
    x: String,
    y: String,
    points_are: String,
}

/// All of them, split by split.
pub fn relations(analysis: &Analysis) -> Vec<Relation> {
    let taught = taught(analysis);
    let mut networks: Vec<Option<(&str, usize)>> = Vec::new();
    for network in taught.iter().map(|t| network(analysis, t.student)) {
        if !networks.contains(&network) {
            networks.push(network);
        }
    }
    let mut out = Vec::new();
    for split in analysis.data.splits.keys() {
        let on = On { analysis, split };
        for of_network in &networks {
            let is_it = |t: &&Taught<'_>| network(analysis, t.student) == *of_network;
            let points: Vec<&Taught<'_>> = taught.iter().filter(is_it).collect();
            out.extend(on.of_teachers(&points));
            out.extend(on.of_pairs(&points));
            out.extend(on.capacity_gaps(&points));
        }
        out.extend(on.sizes());
        out.extend(on.diffusion());
    }
    out
}

/// Groups of students with those of their teachers, in the order of the study.
fn taught(analysis: &Analysis) -> Vec<Taught<'_>> {
    let mut out: Vec<Taught<'_>> = Vec::new();
    for student in analysis.variants.values().filter(|v| v.role == Role::Student) {
        let Some(teacher) = student.teacher.as_ref().and_then(|t| analysis.variants.get(t)) else { continue };
        if !out.iter().any(|t| t.student == student.group && t.teacher == teacher.group) {
            out.push(Taught { teacher: &teacher.group, student: &student.group });
        }
    }
    out
}

fn first<'a>(analysis: &'a Analysis, group: &str) -> Option<&'a Variant> {
    analysis.variants.get(analysis.groups.get(group)?.variants.first()?)
}

/// Family and parameters of the network of a group.
fn network<'a>(analysis: &'a Analysis, group: &str) -> Option<(&'a str, usize)> {
    first(analysis, group)?.network.as_ref().map(|n| (n.family.as_str(), n.parameters))
}

impl On<'_> {
    /// Mean over the seeds of a group.
    fn mean(&self, group: &str, metric: &str) -> Option<f64> {
        Some(self.analysis.groups.get(group)?.splits.get(self.split)?.metrics.get(metric)?.mean)
    }

    /// Mean over the pairs of teachers and their own students.
    fn mean_of_pairs(&self, taught: &Taught<'_>, metric: &str) -> Option<f64> {
        let of = |id: &str| self.analysis.variants.get(id);
        let is_it = |p: &&Pair| {
            let is_teacher = of(&p.a).is_some_and(|v| v.group == taught.teacher);
            let is_own = |v: &Variant| v.group == taught.student && v.teacher.as_ref() == Some(&p.a);
            p.split == self.split && is_teacher && of(&p.b).is_some_and(is_own)
        };
        let pairs = self.analysis.pairs.iter().filter(is_it);
        let values: Vec<f64> = pairs.filter_map(|p| Some(p.metrics.get(metric)?.scalar()?.0)).collect();
        (!values.is_empty()).then(|| mean(&values))
    }

    /// What of the teachers goes with the accuracy of their students.
    fn of_teachers(&self, taught: &[&Taught<'_>]) -> Vec<Relation> {
        let of = |metric: &&str| {
            let point = |t: &&Taught<'_>| {
                Some(point(t.student, self.mean(t.teacher, metric)?, self.mean(t.student, "accuracy")?))
            };
            let about = About {
                name: format!("teacher_{metric}_student_accuracy"),
                x: format!("{} of the teacher", title(metric)),
                y: "top-1 accuracy of the student".to_owned(),
                points_are: self.students(taught),
            };
            self.ranked(about, taught.iter().filter_map(point).collect())
        };
        OF_TEACHERS.iter().map(of).collect()
    }

    /// What of the likeness of both goes with what becomes of the student.
    fn of_pairs(&self, taught: &[&Taught<'_>]) -> Vec<Relation> {
        let of = |(metric, then): &(&str, &str)| {
            let point =
                |t: &&Taught<'_>| Some(point(t.student, self.mean_of_pairs(t, metric)?, self.mean(t.student, then)?));
            let about = About {
                name: format!("{metric}_student_{then}"),
                x: format!("{} of teacher and student", title(metric)),
                y: format!("{} of the student", title(then)),
                points_are: self.students(taught),
            };
            self.ranked(about, taught.iter().filter_map(point).collect())
        };
        OF_PAIRS.iter().map(of).collect()
    }

    fn students(&self, taught: &[&Taught<'_>]) -> String {
        match taught.first().and_then(|t| network(self.analysis, t.student)) {
            Some((family, parameters)) => format!("groups of students, {family} of {parameters} parameters"),
            None => "groups of students".to_owned(),
        }
    }

    /// The students' accuracy against the size of the teacher, one distillation at a time.
    fn capacity_gaps(&self, taught: &[&Taught<'_>]) -> Vec<Relation> {
        let recipe = |t: &Taught<'_>| first(self.analysis, t.student).and_then(|v| v.distillation.clone());
        let mut recipes = Vec::new();
        for found in taught.iter().map(|t| recipe(t)) {
            if !recipes.contains(&found) {
                recipes.push(found);
            }
        }
        let of = |wanted: &Option<_>| {
            let point = |t: &&&Taught<'_>| {
                let (teacher, student) = (network(self.analysis, t.teacher)?.1, network(self.analysis, t.student)?.1);
                let ratio = teacher as f64 / student as f64;
                Some(point(t.student, ratio.log2(), self.mean(t.student, "accuracy")?))
            };
            let points: Vec<RelationPoint> =
                taught.iter().filter(|t| recipe(t) == *wanted).filter_map(|t| point(&t)).collect();
            self.capacity_gap(points, taught, wanted.as_ref())
        };
        recipes.iter().map(of).collect()
    }

    fn capacity_gap(
        &self,
        points: Vec<RelationPoint>,
        taught: &[&Taught<'_>],
        recipe: Option<&Distillation>,
    ) -> Relation {
        let at =
            recipe.map_or_else(String::new, |d| format!(", distilled at T = {} ({})", d.temperature, d.convention));
        let about = About {
            name: "capacity_gap".to_owned(),
            x: "log2(parameters of the teacher / parameters of the student)".to_owned(),
            y: "top-1 accuracy of the student".to_owned(),
            points_are: self.students(taught) + &at,
        };
        let sizes: Vec<Size> = points.iter().map(|p| Size { size_ratio: p.x.exp2(), student_accuracy: p.y }).collect();
        let gap = capacity_gap(&sizes, SEED);
        let still = || Undefined("the accuracies of the students do not vary".to_owned());
        let rank = gap.clone().and_then(|gap| gap.rank.ok_or_else(still));
        Relation { slope: gap.ok().map(|gap| gap.slope), ..self.relation(about, points, rank) }
    }

    /// Confidence against size, of the teachers that were not smoothed or otherwise changed.
    fn sizes(&self) -> Vec<Relation> {
        let is_plain = |v: &Variant| v.role == Role::Teacher && v.reference.is_none();
        let groups = || self.analysis.groups.keys().filter(|g| first(self.analysis, g).is_some_and(is_plain));
        let gap = |group: &str| Some(self.mean(group, "mean_confidence")? - self.mean(group, "accuracy")?);
        let of = |name: &str, y: &str, value: &dyn Fn(&str) -> Option<f64>| {
            let point = |g: &String| Some(point(g, network(self.analysis, g)?.1 as f64, value(g)?));
            let about = About {
                name: format!("teacher_parameters_{name}"),
                x: "parameters of the teacher".to_owned(),
                y: y.to_owned(),
                points_are: "groups of teachers without a reference".to_owned(),
            };
            self.ranked(about, groups().filter_map(point).collect())
        };
        vec![
            of("confidence_gap", "mean confidence minus accuracy", &gap),
            of("temperature", "temperature of the lowest NLL", &|g| self.mean(g, "temperature")),
            of("ece_over", "over-confident part of the ECE", &|g| self.mean(g, "ece_over")),
        ]
    }

    /// The consequence of Chandrasegaran 2022: the more diffusion, the more accuracy lost.
    fn diffusion(&self) -> Option<Relation> {
        let found: Vec<_> = self.analysis.diffusion.iter().filter(|d| d.split == self.split).collect();
        let point = |d: &&Diffusion| {
            let drop = self.mean(&d.from, "accuracy")? - self.mean(&d.to, "accuracy")?;
            Some(point(&d.to, d.similar.scalar()?.0, drop))
        };
        let about = About {
            name: "diffusion_accuracy_drop".to_owned(),
            x: "diffusion index η of similar classes".to_owned(),
            y: "accuracy at the lower temperature minus accuracy at the higher".to_owned(),
            points_are: "groups of students at a higher temperature".to_owned(),
        };
        (!found.is_empty()).then(|| self.ranked(about, found.iter().filter_map(point).collect()))
    }

    fn ranked(&self, about: About, points: Vec<RelationPoint>) -> Relation {
        let [x, y]: [Vec<f64>; 2] = [points.iter().map(|p| p.x).collect(), points.iter().map(|p| p.y).collect()];
        self.relation(about, points, rank_correlation(&x, &y, SEED))
    }

    fn relation(&self, about: About, points: Vec<RelationPoint>, rank: Measured<RankCorrelation>) -> Relation {
        let About { name, x, y, points_are } = about;
        let split = self.split.to_owned();
        let (rho, p) = (rank.as_ref().ok().map(|r| r.rho), rank.as_ref().ok().map(|r| r.p));
        Relation { name, x, y, points_are, split, points, rho, p, slope: None, undefined: rank.err().map(|why| why.0) }
    }
}

fn point(of: &str, x: f64, y: f64) -> RelationPoint {
    RelationPoint { of: of.to_owned(), x, y }
}

fn title(metric: &str) -> &str {
    definition(metric).map_or(metric, |d| d.title)
}
