//! Differences by hand: over seeds, with the paired ones of the analysis, of differences, at one γ, of η.

use penult::analysis::claims::rule::evidence::{Certainty, Evidence, evidence};
use penult::analysis::claims::rule::groups::{HARD, SMOOTHED, STUDENTS_OF_HARD};
use penult::analysis::claims::rule::{Expect, Is, Measure, Quantity, Rule};
use penult::analysis::schema::{Analysis, Objective, Role};

use super::made::{self, Size, blank, difference, distillation, put};
use crate::analysis::{near, variant};
use crate::metrics::expected::{close, expected, numbers};

const ACCURACY: Measure = Measure::Own("accuracy");

fn ends(e: &Evidence) -> (f64, f64, f64) {
    match e.certainty {
        Certainty::Interval { low, high, degrees } => (low, high, degrees),
        other => panic!("{other:?}"),
    }
}

fn of(analysis: &Analysis, quantity: Quantity) -> Vec<Evidence> {
    evidence(analysis, &Rule::on_test(quantity, Expect::Above(0.0))).evidence
}

/// A group of seeds 1, 2, … with these accuracies, each ± `half`.
fn group(a: &mut Analysis, name: &str, objective: &str, (values, half): (&[f64], Option<f64>)) {
    for (at, value) in values.iter().enumerate() {
        let mut v = variant(Role::Teacher, name, Some(at as u64 + 1));
        v.objective = Some(Objective { name: objective.to_owned(), alpha: None, convention: None });
        let id = format!("{name}_{}", at + 1);
        made::join(a, &id, v);
        put(a, (&id, ACCURACY), "test", Size { value: *value, half });
    }
}

#[test]
fn two_statistics_of_one_group_are_compared_as_scipys_paired_t_test() {
    let case = &expected("ledger")["paired"];
    let mut a = blank();
    group(&mut a, "hard", "cross_entropy", (&numbers(&case["b"]), None));
    for (at, value) in numbers(&case["a"]).into_iter().enumerate() {
        put(&mut a, (&format!("hard_{}", at + 1), Measure::Own("ece")), "test", Size { value, half: None });
    }
    let found = of(&a, Quantity::within(HARD, "accuracy", "ece"));
    let (low, high, degrees) = ends(&found[0]);
    close(low, &case["low"], 1e-9);
    close(high, &case["high"], 1e-9);
    assert_eq!((found[0].breadth, degrees, found[0].of.as_str()), (5, 4.0, "hard"));
}

#[test]
fn a_level_has_the_seeds_and_the_examples_in_its_interval() {
    let mut a = blank();
    group(&mut a, "hard", "cross_entropy", (&[0.7, 0.8, 0.9], Some(0.04)));
    let found = of(&a, Quantity::level(HARD, "accuracy"));
    // t(2) 4.302653 × 0.1 / √3 over seeds, 0.04 over examples.
    let half = (4.302_652_730 * 0.1 / 3f64.sqrt()).hypot(0.04);
    let (low, high, degrees) = ends(&found[0]);
    near(low, 0.8 - half, 1e-8);
    near(high, 0.8 + half, 1e-8);
    assert_eq!((degrees, found[0].basis.as_str()), (2.0, "3 seeds × 24 test examples"));
}

#[test]
fn one_seed_has_the_interval_of_its_examples_and_says_so() {
    let mut a = blank();
    group(&mut a, "hard", "cross_entropy", (&[0.7], Some(0.04)));
    let found = of(&a, Quantity::level(HARD, "accuracy"));
    let (low, high, degrees) = ends(&found[0]);
    near(low, 0.66, 1e-12);
    near(high, 0.74, 1e-12);
    assert!(degrees.is_infinite());
    assert_eq!(found[0].basis, "24 test examples of one seed: these checkpoints only");
}

