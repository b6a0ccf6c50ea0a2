//! Each pair once, with the values of the metrics themselves.

use penult::analysis::schema::{Metric, Role};
use penult::metrics::{agreement, kl};

use super::{Made, analysed, input, mean, near, study, variant};

#[test]
fn each_pair_once_in_the_order_of_the_study_the_teacher_first() {
    let made = |seed| Made::new(60, 3, 4, seed);
    let mut student = variant(Role::Student, "student", None);
    student.teacher = Some("teacher".to_owned());
    let other = variant(Role::Scratch, "other", None);
    let teacher = variant(Role::Teacher, "teacher", None);
    let inputs = [("student", student, 1), ("other", other, 2), ("teacher", teacher, 3)];
    let inputs = inputs.into_iter().map(|(id, v, seed)| input(id, v, &[("test", &made(seed))])).collect();
    let pairs: Vec<(String, String)> = analysed(inputs, 3).analysis.pairs.into_iter().map(|p| (p.a, p.b)).collect();
    let expected = [("student", "other"), ("teacher", "student"), ("other", "teacher")];
    assert_eq!(pairs, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
}

#[test]
fn values_are_those_of_the_metrics_themselves() {
    let (x, y) = (Made::new(90, 3, 5, 1), Made::new(90, 3, 7, 2));
    let of = |id: &str, made: &Made| input(id, variant(Role::Teacher, id, None), &[("test", made)]);
    let analysis = analysed(vec![of("x", &x), of("y", &y)], 3).analysis;
    let metrics = &analysis.pairs[0].metrics;
    let (a, b) = (x.open(), y.open());
    let found = |name: &str| metrics[name].scalar().unwrap();
    assert_eq!(found("agreement").0, mean(&agreement::per_example(a.logits(), b.logits())));
    assert_eq!(found("kl").0, mean(&kl::per_example(a.logits(), b.logits())));
    // ||XᵀY||² / (||XᵀX|| ||YᵀY||) on centred columns, in plain loops.
    let centred = |m: &Made| -> Vec<Vec<f64>> {
        let column = |d: usize| {
            let values: Vec<f64> = (0..90).map(|i| f64::from(m.features[i * m.width + d])).collect();
            let centre = mean(&values);
            values.into_iter().map(|v| v - centre).collect()
        };
        (0..m.width).map(column).collect()
    };
    let square = |p: &[Vec<f64>], q: &[Vec<f64>]| -> f64 {
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        p.iter().flat_map(|a| q.iter().map(move |b| dot(a, b).powi(2))).sum()
    };
    let (p, q) = (centred(&x), centred(&y));
    near(found("linear_cka").0, square(&p, &q) / (square(&p, &p) * square(&q, &q)).sqrt(), 1e-9);
    let estimate = found("linear_cka_debiased").1;
    assert!(estimate.low.unwrap() < found("linear_cka_debiased").0);
    assert!(estimate.interval_method.starts_with("delete-a-group jackknife"));
}

#[test]
fn a_network_is_like_itself() {
    let of = |id: &str| input(id, variant(Role::Teacher, id, None), &[("test", &Made::new(60, 3, 4, 1))]);
    let metrics = analysed(vec![of("one"), of("again")], 3).analysis.pairs.remove(0).metrics;
    for (name, expected) in [("linear_cka", 1.0), ("linear_cka_debiased", 1.0), ("agreement", 1.0), ("kl", 0.0)] {
        near(metrics[name].scalar().unwrap().0, expected, 1e-12);
    }
}

#[test]
fn other_class_counts_leave_the_answers_undefined() {
    let labels = Made::new(60, 3, 4, 1).labels;
    let wide = Made { labels, ..Made::new(60, 5, 4, 2) };
    let of = |id: &str, made: &Made| input(id, variant(Role::Teacher, id, None), &[("test", made)]);
    let analysis = analysed(vec![of("three", &Made::new(60, 3, 4, 1)), of("five", &wide)], 3).analysis;
    for name in ["agreement", "kl"] {
        let Metric::Undefined { undefined } = &analysis.pairs[0].metrics[name] else { panic!("{name} has a value") };
        assert_eq!(undefined, "the two have 3 and 5 classes");
    }
    assert!(analysis.pairs[0].metrics["linear_cka"].scalar().is_some());
}

#[test]
fn features_that_do_not_vary_have_no_similarity() {
    let mut constant = Made { head: None, ..Made::new(60, 3, 4, 1) };
    constant.features.fill(0.1);
    let of = |id: &str, made: &Made| input(id, variant(Role::Teacher, id, None), &[("test", made)]);
    let analysis = analysed(vec![of("constant", &constant), of("other", &Made::new(60, 3, 4, 2))], 3).analysis;
    for name in ["linear_cka", "linear_cka_debiased"] {
        assert!(matches!(analysis.pairs[0].metrics[name], Metric::Undefined { .. }), "{name}");
    }
    assert!(analysis.group_pairs[0].metrics.contains_key("agreement"));
    assert!(!analysis.group_pairs[0].metrics.contains_key("linear_cka"));
}

#[test]
fn three_examples_have_a_biased_similarity_without_the_other() {
    let of = |id: &str, seed| input(id, variant(Role::Teacher, id, None), &[("test", &Made::new(3, 3, 4, seed))]);
    let metrics = analysed(vec![of("a", 1), of("b", 2)], 3).analysis.pairs.remove(0).metrics;
    assert!(metrics["linear_cka"].scalar().is_some());
    let Metric::Undefined { undefined } = &metrics["linear_cka_debiased"] else { panic!("it has a value") };
    assert_eq!(undefined, "debiased CKA needs 4 examples, found 3");
}

#[test]
fn pairs_of_a_study_are_all_there() {
    let analysis = study().analysis;
    let names = ["linear_cka", "linear_cka_debiased", "agreement", "kl"];
    assert!(analysis.pairs.iter().all(|p| p.metrics.keys().eq(names)));
}
