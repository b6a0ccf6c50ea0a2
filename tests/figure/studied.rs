//! What several made-up variants say together: collapse, accuracy, fidelity, differences, relations, diffusion, landscapes, runs.

use penult::analysis::Record;
use penult::analysis::record::Matrix;
use penult::analysis::schema::{
    Aggregate, Difference, Diffusion, Landscape, Metric, Relation, RelationPoint, Role, Trajectory,
};

use super::{Chance, value};

/// Statistics of variants with their middle and half their spread.
const METRICS: [(&str, f64, f64); 8] = [
    ("accuracy", 0.8, 0.1),
    ("nll", 0.5, 0.2),
    ("nc1_pinv", 0.6, 0.5),
    ("nc2_equinorm", 0.3, 0.1),
    ("nc2_etf_err", 0.7, 0.1),
    ("nc3_dual_err", 0.5, 0.2),
    ("nc4_agree", 0.9, 0.08),
    ("gamma", 0.1, 0.05),
];

/// Fills in what `Study` does not make itself; the numbers follow from a fixed sequence.
pub fn fill(record: &mut Record) {
    let mut chance = Chance(11);
    temperatures(record);
    metrics(record, &mut chance);
    fidelity(record, &mut chance);
    differences(record);
    record.analysis.relations = relations(record, &mut chance);
    record.analysis.diffusion = diffusion(record, &mut chance);
    record.analysis.trajectories = trajectories(record);
    landscapes(record, &mut chance);
}

/// The students of a teacher were taught at 1, 4, 16…
fn temperatures(record: &mut Record) {
    let mut seen: Vec<(String, String)> = Vec::new();
    let variants = &mut record.analysis.variants;
    let group_of: Vec<(String, String)> = variants.iter().map(|(id, v)| (id.clone(), v.group.clone())).collect();
    let group_of = |id: &str| group_of.iter().find(|g| g.0 == id).map(|g| g.1.clone()).unwrap_or_default();
    for variant in variants.values_mut().filter(|v| v.role == Role::Student) {
        let of = (variant.teacher.as_deref().map(group_of).unwrap_or_default(), variant.group.clone());
        if !seen.contains(&of) {
            seen.push(of.clone());
        }
        let place = seen.iter().filter(|s| s.0 == of.0).position(|s| *s == of).unwrap();
        variant.distillation.as_mut().unwrap().temperature = 4_f64.powi(i32::try_from(place).unwrap());
    }
}

fn metrics(record: &mut Record, chance: &mut Chance) {
    let analysis = &mut record.analysis;
    for split in analysis.variants.values_mut().flat_map(|v| v.splits.values_mut()) {
        for (name, middle, half) in METRICS {
            let at = middle + half * chance.next();
            split.metrics.insert(name.to_owned(), value(at, at - 0.05 * half, at + 0.05 * half));
        }
    }
    for group in analysis.groups.values_mut() {
        for (split, of_split) in &mut group.splits {
            for (name, ..) in METRICS {
                let of = |id: &String| analysis.variants[id].splits[split].metrics[name].scalar().unwrap().0;
                let values: Vec<f64> = group.variants.iter().map(of).collect();
                let mean = values.iter().sum::<f64>() / values.len() as f64;
                let sd = (values.len() > 1).then_some(0.01);
                of_split.metrics.insert(name.to_owned(), Aggregate { mean, sd, seeds: values.len() });
            }
        }
    }
}

fn fidelity(record: &mut Record, chance: &mut Chance) {
    let variants = &record.analysis.variants;
    for pair in &mut record.analysis.pairs {
        if variants[&pair.b].teacher.as_ref() == Some(&pair.a) {
            let (agreement, kl) = (0.9 + 0.05 * chance.next(), 0.1 + 0.05 * chance.next());
            pair.metrics.insert("agreement".to_owned(), value(agreement, agreement - 0.01, agreement + 0.01));
            pair.metrics.insert("kl".to_owned(), value(kl, kl - 0.01, kl + 0.01));
        }
    }
}

/// Students of the second teacher against those of the first.
fn differences(record: &mut Record) {
    let analysis = &mut record.analysis;
    let students: Vec<&String> = analysis
        .groups
        .keys()
        .filter(|g| analysis.variants.values().any(|v| v.group == **g && v.role == Role::Student))
        .collect();
    let Some((first, others)) = students.split_first() else { return };
    let of = |(split, b): (&String, &&String)| Difference {
        a: (*first).clone(),
        b: (*b).clone(),
        split: split.clone(),
        metric: "accuracy".to_owned(),
        value: -0.0125,
        low: -0.025,
        high: 0.005,
        interval_method: "made up".to_owned(),
    };
    let all = analysis.data.splits.keys().flat_map(|s| others.iter().map(move |b| (s, b)));
    analysis.differences.extend(all.map(of).collect::<Vec<_>>());
}

