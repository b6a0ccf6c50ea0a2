use super::super::{Made, mean, near, value};
use super::{curves, matrix, teacher, without_class_1};

#[test]
fn means_over_classes_are_the_metrics() {
    let record = teacher(&Made::new(400, 4, 5, 3));
    let split = &record.analysis.variants["only"].splits["test"];
    let rows: Vec<&[f64]> = matrix(&record, curves(&record).per_class.as_ref().unwrap()).chunks(4).collect();
    let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<f64>>();
    assert_eq!(column(0), [100.0; 4]);
    near(mean(&column(1)), value(split, "accuracy"), 1e-12);
    near(mean(&column(2)), value(split, "mean_confidence"), 1e-12);
    near(mean(&column(3)), value(split, "ece_classwise"), 1e-12);
}

#[test]
fn a_class_without_examples_has_a_count_alone() {
    let record = teacher(&without_class_1());
    let rows = matrix(&record, curves(&record).per_class.as_ref().unwrap());
    assert_eq!(rows[4], 0.0);
    assert!(rows[5..8].iter().all(|v| v.is_nan()));
    assert!(rows[..4].iter().chain(&rows[8..]).all(|v| v.is_finite()));
}
