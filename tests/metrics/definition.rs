use std::collections::BTreeSet;

use penult::metrics::{METRICS, Subject, Topic, definition};

/// The names that `analysis.json` promises.
const PROMISED: [&str; 19] = [
    "accuracy",
    "top5_accuracy",
    "nll",
    "brier",
    "mean_confidence",
    "entropy",
    "ece",
    "mce",
    "temperature",
    "nll_at_temperature",
    "ece_at_temperature",
    "gamma",
    "class_separation",
    "participation_ratio",
    "pca_ratio",
    "linear_cka",
    "linear_cka_debiased",
    "agreement",
    "kl",
];

#[test]
fn every_promised_statistic_is_registered_once_and_says_what_it_is() {
    let names: BTreeSet<&str> = METRICS.iter().map(|m| m.name).collect();
    assert_eq!(names.len(), METRICS.len());
    for name in PROMISED {
        let entry = definition(name).unwrap_or_else(|| panic!("{name} is not registered"));
        let texts = [entry.title, entry.short, entry.measures, entry.formula, entry.edges, entry.source];
        assert!(texts.iter().all(|t| !t.is_empty()), "{name}");
        assert!(!entry.interval.method().is_empty(), "{name}");
    }
}

#[test]
fn pairs_are_told_from_variants() {
    let pairs: Vec<&str> = METRICS.iter().filter(|m| m.subject == Subject::Pair).map(|m| m.name).collect();
    assert_eq!(pairs, ["linear_cka", "linear_cka_debiased", "agreement", "kl"]);
}

#[test]
fn topics_stand_together_from_calibration_on_and_each_has_a_title() {
    for topic in Topic::ALL {
        assert!(METRICS.iter().any(|m| m.topic == topic), "{topic:?}");
        assert!(!topic.title().is_empty());
    }
    let of_variants = METRICS.iter().filter(|m| m.subject == Subject::Variant).map(|m| m.topic);
    let mut runs: Vec<Topic> = of_variants.collect();
    runs.dedup();
    assert_eq!(runs, [Topic::Accuracy, Topic::Calibration, Topic::Geometry, Topic::Information, Topic::Landscape]);
}
