//! Each pair once, with the values of the metrics themselves.

mod divergences; // terms of the metrics, other class counts
mod sampled; // the similarities of a sample, their notes and nulls
mod specific; // whom a student is compared with
mod structure; // correlations of logits, similarity structure, kappa

use penult::analysis::schema::{Analysis, Metric, Pair, Role};
use penult::metrics::{METRICS, Topic, agreement, definition, kl};

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

/// The names of what is measured of a pair of these ids on the test split.
fn names<'a>(analysis: &'a Analysis, a: &str, b: &str) -> Vec<&'a str> {
    pair(analysis, a, b).metrics.keys().map(String::as_str).collect()
}

/// A pair on the test split.
pub fn pair<'a>(analysis: &'a Analysis, a: &str, b: &str) -> &'a Pair {
    analysis.pairs.iter().find(|p| p.split == "test" && p.a == a && p.b == b).unwrap_or_else(|| panic!("{a}, {b}"))
}

#[test]
fn the_dearer_a_statistic_the_fewer_pairs_have_it() {
    let analysis = study().analysis;
    assert!(analysis.pairs.iter().all(|p| p.metrics.contains_key("linear_cka") && p.metrics.contains_key("kl")));
    let any = ["linear_cka", "linear_cka_debiased", "agreement", "kl"];
    assert_eq!(names(&analysis, "hard_1", "hard_2"), any);
    // Of one seed, but neither taught the other.
    assert_eq!(names(&analysis, "hard_2", "from_smooth_t1_2"), any);
    let of_pairs = || METRICS.iter().filter(|d| d.subject.is_pair()).map(|d| d.name);
    let is_sampled = |name: &str| {
        let d = definition(name).unwrap();
        d.topic == Topic::Similarity && !any.contains(&name)
    };
    let close: Vec<&str> =
        of_pairs().filter(|name| !is_sampled(name) && *name != "teacher_specific_agreement").collect();
    assert_eq!(names(&analysis, "hard_2", "smooth_2"), close, "a variant with its reference");
    assert_eq!(names(&analysis, "from_hard_t4_3", "from_smooth_t4_3"), close);
    let taught: Vec<&str> = of_pairs().filter(|name| !is_sampled(name)).collect();
    assert_eq!(names(&analysis, "smooth_2", "from_smooth_t4_2"), taught, "a teacher with its student");
    let first: Vec<&str> = of_pairs().filter(|name| *name != "teacher_specific_agreement").collect();
    assert_eq!(names(&analysis, "hard_1", "from_smooth_t4_1"), first, "the first of two groups");
    assert_eq!(names(&analysis, "hard_1", "from_hard_t1_1"), of_pairs().collect::<Vec<_>>());
}

#[test]
fn beyond_sixteen_groups_first_variants_are_not_compared_in_full() {
    let made = Made::new(24, 3, 4, 1);
    let inputs = (0..18).map(|i| {
        let id = format!("v{i:02}");
        input(&id, variant(Role::Teacher, &id, None), &[("test", &made)])
    });
    let analysis = analysed(inputs.collect(), 3).analysis;
    let has = |name: &str| analysis.pairs.iter().filter(|p| p.metrics.contains_key(name)).count();
    assert_eq!((has("linear_cka"), has("procrustes")), (18 * 17 / 2, 16 * 15 / 2));
    assert!(!pair(&analysis, "v00", "v16").metrics.contains_key("kappa"));
}
