//! Studies made to fit a rule: groups that its conditions ask for, and one quantity of a given size.

use std::sync::OnceLock;

use indexmap::IndexMap;
use penult::analysis::claims::rule::{Against, Expect, Is, Link, Measure, Moved, Quantity, Rule};
use penult::analysis::schema::{
    Analysis, Difference, Diffusion, Distillation, Estimate, Group, Matched, MatchedDifference, Metric, Network,
    Number, Objective, Pair, Relation, RelationPoint, Role, Trajectory, Variant,
};

use crate::analysis::{Made, analysed, input, variant};

/// What a study is to say of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// That it is so.
    Yes,
    /// That it is not so.
    No,
    /// Neither: the interval holds the bound.
    Neither,
    /// That it is so, by a value without an interval.
    PointAlone,
}

/// A value and half its interval.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub value: f64,
    pub half: Option<f64>,
}

/// A width that is as good as none, on the side that is held fixed.
const THIN: f64 = 1e-6;

/// How large the quantity is where a study says this.
pub fn size(expect: Expect, says: Says) -> Size {
    let (scale, inside) = match expect {
        Expect::Above(_) => (1.0, 1.0),
        Expect::Below(_) => (-1.0, 1.0),
        Expect::Near { margin, .. } => (margin, 0.0),
    };
    let from = match expect {
        Expect::Above(bound) | Expect::Below(bound) => bound,
        Expect::Near { centre, .. } => centre,
    };
    let is_near = matches!(expect, Expect::Near { .. });
    let at = |share: f64| from + scale * share;
    match says {
        Says::Yes => Size { value: at(inside), half: Some(scale.abs() / 10.0) },
        Says::No => Size { value: at(if is_near { 3.0 } else { -1.0 }), half: Some(scale.abs() / 10.0) },
        Says::Neither => Size { value: at(if is_near { 0.95 } else { 0.05 }), half: Some(scale.abs() / 10.0) },
        Says::PointAlone => Size { value: at(inside), half: None },
    }
}

/// An analysis of nobody, on both splits.
pub fn blank() -> Analysis {
    static BLANK: OnceLock<Analysis> = OnceLock::new();
    let make = || {
        let made = Made::new(24, 3, 4, 1);
        let of = input("nobody", variant(Role::Scratch, "nobody", Some(1)), &[("test", &made), ("train", &made)]);
        let mut analysis = analysed(vec![of], 3).analysis;
        analysis.variants.clear();
        analysis.groups.clear();
        analysis
    };
    BLANK.get_or_init(make).clone()
}

pub fn metric(size: Size) -> Metric {
    Metric::Value(Estimate {
        value: Number::One(size.value),
        low: size.half.map(|half| size.value - half),
        high: size.half.map(|half| size.value + half),
        level: 0.95,
        n: 100,
        interval_method: "made up".to_owned(),
        note: None,
    })
}

pub fn network(parameters: usize) -> Network {
    Network { family: "mlp".into(), evidence: "made up".into(), parameters, multiply_adds: parameters, width: 8 }
}

pub fn distillation(temperature: f64) -> Distillation {
    Distillation { temperature, convention: "both".to_owned(), label_weight: 0.0 }
}

/// Adds a variant as a group of its own.
pub fn add(analysis: &mut Analysis, id: &str, mut variant: Variant) {
    id.clone_into(&mut variant.group);
    join(analysis, id, variant);
}

/// Adds a variant to the group that it names.
pub fn join(analysis: &mut Analysis, id: &str, mut variant: Variant) {
    for split in ["test", "train"] {
        variant.splits.entry(split.to_owned()).or_default();
    }
    let empty = || Group { variants: Vec::new(), splits: std::collections::BTreeMap::new() };
    analysis.groups.entry(variant.group.clone()).or_insert_with(empty).variants.push(id.to_owned());
    analysis.variants.insert(id.to_owned(), variant);
}

/// A variant that fits, added as `id`; its teacher, where it must have one, as `id_teacher` unless one is given.
fn fitting(analysis: &mut Analysis, id: &str, conditions: &[Is], given: Option<&str>) {
    let mut v = variant(Role::Scratch, id, Some(1));
    v.network = Some(network(100));
    let mut of_teacher: Option<&[Is]> = None;
    for condition in conditions {
        match condition {
            Is::Trained(names) => {
                v.objective = Some(Objective { name: names[0].to_owned(), alpha: None, convention: None });
            }
            Is::Has(role) => v.role = *role,
            Is::TaughtBy(conditions) => of_teacher = Some(conditions),
            Is::AtOne => v.distillation = Some(distillation(1.0)),
            Is::AboveOne => v.distillation = Some(distillation(4.0)),
            Is::OfTeachersNetwork => (v.network, of_teacher) = (Some(network(1000)), of_teacher.or(Some(&[]))),
            Is::SmallerThanTeacher => of_teacher = of_teacher.or(Some(&[])),
        }
    }
    if let Some(conditions) = of_teacher.or(given.map(|_| &[] as &[Is])) {
        let teacher = given.map_or_else(|| format!("{id}_teacher"), str::to_owned);
        if !analysis.variants.contains_key(&teacher) {
            fitting(analysis, &teacher, conditions, None);
            let t = &mut analysis.variants[&teacher];
            t.network = Some(network(1000));
            t.epoch = Some(10);
            t.role = if t.role == Role::Scratch { Role::Teacher } else { t.role };
        }
        v.teacher = Some(teacher);
        v.role = if v.role == Role::Scratch { Role::Student } else { v.role };
    }
    add(analysis, id, v);
}

