//! Every metric of a variant has a value, which is that of the metric itself, or a reason.

use penult::analysis::schema::{Metric, Number, Role, VariantSplit};
use penult::linalg::Rows;
use penult::metrics::calibration_audit::{Scored, audit};
use penult::metrics::class_sets::ClassSets;
use penult::metrics::class_sums::ClassSums;
use penult::metrics::gram::Gram;
use penult::metrics::moments::{Covariance, Shifted};
use penult::metrics::softmax::per_softmax;
use penult::metrics::{
    METRICS, Subject, Topic, accuracy, brier, class_distances, class_separation, cosine_distances, definition, gamma,
    logit_gap, margin, nc1, nc2, nc3, nearest_mean, nll, off_target_information, temperature, wrong_logit_variance,
};

use super::{Made, analysed, input, mean, reason, value, variant};

/// Measures one variant, and sees to it that nothing is missing and nothing is not a number.
fn measured(made: &Made) -> VariantSplit {
    let classes = made.classes;
    let record = analysed(vec![input("only", variant(Role::Teacher, "only", None), &[("test", made)])], classes);
    let split = record.analysis.variants["only"].splits["test"].clone();
    for definition in METRICS.iter().filter(|d| d.subject == Subject::Variant) {
        match &split.metrics[definition.name] {
            Metric::Undefined { undefined } => assert!(undefined.len() > 10, "{}: {undefined}", definition.name),
            Metric::Value(e) => {
                let values = match &e.value {
                    Number::One(value) => vec![*value],
                    Number::Many(values) => values.clone(),
                };
                assert!(
                    values.iter().chain(&e.low).chain(&e.high).all(|v| v.is_finite()),
                    "{}: {e:?}",
                    definition.name
                );
                assert!(!e.interval_method.is_empty() && e.low.is_some() == e.high.is_some(), "{}", definition.name);
            }
        }
    }
    split
}

fn method<'a>(split: &'a VariantSplit, metric: &str) -> &'a str {
    &split.metrics[metric].scalar().unwrap().1.interval_method
}

#[test]
fn values_are_those_of_the_metrics_themselves() {
    let made = Made::new(150, 7, 6, 1);
    let (split, a) = (measured(&made), made.open());
    let (logits, labels) = (a.logits(), a.labels.as_slice());
    assert_eq!(value(&split, "accuracy"), mean(&accuracy::per_example(logits, labels)));
    assert_eq!(value(&split, "top5_accuracy"), mean(&accuracy::top5_per_example(logits, labels).unwrap()));
    assert_eq!(value(&split, "nll"), mean(&nll::per_example(logits, labels, 1.0)));
    assert_eq!(value(&split, "brier"), mean(&brier::per_example(logits, labels)));
    assert_eq!(value(&split, "gamma"), mean(&gamma::per_example(logits, labels).unwrap()));
    assert_eq!(value(&split, "temperature"), temperature::fit(logits, labels, &|_| true).unwrap());
    let mut state = class_separation::State::new(7, 6);
    (0..150).for_each(|i| state.push(a.features().row(i), labels[i]));
    super::near(value(&split, "class_separation"), state.value().unwrap(), 1e-12);
    assert_eq!(split.curves.reliability.iter().map(|b| b.count).sum::<usize>(), 150);
}

#[test]
fn intervals_hold_their_values() {
    let split = measured(&Made::new(400, 5, 8, 2));
    for name in ["accuracy", "nll", "brier", "entropy", "gamma", "class_separation", "participation_ratio"] {
        let (value, estimate) = split.metrics[name].scalar().unwrap();
        assert!(estimate.low.unwrap() < value && value < estimate.high.unwrap(), "{name}: {estimate:?}");
    }
    assert!(split.metrics["ece"].scalar().unwrap().1.low.unwrap() >= 0.0);
    assert!(split.metrics["temperature"].scalar().unwrap().1.low.is_none());
}

#[test]
fn top_five_needs_six_classes() {
    assert!(reason(&measured(&Made::new(60, 5, 4, 3)), "top5_accuracy").contains('5'));
    assert!(value(&measured(&Made::new(60, 6, 4, 3)), "top5_accuracy") > 0.5);
}

#[test]
fn two_classes_have_everything_but_what_needs_more_classes() {
    let split = measured(&Made::new(80, 2, 4, 4));
    let undefined: Vec<&str> =
        split.metrics.iter().filter(|(_, m)| matches!(m, Metric::Undefined { .. })).map(|(n, _)| n.as_str()).collect();
    let needs_classes = [
        "top5_accuracy",
        "plane_spread",
        "plane_triangle",
        "template_triangle",
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
        "similar_class_distance",
    ];
    // Calibrators need held-out examples of several classes, probes superclasses.
    let is_apart = |name: &&str| ["nll_", "ece_", "linear_probe", "knn_probe"].iter().any(|p| name.starts_with(p));
    let of_weights = |name: &&str| {
        definition(name).is_some_and(|d| d.topic == Topic::Landscape) || name.starts_with("mutual_information")
    };
    let of_logits = undefined.into_iter().filter(|n| !is_apart(n) && !of_weights(n));
    assert_eq!(of_logits.collect::<Vec<_>>(), needs_classes);
    assert!(split.curves.template_plane.is_none());
}

