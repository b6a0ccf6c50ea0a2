//! Points are groups, ρ is that of the metric, and what is too few is said.

use indexmap::IndexMap;
use penult::analysis::relations::relations;
use penult::analysis::schema::{Aggregate, Analysis, Distillation, GroupSplit, Network, Relation, Role};
use penult::metrics::rank_correlation::rank_correlation;

use super::{near, study, variant};

fn found<'a>(relations: &'a [Relation], name: &str, split: &str) -> &'a Relation {
    relations.iter().find(|r| r.name == name && r.split == split).unwrap_or_else(|| panic!("{name} on {split}"))
}

#[test]
fn points_are_means_of_groups_and_rho_is_that_of_the_points() {
    let analysis = study().analysis;
    let relation = found(&analysis.relations, "teacher_ece_student_accuracy", "train");
    let mean = |group: &str, metric: &str| analysis.groups[group].splits["train"].metrics[metric].mean;
    let expected = [
        ("from_hard_t1", "hard"),
        ("from_smooth_t1", "smooth"),
        ("from_hard_t4", "hard"),
        ("from_smooth_t4", "smooth"),
    ];
    assert_eq!(relation.points.len(), 4);
    for (point, (student, teacher)) in relation.points.iter().zip(expected) {
        assert_eq!(point.of, student);
        assert_eq!((point.x, point.y), (mean(teacher, "ece"), mean(student, "accuracy")));
    }
    let of = |f: fn(&penult::analysis::schema::RelationPoint) -> f64| relation.points.iter().map(f).collect::<Vec<_>>();
    let rank = rank_correlation(&of(|p| p.x), &of(|p| p.y), 0).unwrap();
    assert_eq!((relation.rho, relation.p, relation.slope), (Some(rank.rho), Some(rank.p), None));
    let fidelity = found(&analysis.relations, "agreement_student_accuracy", "test");
    let agreement = |seed: u32| {
        let (a, b) = (format!("smooth_{seed}"), format!("from_smooth_t4_{seed}"));
        super::pairs::pair(&analysis, &a, &b).metrics["agreement"].scalar().unwrap().0
    };
    near(fidelity.points[3].x, (agreement(1) + agreement(2) + agreement(3)) / 3.0, 1e-12);
    assert!(
        analysis.relations.iter().all(|r| r.rho.is_some() == r.undefined.is_none() && r.rho.is_some() == r.p.is_some())
    );
}

/// Four hard teachers of rising size and falling accuracy of their students; one smoothed teacher.
fn sizes() -> Analysis {
    let mut analysis =
        Analysis { variants: IndexMap::new(), groups: IndexMap::new(), relations: Vec::new(), ..study().analysis };
    analysis.pairs.clear();
    analysis.diffusion.clear();
    let network = |parameters: usize| {
        Some(Network { family: "mlp".to_owned(), evidence: String::new(), parameters, multiply_adds: 0, width: 8 })
    };
    let split = |values: &[(&str, f64)]| {
        let aggregate =
            |(name, mean): &(&str, f64)| ((*name).to_owned(), Aggregate { mean: *mean, sd: None, seeds: 1 });
        GroupSplit { metrics: values.iter().map(aggregate).collect() }
    };
    let mut put = |id: &str, v: penult::analysis::schema::Variant, values: &[(&str, f64)]| {
        analysis.variants.insert(id.to_owned(), v);
        let splits = [("test".to_owned(), split(values))].into_iter().collect();
        analysis
            .groups
            .insert(id.to_owned(), penult::analysis::schema::Group { variants: vec![id.to_owned()], splits });
    };
    for (at, parameters) in [1000usize, 2000, 4000, 8000].into_iter().enumerate() {
        let size = at as f64;
        let (teacher, student) = (format!("teacher_{at}"), format!("student_{at}"));
        let mut t = variant(Role::Teacher, &teacher, None);
        t.network = network(parameters);
        put(
            &teacher,
            t,
            &[
                ("accuracy", 0.9),
                ("mean_confidence", 0.9 + 0.01 * size),
                ("temperature", 1.0 + size),
                ("ece_over", 0.01 * size),
            ],
        );
        let mut s = variant(Role::Student, &student, None);
        (s.network, s.teacher) = (network(500), Some(teacher));
        s.distillation = Some(Distillation { temperature: 4.0, convention: "both".to_owned(), label_weight: 0.0 });
        put(&student, s, &[("accuracy", 0.8 - 0.02 * size)]);
    }
    let mut smooth = variant(Role::Teacher, "smooth", None);
    (smooth.network, smooth.reference) = (network(9000), Some("teacher_0".to_owned()));
    put("smooth", smooth, &[("accuracy", 0.9), ("mean_confidence", 0.5)]);
    analysis
}

#[test]
fn a_larger_teacher_costs_two_points_a_doubling() {
    let relations = relations(&sizes());
    let gap = found(&relations, "capacity_gap", "test");
    near(gap.slope.unwrap(), -0.02, 1e-12);
    near(gap.rho.unwrap(), -1.0, 1e-12);
    // Of 24 orders, the rising and the falling one are as large.
    near(gap.p.unwrap(), 2.0 / 24.0, 1e-12);
    assert_eq!(gap.points_are, "groups of students, mlp of 500 parameters, distilled at T = 4 (both)");
    assert_eq!(gap.points.iter().map(|p| p.x).collect::<Vec<_>>(), [1.0, 2.0, 3.0, 4.0]);
    // The smoothed teacher has a reference and is no point.
    let confidence = found(&relations, "teacher_parameters_confidence_gap", "test");
    assert_eq!(confidence.points.len(), 4);
    near(confidence.rho.unwrap(), 1.0, 1e-12);
    near(found(&relations, "teacher_parameters_temperature", "test").rho.unwrap(), 1.0, 1e-12);
    near(found(&relations, "teacher_parameters_ece_over", "test").rho.unwrap(), 1.0, 1e-12);
    let none = found(&relations, "teacher_parameters_ece_over", "train");
    assert!(none.points.is_empty() && none.undefined.as_ref().unwrap().contains("three pairs, found 0"));
}

#[test]
fn students_of_another_network_stand_apart() {
    let mut analysis = sizes();
    if let Some(network) = analysis.variants["student_3"].network.as_mut() {
        network.parameters = 700;
    }
    let relations = relations(&analysis);
    let gaps: Vec<&Relation> = relations.iter().filter(|r| r.name == "capacity_gap" && r.split == "test").collect();
    assert_eq!(gaps.iter().map(|r| r.points.len()).collect::<Vec<_>>(), [3, 1]);
    assert!(gaps[1].undefined.as_ref().unwrap().contains("three teachers of one student, found 1"));
    assert!(gaps[1].slope.is_none());
}
