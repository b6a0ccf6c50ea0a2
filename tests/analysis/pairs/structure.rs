//! What two variants make of the classes, against the metrics themselves.

use penult::analysis::schema::Role;
use penult::metrics::kappa;
use penult::metrics::logit_correlation::{correlation, logit_correlation_difference};
use penult::metrics::moments::{Moments, Shifted};
use penult::metrics::off_target_information::State;
use penult::metrics::similarity_structure::similarity_structure;

use super::super::{Made, analysed, input, near, variant};

#[test]
fn values_are_those_of_the_metrics_themselves() {
    let (x, y) = (Made::new(200, 5, 5, 1), Made::new(200, 5, 7, 2));
    let of = |id: &str, made: &Made| input(id, variant(Role::Teacher, id, None), &[("test", made)]);
    let analysis = analysed(vec![of("x", &x), of("y", &y)], 5).analysis;
    let metrics = &analysis.pairs[0].metrics;
    let found = |name: &str| metrics[name].scalar().unwrap();
    let (a, b) = (x.open(), y.open());
    let mut state = kappa::State::new(5);
    (0..200).for_each(|i| state.push(a.logits().row(i), b.logits().row(i)));
    assert_eq!(found("kappa").0, state.value().unwrap());
    let profiles = |a: &penult::extract::Activations| {
        let mut state = State::new(5, 1.0).unwrap();
        (0..200).for_each(|i| state.push(a.logits().row(i), a.labels[i]));
        state.profiles()
    };
    let expected = similarity_structure(&profiles(&a), &profiles(&b), 999, 0).unwrap();
    let (value, estimate) = found("similarity_structure");
    near(value, expected.rho, 1e-12);
    let note = format!("p = {:.3} of 999 permutations of 5 classes (Mantel)", expected.p);
    assert_eq!(estimate.note.as_deref(), Some(note.as_str()));
    let of_logits = |a: &penult::extract::Activations| {
        let shifted = Shifted::by_mean(a.logits());
        correlation(&Moments::of_all(&shifted, &shifted).covariance(), 5).unwrap()
    };
    let expected = logit_correlation_difference(&of_logits(&a), &of_logits(&b), 5).unwrap();
    near(found("logit_correlation_difference").0, expected, 1e-9);
    for name in ["kappa", "similarity_structure", "logit_correlation_difference"] {
        let (value, estimate) = found(name);
        assert!(estimate.low.unwrap() < value && value < estimate.high.unwrap(), "{name}");
        assert!(estimate.interval_method.starts_with("delete-a-group jackknife"), "{name}");
    }
}

#[test]
fn too_few_classes_are_undefined_alone() {
    let of = |id: &str, seed| input(id, variant(Role::Teacher, id, None), &[("test", &Made::new(90, 3, 4, seed))]);
    let metrics = analysed(vec![of("a", 1), of("b", 2)], 3).analysis.pairs.remove(0).metrics;
    assert!(metrics["similarity_structure"].scalar().is_none());
    assert!(metrics["kappa"].scalar().is_some());
}
