//! Trends over epochs, relations and correlations across groups.

use penult::analysis::claims::rule::evidence::{Certainty, evidence};
use penult::analysis::claims::rule::groups::TEACHERS;
use penult::analysis::claims::rule::{During, Expect, Measure, Quantity, Rule};
use penult::analysis::schema::{Analysis, Role, Trajectory};

use super::made::{Says, Size, add, blank, network, put, relation};
use crate::analysis::variant;

const NLL: Measure = Measure::Own("nll");

/// A run of a teacher with these values of NLL at epochs 1, 2, ….
fn run(values: &[f64]) -> Analysis {
    let mut a = blank();
    let ids: Vec<String> = (0..values.len()).map(|i| format!("epoch_{i}")).collect();
    for (id, value) in ids.iter().zip(values) {
        add(&mut a, id, variant(Role::Teacher, id, Some(1)));
        put(&mut a, (id, NLL), "test", Size { value: *value, half: None });
    }
    a.trajectories.push(Trajectory { run: "run".into(), epochs: (1..=ids.len() as u64).collect(), variants: ids });
    a
}

fn trend(a: &Analysis, during: During) -> (f64, Certainty) {
    let quantity = Quantity::Trend { of: TEACHERS, metric: "nll", during };
    let found = evidence(a, &Rule::on_test(quantity, Expect::Above(0.0)));
    let [one] = found.evidence.as_slice() else { panic!("{found:?}") };
    (one.value, one.certainty)
}

#[test]
fn late_training_is_the_later_half_of_the_checkpoints() {
    let a = run(&[9.0, 8.0, 7.0, 6.0, 1.0, 2.0, 3.0, 4.0]);
    // Of the last four alone: 2 of 24 orders are as extreme.
    assert_eq!(trend(&a, During::LaterHalf), (1.0, Certainty::Permutation(2.0 / 24.0)));
    assert!(trend(&a, During::Whole).0 < -0.5);
}

#[test]
fn a_run_of_two_checkpoints_has_no_trend_and_says_why() {
    let quantity = Quantity::Trend { of: TEACHERS, metric: "nll", during: During::Whole };
    let found = evidence(&run(&[1.0, 2.0]), &Rule::on_test(quantity, Expect::Above(0.0)));
    assert!(found.evidence.is_empty());
    assert_eq!(found.absent, ["a rank correlation needs three pairs, found 2 and 2"]);
}

#[test]
fn relations_are_found_by_name_and_split() {
    let mut a = blank();
    let expect = Expect::Above(0.0);
    a.relations = vec![
        relation("teacher_parameters_temperature", "test", (expect, Says::Yes)),
        relation("teacher_parameters_temperature", "train", (expect, Says::No)),
        relation("capacity_gap", "test", (expect, Says::No)),
    ];
    let found = evidence(&a, &Rule::on_test(Quantity::Relation("teacher_parameters_temperature"), expect)).evidence;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].value, found[0].certainty, found[0].breadth), (0.9, Certainty::Permutation(1e-4), 10));
    assert_eq!(found[0].basis, "10 pairs of a teacher and its students");
}

#[test]
fn a_correlation_across_groups_takes_each_group_once() {
    let mut a = blank();
    for (at, nll) in [3.0, 1.0, 2.0, 0.5].into_iter().enumerate() {
        let id = format!("teacher_{at}");
        add(&mut a, &id, variant(Role::Teacher, &id, Some(1)));
        a.variants[&id].network = Some(network(100 - at));
        put(&mut a, (&id, NLL), "test", Size { value: nll, half: None });
    }
    let quantity = Quantity::Across { of: TEACHERS, x: Measure::Size, y: NLL };
    let found = evidence(&a, &Rule::on_test(quantity, Expect::Above(0.0))).evidence;
    // Ranks of sizes 4 3 2 1, of NLL 4 2 3 1: ρ = 1 - 6 × 2 / 60.
    assert!((found[0].value - 0.8).abs() < 1e-12);
    assert_eq!(found[0].breadth, 4);
}
