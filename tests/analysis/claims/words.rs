//! Rules in words: made from their parts.

use penult::analysis::claims::rule::words::{lies, may_be, needs, rule, statistic};
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
        ["lies above 0", "lies below 0", "lies below 0.95", "lies within 1 ± 0.2", "lies outside 1 ± 0.2"]
    );
    assert_eq!(may_be(Expect::Below(0.0)), "may be 0");
    assert_eq!(may_be(near), "may lie within or outside 1 ± 0.2");
}
