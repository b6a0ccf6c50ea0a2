//! Rules in words: made from their parts.

use penult::analysis::claims::rule::words::{
    lacking, lies, may_be, measure_it, measured, needs, nobody, rule, statistic,
};
use penult::analysis::claims::rule::{Expect, Quantity};

use super::{entries, entry};

#[test]
fn a_rule_says_what_is_compared_with_what_and_where() {
    let of = |key: &str| rule(&entry(key).rule);
    assert_eq!(
        of("muller2019/tighter_clusters"),
        "class_separation of variants trained by label smoothing, minus that of their reference, on train examples: \
         supported above 0, contradicted below"
    );
    assert_eq!(
        of("chandrasegaran2022/temperature_hurts"),
        "accuracy of variants taught by a variant trained by label smoothing above T = 1, minus that of variants taught by \
         a variant trained by label smoothing at T = 1 (same network, same teacher), on test examples: supported below 0, \
         contradicted above"
    );
    assert_eq!(
        of("guo2017/one_number_is_enough"),
        "ece_vector_scaling minus ece_at_temperature, of variants trained by cross entropy, on test examples: supported \
         within 0 ± 0.01, contradicted outside"
    );
    assert_eq!(
        of("muller2019/calibrates_like_temperature"),
        "ece of variants trained by label smoothing, minus ece_at_temperature of their reference, on test examples: \
         supported within 0 ± 0.015, contradicted outside"
    );
    assert_eq!(
        of("vats2021/answers_harden"),
        "Spearman's ρ of entropy and epoch, over all checkpoints of runs of teachers, on train examples: supported below \
         0, contradicted above"
    );
}

#[test]
fn every_rule_reads_differently_from_the_others_of_its_paper() {
    for paper in penult::analysis::claims::CLAIMS {
        let mut rules: Vec<String> = paper.claims.iter().map(|e| rule(&e.rule)).collect();
        rules.sort();
        rules.dedup();
        assert_eq!(rules.len(), paper.claims.len(), "{}", paper.key);
    }
}

#[test]
fn what_is_needed_names_who_and_how() {
    let of = |key: &str| needs(&entry(key).rule);
    assert_eq!(
        of("muller2019/erased_information"),
        "Add variants trained by label smoothing, measured on train examples; run `penult extract --augmentations 50`"
    );
    assert_eq!(
        of("mirzadeh2020_takd/assistants_help"),
        "Add variants taught by an assistant and variants taught by a teacher (same network), measured on test examples"
    );
}

#[test]
fn a_statistic_is_the_metric_by_which_its_value_is_shown() {
    assert_eq!(statistic(&entry("guo2017/over_confident").rule.quantity), "temperature");
    assert_eq!(statistic(&Quantity::Relation("capacity_gap")), "spearman capacity_gap");
    assert!(entries().all(|e| !statistic(&e.rule.quantity).is_empty()));
}

#[test]
fn sides_are_named_from_the_bound() {
    let near = Expect::Near { centre: 1.0, margin: 0.2 };
    let said =
        [(Expect::Above(0.0), 1.0), (Expect::Above(0.0), -1.0), (Expect::Below(0.95), 1.0), (near, 0.1), (near, -0.1)];
    assert_eq!(
        said.map(|(expect, depth)| lies(expect, depth)),
        ["above 0", "below 0", "below 0.95", "within 1 ± 0.2", "outside 1 ± 0.2"]
    );
    assert_eq!(may_be(Expect::Below(0.0)), "may be 0");
    assert_eq!(may_be(near), "may lie within or outside 1 ± 0.2");
}

#[test]
fn what_is_absent_is_said_by_what_is_here() {
    let quantity = |key: &str| entry(key).rule.quantity;
    let crd = quantity("tian2020_crd/better_students");
    assert_eq!(nobody(&crd), "there are no variants trained by crd or crd kd taught by another");
    assert_eq!(
        lacking(&crd),
        "there are variants trained by crd or crd kd taught by another, but no variants trained by kd taught by another \
         (same network, same teacher)"
    );
    assert_eq!(
        lacking(&quantity("muller2019/tighter_clusters")),
        "there are variants trained by label smoothing, but no reference"
    );
    assert_eq!(
        nobody(&quantity("guo2017/size_needs_temperature")),
        "there is no relation teacher_parameters_temperature"
    );
    assert_eq!(
        measure_it(&entry("choi2023_mixkd/smoother_teachers").rule),
        "To measure it, run `penult report --probes mixing`"
    );
    assert_eq!(measure_it(&entry("muller2019/calibrates").rule), "Measure ece on test examples");
}

#[test]
fn values_are_shown_with_sign_and_unit() {
    let of = |key: &str, value, ends| measured(&entry(key).rule.quantity, value, ends);
    let ends = Some((-0.01, 0.02));
    assert_eq!(of("muller2019/calibrates", 0.005, ends), "+0.50 [−1.00, +2.00] points");
    assert_eq!(of("guo2017/over_confident", 1.2, Some((1.1, 1.3))), "1.200 [1.100, 1.300]");
    assert_eq!(of("stanton2021/low_fidelity", 0.9, Some((0.89, 0.91))), "90.00 [89.00, 91.00] %");
    assert_eq!(of("mirzadeh2020_takd/capacity_gap", -0.5, None), "−0.500");
}
