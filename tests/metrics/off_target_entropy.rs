use penult::metrics::off_target_entropy::per_example;

use super::expected::{expected, extreme_logits, same, sound};
use super::{Matrix, cases, mean, near};

#[test]
fn is_one_where_the_wrong_classes_are_alike_and_zero_where_one_has_all() {
    let z = Matrix::new(vec![5.0, 1.0, 1.0, 1.0, 0.0, 2000.0, 0.0, 0.0], 4);
    let terms = per_example(z.rows(), &[0, 0], 1.0).unwrap();
    near(terms[0], 1.0, 1e-15);
    near(terms[1], 0.0, 1e-15);
}

#[test]
fn equals_scipy() {
    let expected = expected("information");
    for case in cases().iter().filter(|c| c.logits.rows().cols > 2) {
        let of = |t: f64| mean(&per_example(case.logits.rows(), &case.labels, t).unwrap());
        same(of(1.0), &expected[&case.name]["off_target_entropy"]);
        same(of(4.0), &expected[&case.name]["off_target_entropy_at_4"]);
    }
}

#[test]
fn does_not_depend_on_the_label_logit() {
    let case = &cases()[0];
    let logits = case.logits.rows();
    let mut data = logits.data.to_vec();
    case.labels.iter().enumerate().for_each(|(i, y)| data[i * logits.cols + y] += 7.0);
    let moved = per_example(Matrix::new(data, logits.cols).rows(), &case.labels, 1.0).unwrap();
    assert_eq!(moved, per_example(logits, &case.labels, 1.0).unwrap());
}

#[test]
fn is_sound_at_the_edges() {
    for (logits, labels) in extreme_logits() {
        match per_example(logits.rows(), &labels, 1.0) {
            Ok(terms) => assert!(terms.iter().all(|t| (0.0..=1.0).contains(t))),
            Err(reason) => sound(&Err(reason)),
        }
    }
    assert!(per_example(Matrix::new(vec![0.0; 4], 2).rows(), &[0, 1], 1.0).is_err(), "one wrong class has no spread");
}
