//! Divergences are the means of the terms of the metrics themselves, with the interval of those terms.

use penult::analysis::schema::{Metric, Role};
use penult::metrics::divergence::{Divergence, per_example};
use penult::metrics::kl_split;

use super::super::{Made, analysed, input, mean, near, variant};

type Field = fn(&Divergence) -> f64;

fn inputs(a: &Made, b: &Made) -> Vec<penult::analysis::Input> {
    let of = |id: &str, made: &Made| input(id, variant(Role::Teacher, id, None), &[("test", made)]);
    vec![of("a", a), of("b", b)]
}

#[test]
fn values_are_those_of_the_metrics_themselves() {
    let (x, y) = (Made::new(90, 4, 5, 1), Made::new(90, 4, 7, 2));
    let analysis = analysed(inputs(&x, &y), 4).analysis;
    let metrics = &analysis.pairs[0].metrics;
    let (a, b) = (x.open(), y.open());
    for (t, end) in [(1.0, ""), (2.0, "_t2"), (4.0, "_t4"), (8.0, "_t8")] {
        let terms = per_example((a.logits(), t), (b.logits(), t)).unwrap();
        let of = |field: Field| mean(&terms.iter().map(field).collect::<Vec<f64>>());
        let fields: [(&str, Field); 3] =
            [("kl", |d| d.kl), ("kl_reverse", |d| d.reverse), ("jensen_shannon", |d| d.jensen_shannon)];
        for (name, field) in fields {
            let (value, estimate) = metrics[&format!("{name}{end}")].scalar().unwrap();
            near(value, of(field), 1e-12);
            assert!(estimate.low.unwrap() < value && value < estimate.high.unwrap(), "{name}{end}");
            assert!(estimate.interval_method.starts_with("percentile bootstrap"));
        }
    }
    let terms = kl_split::per_example(a.logits(), b.logits(), &a.labels, 1.0).unwrap();
    let found = |name: &str| metrics[name].scalar().unwrap().0;
    near(found("tckd"), mean(&terms.iter().map(|s| s.target).collect::<Vec<_>>()), 1e-12);
    near(found("nckd"), mean(&terms.iter().map(|s| s.non_target).collect::<Vec<_>>()), 1e-12);
    near(found("nckd_weight"), mean(&terms.iter().map(|s| s.weight).collect::<Vec<_>>()), 1e-12);
}

#[test]
fn a_network_is_not_far_from_itself_and_the_way_matters() {
    let (x, y) = (Made::new(90, 4, 5, 1), Made::new(90, 4, 5, 1).with_logits(0.2));
    let same = analysed(inputs(&x, &x), 4).analysis.pairs.remove(0).metrics;
    for name in ["kl_reverse", "jensen_shannon", "kl_t8", "tckd", "nckd"] {
        near(same[name].scalar().unwrap().0, 0.0, 1e-12);
    }
    let [there, back] = [inputs(&x, &y), inputs(&y, &x)].map(|i| analysed(i, 4).analysis.pairs.remove(0).metrics);
    let value = |metrics: &indexmap::IndexMap<String, Metric>, name: &str| metrics[name].scalar().unwrap().0;
    near(value(&there, "kl"), value(&back, "kl_reverse"), 1e-12);
    near(value(&there, "kl_t4"), value(&back, "kl_reverse_t4"), 1e-12);
    near(value(&there, "jensen_shannon"), value(&back, "jensen_shannon"), 1e-12);
    let [kl, reverse] = ["kl", "kl_reverse"].map(|name| value(&there, name));
    assert!((kl - reverse).abs() > 0.05 * kl, "{kl} {reverse}");
}

#[test]
fn other_class_counts_are_undefined_with_the_reason() {
    let labels = Made::new(60, 3, 4, 1).labels;
    let wide = Made { labels, ..Made::new(60, 5, 4, 2) };
    let metrics = analysed(inputs(&Made::new(60, 3, 4, 1), &wide), 3).analysis.pairs.remove(0).metrics;
    for name in ["kl_t2", "jensen_shannon", "nckd", "kappa", "similarity_structure", "logit_correlation_difference"] {
        let Metric::Undefined { undefined } = &metrics[name] else { panic!("{name} has a value") };
        assert_eq!(undefined, "the two have 3 and 5 classes");
    }
    assert!(metrics["rbf_cka"].scalar().is_some());
}
