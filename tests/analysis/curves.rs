//! Bins with Wilson bands, and samples for the figures.

use penult::analysis::curves::reliability;
use penult::analysis::schema::Role;
use penult::analysis::{Options, run};
use penult::metrics::calibration_error::bins;

use super::{Made, analysed, data, input, near, variant};

/// Wilson for 8 of 10: `statsmodels.stats.proportion.proportion_confint(8, 10, method="wilson")` = 0.4901625, 0.9433178.
#[test]
fn bands_are_those_of_wilson() {
    let correct: Vec<f64> = (0..10).map(|i| f64::from(u8::from(i < 8))).collect();
    let drawn = reliability(&bins(&[0.95; 10], &correct, 15));
    let last = &drawn[14];
    assert_eq!((drawn.len(), last.count, last.accuracy), (15, 10, Some(0.8)));
    near(last.confidence.unwrap(), 0.95, 1e-12);
    near(last.accuracy_low.unwrap(), 0.490_162_5, 1e-6);
    near(last.accuracy_high.unwrap(), 0.943_317_8, 1e-6);
    let empty = &drawn[0];
    assert_eq!((empty.count, empty.confidence, empty.accuracy, empty.accuracy_low), (0, None, None, None));
    near(empty.high, 1.0 / 15.0, 1e-12);
}

#[test]
fn samples_are_the_first_of_each_class() {
    let record =
        analysed(vec![input("only", variant(Role::Teacher, "only", None), &[("test", &Made::new(1000, 4, 5, 1))])], 4);
    let curves = &record.analysis.variants["only"].splits["test"].curves;
    let labels: Vec<usize> = record.scatter(curves.pca.as_ref().unwrap()).map(|p| p.1).collect();
    assert_eq!(labels, (0..240).map(|i| i % 4).collect::<Vec<_>>(), "60 of each class");
    let plane = curves.template_plane.as_ref().unwrap();
    let examples: Vec<usize> = record.scatter(&plane.examples).map(|p| p.1).collect();
    assert_eq!(examples.len(), 300);
    assert!(examples.iter().all(|c| plane.classes.contains(c)));
    assert_eq!(plane.templates[0], [0.0, 0.0]);
    assert_eq!(plane.templates[1], [1.0, 0.0]);
    assert!(plane.chosen_by.ends_with("in the head of only"));
}

/// Labels of the scatter are shared by the variants of a split, also where one has more logits than the others.
#[test]
fn variants_with_other_class_counts_share_their_sample() {
    let small = Made::new(300, 3, 4, 1);
    let wide = Made { labels: small.labels.clone(), ..Made::new(300, 60, 4, 2) };
    let of = |id: &str, made: &Made| input(id, variant(Role::Teacher, id, None), &[("test", made)]);
    let record = analysed(vec![of("small", &small), of("wide", &wide)], 3);
    for id in ["small", "wide"] {
        let curves = &record.analysis.variants[id].splits["test"].curves;
        let scatter = curves.pca.as_ref().unwrap();
        assert_eq!(record.arrays.points[&scatter.points].len(), record.arrays.labels[&scatter.labels].len());
    }
}

#[test]
fn classes_of_the_plane_can_be_named() {
    let inputs = vec![input("only", variant(Role::Teacher, "only", None), &[("test", &Made::new(80, 4, 5, 1))])];
    let options = Options { classes: Some([3, 0, 2]), ..Options::default() };
    let record = run(inputs, data(4), &options).unwrap();
    let plane = record.analysis.variants["only"].splits["test"].curves.template_plane.clone().unwrap();
    assert_eq!((plane.classes, plane.chosen_by.as_str()), ([3, 0, 2], "named by the user"));
}
