use std::collections::BTreeSet;

use penult::metrics::{METRICS, Subject, Topic, definition};

/// The names that `analysis.json` promises.
const PROMISED: [&str; 111] = [
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
    "ece_10",
    "ece_20",
    "ece_equal_mass",
    "ece_l2_debiased",
    "ece_classwise",
    "ece_smooth",
    "ece_over",
    "ece_under",
    "ece_null",
    "ece_null_p",
    "brier_reliability",
    "brier_resolution",
    "brier_uncertainty",
    "brier_residual",
    "aurc",
    "nll_histogram_binning",
    "nll_isotonic_regression",
    "nll_bbq",
    "nll_vector_scaling",
    "nll_matrix_scaling",
    "ece_histogram_binning",
    "ece_isotonic_regression",
    "ece_bbq",
    "ece_vector_scaling",
    "ece_matrix_scaling",
    "class_separation",
    "class_separation_unbiased",
    "d_within",
    "d_total",
    "nc1_pinv",
    "nc1_quot",
    "nc1_cdnv",
    "nc2_equinorm",
    "nc2_equinorm_head",
    "nc2_equiangular",
    "nc2_equiangular_head",
    "nc2_etf_err",
    "nc2_etf_err_head",
    "nc3_dual_err",
    "nc4_agree",
    "nearest_mean_accuracy",
    "plane_spread",
    "plane_triangle",
    "template_triangle",
    "participation_ratio",
    "effective_rank",
    "pca_ratio",
    "gamma",
    "logit_gap",
    "estimated_alpha",
    "margin",
    "off_target_entropy",
    "off_target_information",
    "off_target_information_class",
    "off_target_information_instance",
    "wrong_logit_variance",
    "wrong_logit_variance_ratio",
    "wrong_logit_variance_of_gap",
    "class_discriminability",
    "class_discriminability_inherent",
    "zipf_exponent",
    "zipf_fit",
    "intraclass_variance",
    "similar_class_distance",
    "linear_cka",
    "linear_cka_debiased",
    "linear_cka_debiased_null",
    "minibatch_cka",
    "rbf_cka",
    "rbf_cka_debiased",
    "class_centred_cka",
    "class_centred_cka_null",
    "procrustes",
    "svcca",
    "pwcca",
    "mutual_knn",
    "similarity_structure",
    "agreement",
    "kappa",
    "teacher_specific_agreement",
    "kl",
    "kl_reverse",
    "jensen_shannon",
    "kl_t2",
    "kl_t4",
    "kl_t8",
    "kl_reverse_t2",
    "kl_reverse_t4",
    "kl_reverse_t8",
    "jensen_shannon_t2",
    "jensen_shannon_t4",
    "jensen_shannon_t8",
    "tckd",
    "nckd",
    "nckd_weight",
    "logit_correlation_difference",
    "diffusion_index",
    "diffusion_index_dissimilar",
    "diffusion_index_difference",
    "capacity_gap",
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
fn subjects_tell_who_is_measured_and_whether_the_order_matters() {
    let of = |subject: Subject| METRICS.iter().filter(|m| m.subject == subject).map(|m| m.name).collect::<Vec<_>>();
    let symmetric = of(Subject::Pair);
    assert!(symmetric.starts_with(&["linear_cka", "linear_cka_debiased"]) && symmetric.contains(&"jensen_shannon_t8"));
    let directed = of(Subject::DirectedPair);
    // PWCCA weighs on one side; a null permutes one side.
    for name in ["kl", "kl_reverse_t4", "tckd", "teacher_specific_agreement", "pwcca", "class_centred_cka_null"] {
        assert!(directed.contains(&name) && !symmetric.contains(&name), "{name}");
    }
    assert_eq!(of(Subject::Study).last(), Some(&"capacity_gap"));
    assert!(METRICS.iter().all(|m| m.subject.is_pair() == (symmetric.contains(&m.name) || directed.contains(&m.name))));
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