#[test]
fn the_paired_difference_of_the_analysis_comes_first() {
    let mut a = blank();
    group(&mut a, "hard", "cross_entropy", (&[0.7, 0.8], Some(0.04)));
    group(&mut a, "smooth", "label_smoothing", (&[0.75, 0.84], Some(0.04)));
    for seed in 1..=2 {
        a.variants[&format!("smooth_{seed}")].reference = Some(format!("hard_{seed}"));
    }
    let quantity = Quantity::against_reference(SMOOTHED, "accuracy");
    let unpaired = of(&a, quantity);
    // Seed by seed 0.05 and 0.04: t(1) 12.7062 × 0.005, and two independent sides over examples.
    let (low, high, _) = ends(&unpaired[0]);
    near((high - low) / 2.0, (12.706_204_736_f64 * 0.005).hypot(0.04f64.hypot(0.04)), 1e-8);
    near(unpaired[0].value, 0.045, 1e-12);
    let size = Size { value: 0.045, half: Some(0.01) };
    a.differences.push(difference(("hard", "smooth"), ("test", "accuracy"), size));
    let paired = of(&a, quantity);
    let (low, high, degrees) = ends(&paired[0]);
    near(low, 0.035, 1e-12);
    near(high, 0.055, 1e-12);
    assert_eq!((degrees, paired[0].of.as_str()), (1.0, "smooth − hard"));
}

/// Students of two teachers at T = 1 and 4, one seed each, with these accuracies: smooth then hard at 1, smooth then hard at 4.
fn students(accuracies: [f64; 4]) -> Analysis {
    let mut a = blank();
    group(&mut a, "smooth", "label_smoothing", (&[0.9], None));
    group(&mut a, "hard", "cross_entropy", (&[0.9], None));
    let kinds = [("smooth", 1.0), ("hard", 1.0), ("smooth", 4.0), ("hard", 4.0)];
    for ((teacher, temperature), value) in kinds.into_iter().zip(accuracies) {
        let id = format!("{teacher}_t{temperature}");
        let mut v = variant(Role::Student, &id, Some(1));
        v.objective = Some(Objective { name: "kd".to_owned(), alpha: None, convention: None });
        (v.teacher, v.distillation) = (Some(format!("{teacher}_1")), Some(distillation(temperature)));
        made::add(&mut a, &id, v);
        put(&mut a, (&id, ACCURACY), "test", Size { value, half: Some(0.01) });
    }
    a
}

#[test]
fn an_interaction_is_a_difference_of_differences() {
    const OF: &[Is] = &[Is::TaughtBy(SMOOTHED), Is::AboveOne];
    const AT_ONE: &[Is] = &[Is::TaughtBy(SMOOTHED), Is::AtOne];
    let a = students([0.80, 0.78, 0.70, 0.76]);
    let quantity = Quantity::Interaction { of: OF, at_one: AT_ONE, against: STUDENTS_OF_HARD, measure: ACCURACY };
    let found = of(&a, quantity);
    // (0.70 - 0.76) - (0.80 - 0.78), four independent sides of 0.01.
    near(found[0].value, -0.08, 1e-12);
    let (low, high, _) = ends(&found[0]);
    near((high - low) / 2.0, 0.02, 1e-12);
    assert_eq!(found[0].of, "(smooth_t4 − hard_t4) − (smooth_t1 − hard_t1)");
}

#[test]
fn students_are_compared_at_one_temperature_alone() {
    let a = students([0.80, 0.78, 0.70, 0.76]);
    let found = of(&a, Quantity::against(&[Is::TaughtBy(SMOOTHED)], STUDENTS_OF_HARD, ACCURACY));
    let of: Vec<&str> = found.iter().map(|e| e.of.as_str()).collect();
    assert_eq!(of, ["smooth_t1 − hard_t1", "smooth_t4 − hard_t4"]);
}

#[test]
fn an_undefined_value_leaves_its_reason() {
    let mut a = students([0.80, 0.78, 0.70, 0.76]);
    let undefined = penult::analysis::schema::Metric::Undefined { undefined: "there are none".to_owned() };
    a.variants["hard_t1"].splits.get_mut("test").unwrap().metrics.insert("accuracy".to_owned(), undefined);
    let rule =
        Rule::on_test(Quantity::against(&[Is::TaughtBy(SMOOTHED)], STUDENTS_OF_HARD, ACCURACY), Expect::Above(0.0));
    let found = evidence(&a, &rule);
    assert_eq!((found.evidence.len(), found.unmeasured), (1, vec!["there are none".to_owned()]));
}