fn relations(record: &Record, chance: &mut Chance) -> Vec<Relation> {
    let kinds = [
        ("teacher_accuracy_student_accuracy", "Top-1 accuracy of the teacher", "top-1 accuracy of the student"),
        (
            "teacher_ece_student_accuracy",
            "Expected calibration error (ECE) of the teacher",
            "top-1 accuracy of the student",
        ),
        (
            "agreement_student_ece",
            "Top-1 agreement of teacher and student",
            "Expected calibration error (ECE) of the student",
        ),
        ("agreement_student_accuracy", "Top-1 agreement of teacher and student", "Top-1 accuracy of the student"),
        (
            "capacity_gap",
            "log2(parameters of the teacher / parameters of the student)",
            "top-1 accuracy of the student",
        ),
        ("teacher_parameters_confidence_gap", "parameters of the teacher", "mean confidence minus accuracy"),
        (
            "diffusion_accuracy_drop",
            "diffusion index η of similar classes",
            "accuracy at the lower temperature minus accuracy at the higher",
        ),
    ];
    let mut relation = |(name, x, y): (&str, &str, &str)| {
        let groups = record.analysis.groups.keys().enumerate();
        let point = |(i, g): (usize, &String)| RelationPoint {
            of: g.clone(),
            x: 0.1 * i as f64,
            y: 0.8 + 0.05 * chance.next(),
        };
        Relation {
            name: name.to_owned(),
            x: x.to_owned(),
            y: y.to_owned(),
            points_are: "groups of students, a made-up network of 4934 parameters".to_owned(),
            split: "test".to_owned(),
            points: groups.map(point).collect(),
            rho: Some(-0.5),
            p: Some(0.125),
            slope: (name == "capacity_gap").then_some(0.025),
            undefined: None,
        }
    };
    kinds.into_iter().map(&mut relation).collect()
}

/// Each group and the one after it.
fn diffusion(record: &Record, chance: &mut Chance) -> Vec<Diffusion> {
    let groups: Vec<&String> = record.analysis.groups.keys().collect();
    let mut eta = |width: f64| {
        let at = 10.0 * chance.next();
        value(at, at - width, at + width)
    };
    let mut of = |pair: &[&String]| Diffusion {
        teacher: pair[0].clone(),
        from: pair[0].clone(),
        to: pair[1].clone(),
        temperatures: [1.0, 4.0],
        split: "test".to_owned(),
        sets: "made up".to_owned(),
        similar: eta(4.0),
        dissimilar: Metric::Undefined { undefined: "there are two classes".to_owned() },
        difference: eta(6.0),
        random_sets: Some([-4.5, 5.0]),
        between_seeds: Some([-8.0, 7.5]),
    };
    groups.windows(2).map(&mut of).collect()
}

/// A run a group, each of all variants.
fn trajectories(record: &Record) -> Vec<Trajectory> {
    let variants: Vec<String> = record.analysis.variants.keys().cloned().collect();
    let epochs: Vec<u64> = (1..=variants.len() as u64).map(|e| 10 * e).collect();
    let run = |g: &String| Trajectory { run: format!("run/{g}"), variants: variants.clone(), epochs: epochs.clone() };
    if variants.len() > 1 { record.analysis.groups.keys().map(run).collect() } else { Vec::new() }
}

fn landscapes(record: &mut Record, chance: &mut Chance) {
    let steps = |count: i32| (0..count).map(|i| f64::from(2 * i) / f64::from(count - 1) - 1.0).collect::<Vec<_>>();
    let (offsets, plane_offsets) = (steps(9), steps(5));
    for (id, variant) in &mut record.analysis.variants {
        let Some(split) = variant.splits.get_mut("test") else { continue };
        let [profiles, plane] = ["profiles", "plane"].map(|what| format!("{id}/test/landscape/{what}"));
        let sharpness = 2.0 + chance.next();
        let bowl = |x: f64, y: f64| 0.1 + sharpness * (x * x + 0.5 * y * y);
        let lines = (0..3).flat_map(|d| offsets.iter().map(move |x| (1.0 + 0.2 * f64::from(d), *x)));
        let values = lines.map(|(scale, x)| bowl(scale * x, 0.0)).collect();
        record.arrays.matrices.insert(profiles.clone(), Matrix { cols: offsets.len(), values });
        // The first direction goes along rows.
        let values = plane_offsets.iter().flat_map(|x| plane_offsets.iter().map(|y| bowl(*x, *y))).collect();
        record.arrays.matrices.insert(plane.clone(), Matrix { cols: plane_offsets.len(), values });
        let (offsets, plane_offsets) = (offsets.clone(), plane_offsets.clone());
        split.curves.landscape = Some(Landscape { offsets, profiles, plane_offsets, plane, n: 500 });
    }
}