#[test]
fn one_class_separates_nothing() {
    let mut made = Made::new(60, 3, 4, 5);
    made.labels.iter_mut().for_each(|l| *l = 1);
    assert!(reason(&measured(&made), "class_separation").contains("two classes, found 1"));
}

#[test]
fn logits_of_one_class_leave_no_mass_off_the_label() {
    let mut made = Made::new(60, 1, 4, 5);
    made.logits.fill(2.0);
    made.head = None;
    let split = measured(&made);
    assert!(reason(&split, "gamma").contains("two classes"));
    assert_eq!(value(&split, "accuracy"), 1.0);
}

/// Without the group that holds the only member of a class, there are still two classes; with one class left, none.
#[test]
fn a_class_with_one_member_can_leave_a_value_without_an_interval() {
    let mut made = Made::new(60, 3, 4, 6);
    made.labels.iter_mut().for_each(|l| *l = 0);
    made.labels[17] = 2;
    let split = measured(&made);
    assert!(value(&split, "class_separation") > 0.0);
    assert_eq!(
        method(&split, "class_separation"),
        "none: undefined without one of the jackknife's groups (class separation needs two classes, found 1)"
    );
}

#[test]
fn fewer_examples_than_groups_or_features_are_measured() {
    let split = measured(&Made::new(9, 3, 20, 7));
    assert!(value(&split, "participation_ratio") <= 8.0);
    let Metric::Value(spectrum) = &split.metrics["pca_ratio"] else { panic!("pca_ratio is undefined") };
    let Number::Many(shares) = &spectrum.value else { panic!("one share") };
    assert_eq!(shares.len(), 20);
    super::near(shares.iter().sum(), 1.0, 1e-9);
    assert!(shares[8..].iter().all(|s| *s < 1e-9), "nine examples span eight directions");
}

#[test]
fn one_example_has_no_covariance() {
    let split = measured(&Made::new(1, 3, 4, 8));
    assert_eq!(reason(&split, "participation_ratio"), "the features do not vary");
    assert!(reason(&split, "pca_ratio").contains("two examples"));
    assert!(split.curves.pca.is_none());
}

#[test]
fn all_right_has_no_temperature() {
    let mut made = Made::new(60, 3, 4, 9);
    made.head = None;
    made.logits = made.labels.iter().flat_map(|l| (0..3).map(|k| if k == *l { 4.0 } else { 0.0 })).collect();
    let split = measured(&made);
    for name in ["temperature", "nll_at_temperature", "ece_at_temperature"] {
        assert!(reason(&split, name).contains("every example is right"), "{name}");
    }
    assert_eq!((value(&split, "accuracy"), split.metrics["accuracy"].scalar().unwrap().1.low), (1.0, Some(1.0)));
}

#[test]
fn features_of_norm_zero_are_counted() {
    let mut made = Made::new(60, 3, 4, 10);
    made.head = None;
    made.features[8..16].fill(0.0);
    let split = measured(&made);
    let note = split.metrics["class_separation"].scalar().unwrap().1.note.clone();
    assert_eq!(note.as_deref(), Some("left out of 60: 2 with features all 0"));
    made.features.fill(0.0);
    assert!(reason(&measured(&made), "class_separation").contains("found 0"));
}

/// 0.1 in f32 is not its own mean in f64, so that the differences are of rounding alone.
#[test]
fn constant_features_do_not_vary() {
    for constant in [0.1f32, 1.0, 3e20, 1e-20] {
        let mut made = Made::new(70, 3, 4, 11);
        made.head = None;
        made.features.fill(constant);
        let split = measured(&made);
        for name in ["participation_ratio", "pca_ratio", "class_separation"] {
            assert!(
                matches!(split.metrics[name], Metric::Undefined { .. }),
                "{name} of {constant}: {:?}",
                split.metrics[name]
            );
        }
    }
}

#[test]
fn no_head_leaves_the_plane_out() {
    let mut made = Made::new(60, 3, 4, 12);
    assert!(measured(&made).curves.template_plane.is_some());
    made.head = None;
    assert!(measured(&made).curves.template_plane.is_none());
}

fn class_means(features: Rows<'_>, labels: &[usize], classes: usize) -> penult::metrics::class_sums::ClassMeans {
    let mut sums = ClassSums::new(classes, features.mean());
    labels.iter().enumerate().for_each(|(i, l)| sums.push(features.row(i).iter().map(|x| f64::from(*x)), *l));
    sums.means().unwrap()
}