/// Puts a number where a measure finds it.
pub fn put(analysis: &mut Analysis, (id, measure): (&str, Measure), split: &str, size: Size) {
    let teacher = analysis.variants[id].teacher.clone();
    let place = |a: &mut Analysis, id: &str, name: &str| {
        let metrics = &mut a.variants[id].splits.get_mut(split).unwrap().metrics;
        metrics.insert(name.to_owned(), metric(size));
    };
    match measure {
        Measure::Own(name) => place(analysis, id, name),
        Measure::OfTeacher(name) => place(analysis, &teacher.unwrap(), name),
        Measure::WithTeacher(name) => analysis.pairs.push(Pair {
            a: teacher.unwrap(),
            b: id.to_owned(),
            split: split.to_owned(),
            metrics: IndexMap::from([(name.to_owned(), metric(size))]),
        }),
        Measure::Size => analysis.variants[id].network = Some(network(size.value as usize)),
        Measure::TeacherSize => analysis.variants[&teacher.unwrap()].network = Some(network(size.value as usize)),
    }
}

/// A study that says this of a rule.
pub fn study(rule: &Rule, says: Says) -> Analysis {
    let mut a = blank();
    let split = rule.split.names()[0];
    let size = size(rule.expect, says);
    match rule.quantity {
        Quantity::Level { of, measure } => {
            fitting(&mut a, "b", of, None);
            put(&mut a, ("b", measure), split, size);
        }
        Quantity::Contrast { of, against, measure, minus } => {
            let base = Size { value: 0.5, half: size.half.map(|_| THIN) };
            let higher = Size { value: base.value + size.value, ..size };
            fitting(&mut a, "b", of, None);
            let other = partner(&mut a, "b", against);
            put(&mut a, (&other, minus), split, base);
            put(&mut a, ("b", measure), split, higher);
        }
        Quantity::Interaction { of, at_one, against, measure } => {
            interaction(&mut a, (of, at_one), (against, measure), (split, size));
        }
        Quantity::Matched { of, metric } => matched(&mut a, of, metric, (split, size)),
        Quantity::Diffusion { of, part } => diffusion(&mut a, of, part, (split, size)),
        Quantity::Relation(name) => a.relations.push(relation(name, split, (rule.expect, says))),
        Quantity::Across { of, x, y } => across(&mut a, of, (x, y), (split, rule.expect, says)),
        Quantity::Trend { of, metric, .. } => trend(&mut a, of, metric, (split, rule.expect, says)),
    }
    a
}

/// What `id` is compared with, added where it is not there.
fn partner(a: &mut Analysis, id: &str, against: Against) -> String {
    let other = format!("{id}_other");
    match against {
        Against::Itself => id.to_owned(),
        Against::Teacher => {
            if a.variants[id].teacher.is_none() {
                fitting(a, &other, &[Is::Has(Role::Teacher)], None);
                a.variants[id].teacher = Some(other.clone());
            }
            a.variants[id].teacher.clone().unwrap()
        }
        Against::Reference => {
            fitting(a, &other, &[Is::Trained(&["cross_entropy"])], None);
            a.variants[id].reference = Some(other.clone());
            other
        }
        Against::Others(conditions, links) => {
            let own = a.variants[id].clone();
            let teacher = own.teacher.as_deref().filter(|_| links.contains(&Link::Teacher));
            fitting(a, &other, conditions, teacher);
            if links.contains(&Link::Distillation) {
                a.variants[&other].distillation.clone_from(&own.distillation);
            }
            if links.contains(&Link::LongerTeacher) {
                let teacher = a.variants[&other].teacher.clone().unwrap();
                a.variants[&teacher].epoch = Some(20);
            }
            other
        }
    }
}

fn interaction(
    a: &mut Analysis,
    (of, at_one): (&[Is], &[Is]),
    (against, measure): (Against, Measure),
    (split, size): (&str, Size),
) {
    let base = Size { value: 0.5, half: size.half.map(|_| THIN) };
    fitting(a, "high", of, Some("smooth"));
    a.variants["smooth"].objective = Some(Objective { name: "label_smoothing".into(), alpha: None, convention: None });
    fitting(a, "low", at_one, Some("smooth"));
    for id in ["high", "low"] {
        let other = partner(a, id, against);
        put(a, (&other, measure), split, base);
    }
    put(a, ("low", measure), split, base);
    put(a, ("high", measure), split, Size { value: base.value + size.value, ..size });
}

