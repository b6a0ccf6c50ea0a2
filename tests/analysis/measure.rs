//! Every metric of a variant has a value, which is that of the metric itself, or a reason.

use penult::analysis::schema::{Metric, Number, Role, VariantSplit};
use penult::metrics::{METRICS, Subject, accuracy, brier, class_separation, gamma, nll, temperature};

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
fn two_classes_have_everything_but_top_five_and_a_plane() {
    let split = measured(&Made::new(80, 2, 4, 4));
    let undefined: Vec<&str> =
        split.metrics.iter().filter(|(_, m)| matches!(m, Metric::Undefined { .. })).map(|(n, _)| n.as_str()).collect();
    assert_eq!(undefined, ["top5_accuracy"]);
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