#[test]
fn geometry_is_that_of_the_metrics_themselves() {
    let made = Made::new(150, 4, 6, 13);
    let (split, a) = (measured(&made), made.open());
    let means = class_means(a.features(), &a.labels, 4);
    let covariance = Covariance::of(&Shifted::by_mean(a.features()));
    let near = |name: &str, expected: f64| super::near(value(&split, name), expected, 1e-9 * (1.0 + expected.abs()));
    near("nc1_pinv", nc1::pinv(&means, covariance.values()).unwrap());
    near("nc1_quot", nc1::quotient(&means).unwrap());
    near("nc1_cdnv", nc1::cdnv(&means).unwrap());
    near("nc2_equiangular", nc2::equiangular(&Gram::of_means(&means)).unwrap());
    near("nc2_etf_err_head", nc2::etf_error(&Gram::of_head(a.templates().unwrap()).unwrap()).unwrap());
    near("nc3_dual_err", nc3::dual_error(&means, a.templates().unwrap()).unwrap());
    let nearest = nearest_mean::nearest(a.features(), &means);
    near("nearest_mean_accuracy", mean(&nearest_mean::accuracy_per_example(&nearest, &a.labels)));
    near("nc4_agree", mean(&nearest_mean::agreement_per_example(&nearest, a.logits())));
    let mut directions = ClassSums::new(4, vec![0.0; 6]);
    (0..150).for_each(|i| assert!(cosine_distances::push(&mut directions, a.features().row(i), a.labels[i])));
    near("d_within", cosine_distances::within(&directions.means().unwrap()));
    near("class_separation_unbiased", cosine_distances::separation(&directions.means().unwrap()).unwrap());
    assert!(value(&split, "plane_spread") > 0.0 && value(&split, "effective_rank") >= 1.0);
}

#[test]
fn information_is_that_of_the_metrics_themselves() {
    let made = Made::new(150, 5, 6, 14);
    let (split, a) = (measured(&made), made.open());
    let (logits, labels) = (a.logits(), a.labels.as_slice());
    assert_eq!(value(&split, "margin"), mean(&margin::per_example(logits, labels).unwrap()));
    let gaps = logit_gap::per_example(logits, labels).unwrap();
    assert_eq!(value(&split, "estimated_alpha"), logit_gap::estimated_alpha(&gaps, 5).unwrap().alpha);
    let mut off_target = off_target_information::State::new(5, 1.0).unwrap();
    let mut variance = wrong_logit_variance::State::new(5).unwrap();
    let mut distances = class_distances::State::new(5, 6);
    for (i, label) in labels.iter().enumerate() {
        off_target.push(logits.row(i), *label);
        variance.push(logits.row(i), *label);
        distances.push(a.features().row(i), *label);
    }
    let near = |name: &str, expected: f64| super::near(value(&split, name), expected, 1e-9 * (1.0 + expected.abs()));
    near("off_target_information_instance", off_target.value().unwrap().instance_level);
    near("wrong_logit_variance_ratio", variance.value().unwrap().ratio().unwrap());
    let sets = ClassSets::by_teacher(&off_target.profiles(), 1).unwrap();
    let expected = class_distances::similar_class_distance(&distances.value().unwrap(), &sets).unwrap();
    near("similar_class_distance", expected);
}

#[test]
fn calibration_is_that_of_the_audit() {
    let made = Made::new(300, 4, 6, 15);
    let (split, a) = (measured(&made), made.open());
    let probabilities = per_softmax(a.logits(), |_| 1.0, |row, _| row.probabilities.to_vec());
    for (name, expected) in audit(&Scored::new(&a.labels, 4, |i| probabilities[i].clone()), 0) {
        super::near(value(&split, name), expected.unwrap(), 1e-12);
    }
    for name in ["ece_10", "ece_equal_mass", "ece_over", "aurc", "brier_resolution", "nll_vector_scaling"] {
        let estimate = split.metrics[name].scalar().unwrap().1;
        assert!(estimate.low.is_some(), "{name}: {estimate:?}");
    }
    assert!(method(&split, "ece_smooth").starts_with("none: "));
}

#[test]
fn nothing_is_calibrated_on_training_examples() {
    let made = Made::new(120, 3, 4, 16);
    let record = analysed(vec![input("only", variant(Role::Teacher, "only", None), &[("train", &made)])], 3);
    let split = &record.analysis.variants["only"].splits["train"];
    assert!(reason(split, "ece_vector_scaling").contains("not on those of training"));
    assert!(value(split, "ece_smooth") >= 0.0);
}

#[test]
fn without_a_head_what_needs_it_says_so() {
    let mut made = Made::new(60, 3, 4, 17);
    made.head = None;
    let split = measured(&made);
    for name in ["nc2_equinorm_head", "nc3_dual_err", "plane_spread"] {
        assert!(reason(&split, name).contains("head"), "{name}");
    }
    assert!(value(&split, "nc1_quot") > 0.0);
}
