//! What several variants say together: at one softness, over temperatures, across points, along a run.

use super::Kind::{Count, Number, Text};
use super::{Column, Field, Table, fields};
use crate::analysis::schema::{Analysis, Metric};

const MATCHED: &[Column] = &[
    ("a", Text),
    ("b", Text),
    ("split", Text),
    ("temperature_of_a", Number),
    ("metric", Text),
    ("of_a", Number),
    ("of_b", Number),
    ("value", Number),
    ("low", Number),
    ("high", Number),
    ("interval_method", Text),
    ("undefined", Text),
];
const TEMPERATURE_EFFECTS: &[Column] = &[
    ("teacher", Text),
    ("reference", Text),
    ("split", Text),
    ("metric", Text),
    ("lower_temperature", Number),
    ("higher_temperature", Number),
    ("of", Text),
    ("value", Number),
    ("low", Number),
    ("high", Number),
    ("interval_method", Text),
];
const RELATIONS: &[Column] = &[
    ("relation", Text),
    ("split", Text),
    ("of", Text),
    ("x", Number),
    ("y", Number),
    ("rho", Number),
    ("p", Number),
    ("x_is", Text),
    ("y_is", Text),
    ("undefined", Text),
];
const DIFFUSION: &[Column] = &[
    ("teacher", Text),
    ("from", Text),
    ("to", Text),
    ("lower_temperature", Number),
    ("higher_temperature", Number),
    ("split", Text),
    ("classes", Text),
    ("value", Number),
    ("low", Number),
    ("high", Number),
    ("random_low", Number),
    ("random_high", Number),
    ("undefined", Text),
];
const TRAJECTORIES: &[Column] = &[("run", Text), ("variant", Text), ("epoch", Count)];

/// Differences at one softness.
#[must_use]
pub fn matched(analysis: &Analysis) -> Table {
    let mut rows = Vec::new();
    for m in &analysis.matched {
        let who = fields![&m.a, &m.b, &m.split, m.temperature];
        if let Some(why) = &m.undefined {
            let blank = std::iter::repeat_n(Field::Empty, 7);
            rows.push(who.iter().cloned().chain(blank).chain([why.into()]).collect());
        }
        for (name, d) in &m.metrics {
            let numbers = fields![name, d.of_a, d.of_b, d.value, d.low, d.high, &d.interval_method, Field::Empty];
            rows.push(who.iter().cloned().chain(numbers).collect());
        }
    }
    Table {
        name: "matched",
        about: "a difference b - a with a softened until its γ is that of b",
        columns: MATCHED,
        rows,
    }
}

/// What a higher temperature does to the students of two teachers.
#[must_use]
pub fn temperature_effects(analysis: &Analysis) -> Table {
    let mut rows = Vec::new();
    for e in &analysis.temperature_effects {
        for (of, effect) in
            [("teacher", &e.of_teacher), ("reference", &e.of_reference), ("teacher minus reference", &e.difference)]
        {
            let mut row = fields![&e.teacher, &e.reference, &e.split, &e.metric, e.temperatures[0], e.temperatures[1]];
            row.extend(fields![of, effect.value, effect.low, effect.high, &effect.interval_method]);
            rows.push(row);
        }
    }
    Table {
        name: "temperature_effects",
        about: "what a higher temperature does to the students of a teacher and of its reference",
        columns: TEMPERATURE_EFFECTS,
        rows,
    }
}

/// The points of every rank correlation.
#[must_use]
pub fn relations(analysis: &Analysis) -> Table {
    let of_relation = analysis.relations.iter().flat_map(|r| r.points.iter().map(move |p| (r, p)));
    let rows = of_relation
        .map(|(r, p)| fields![&r.name, &r.split, &p.of, p.x, p.y, r.rho, r.p, &r.x, &r.y, r.undefined.as_ref()])
        .collect();
    Table { name: "relations", about: "a point of a rank correlation", columns: RELATIONS, rows }
}

/// Diffusion of similar and dissimilar classes, in percent.
#[must_use]
pub fn diffusion(analysis: &Analysis) -> Table {
    let mut rows = Vec::new();
    for d in &analysis.diffusion {
        let of = [("similar", &d.similar), ("dissimilar", &d.dissimilar), ("difference", &d.difference)];
        for (classes, metric) in of {
            let random = d.random_sets.filter(|_| classes == "difference");
            let mut row = fields![&d.teacher, &d.from, &d.to, d.temperatures[0], d.temperatures[1], &d.split, classes];
            row.extend(ends(metric));
            row.extend(fields![random.map(|r| r[0]), random.map(|r| r[1]), reason(metric)]);
            rows.push(row);
        }
    }
    Table {
        name: "diffusion",
        about: "where the students of one teacher moved their classes at a higher temperature, in percent",
        columns: DIFFUSION,
        rows,
    }
}

fn ends(metric: &Metric) -> [Field; 3] {
    match metric.scalar() {
        Some((value, estimate)) => [value.into(), estimate.low.into(), estimate.high.into()],
        None => [const { Field::Empty }; 3],
    }
}

fn reason(metric: &Metric) -> Option<&String> {
    match metric {
        Metric::Undefined { undefined } => Some(undefined),
        Metric::Value(_) => None,
    }
}

/// The variants of every run, by epoch; their statistics are in `comparison`.
#[must_use]
pub fn trajectories(analysis: &Analysis) -> Table {
    let of_run = |t: &crate::analysis::schema::Trajectory| -> Vec<Vec<Field>> {
        t.variants.iter().zip(&t.epochs).map(|(variant, epoch)| fields![&t.run, variant, *epoch]).collect()
    };
    let rows = analysis.trajectories.iter().flat_map(of_run).collect();
    Table { name: "trajectories", about: "a checkpoint of a run", columns: TRAJECTORIES, rows }
}