fn matched(a: &mut Analysis, of: &[Is], metric: &str, (split, size): (&str, Size)) {
    fitting(a, "b", of, None);
    fitting(a, "a", &[Is::Trained(&["cross_entropy"])], None);
    let half = size.half.unwrap_or(0.0);
    let difference = MatchedDifference {
        of_a: 0.0,
        of_b: size.value,
        value: size.value,
        low: size.value - half,
        high: size.value + half,
        interval_method: "made up".to_owned(),
    };
    a.matched.push(Matched {
        a: "a".to_owned(),
        b: "b".to_owned(),
        split: split.to_owned(),
        temperature: Some(2.0),
        undefined: None,
        metrics: IndexMap::from([(metric.to_owned(), difference)]),
    });
}

fn diffusion(a: &mut Analysis, of: &[Is], part: Moved, (split, size): (&str, Size)) {
    let chance = 0.5;
    let push = |a: &mut Analysis, teacher: &str, similar: Size, difference: Size| {
        for student in ["from", "to"] {
            fitting(a, &format!("{teacher}_{student}"), &[Is::Trained(&["kd"])], Some(teacher));
        }
        a.diffusion.push(Diffusion {
            teacher: teacher.to_owned(),
            from: format!("{teacher}_from"),
            to: format!("{teacher}_to"),
            temperatures: [1.0, 4.0],
            split: split.to_owned(),
            sets: "made up".to_owned(),
            similar: metric(similar),
            dissimilar: metric(similar),
            difference: metric(difference),
            random_sets: Some([-chance, chance]),
            between_seeds: None,
        });
    };
    fitting(a, "b", of, None);
    let above = Size { value: size.value + chance, ..size };
    push(a, "b", size, if part == Moved::BeyondChance { above } else { size });
    if part == Moved::BeyondHard {
        fitting(a, "a", &[Is::Trained(&["cross_entropy"])], None);
        let none = Size { value: 0.0, half: size.half.map(|_| THIN) };
        push(a, "a", none, none);
    }
}

/// +1 where the claim names a positive ρ.
fn sign(expect: Expect) -> f64 {
    if matches!(expect, Expect::Above(_)) { 1.0 } else { -1.0 }
}

pub fn relation(name: &str, split: &str, (expect, says): (Expect, Says)) -> Relation {
    let (rho, p) = match says {
        Says::Yes => (0.9, Some(1e-4)),
        Says::No => (-0.9, Some(1e-4)),
        Says::Neither => (0.1, Some(0.6)),
        Says::PointAlone => (0.9, None),
    };
    let point = |i: usize| RelationPoint { of: format!("student_{i}"), x: i as f64, y: i as f64 };
    Relation {
        slope: None,
        name: name.to_owned(),
        x: "x".to_owned(),
        y: "y".to_owned(),
        points_are: "pairs of a teacher and its students".to_owned(),
        split: split.to_owned(),
        points: (0..10).map(point).collect(),
        rho: Some(rho * sign(expect)),
        p,
        undefined: None,
    }
}

/// y over x = 1, 2, …: rising, falling, or neither; two points say nothing.
fn course(says: Says, sign: f64, count: usize) -> Vec<f64> {
    let of = |i: usize| match says {
        Says::Yes | Says::PointAlone => sign * i as f64,
        Says::No => -sign * i as f64,
        Says::Neither => ((i * 5) % 8) as f64,
    };
    let count = if says == Says::PointAlone { 2 } else { count };
    (0..count).map(|i| 100.0 + of(i)).collect()
}

fn across(a: &mut Analysis, of: &[Is], (x, y): (Measure, Measure), (split, expect, says): (&str, Expect, Says)) {
    for (i, value) in course(says, sign(expect), 8).into_iter().enumerate() {
        let id = format!("b{i}");
        fitting(a, &id, of, None);
        // Sizes stay above a student's.
        put(a, (&id, x), split, Size { value: 2000.0 + 100.0 * i as f64, half: None });
        put(a, (&id, y), split, Size { value, half: None });
    }
}

fn trend(a: &mut Analysis, of: &[Is], name: &'static str, (split, expect, says): (&str, Expect, Says)) {
    let values = course(says, sign(expect), 16);
    let ids: Vec<String> = (0..values.len()).map(|i| format!("run_{i}")).collect();
    for (id, value) in ids.iter().zip(&values) {
        fitting(a, id, of, None);
        put(a, (id, Measure::Own(name)), split, Size { value: *value, half: Some(0.1) });
    }
    let epochs = (1..=ids.len() as u64).collect();
    a.trajectories.push(Trajectory { run: "run".to_owned(), variants: ids, epochs });
}

/// A paired difference `b - a`.
pub fn difference((a, b): (&str, &str), (split, metric): (&str, &str), size: Size) -> Difference {
    let half = size.half.unwrap();
    Difference {
        a: a.to_owned(),
        b: b.to_owned(),
        split: split.to_owned(),
        metric: metric.to_owned(),
        value: size.value,
        low: size.value - half,
        high: size.value + half,
        interval_method: "made up".to_owned(),
    }
}
