use penult::metrics::accuracy::{per_example, top5_per_example};

use super::{Matrix, cases, mean, near};

#[test]
fn by_hand_with_a_tie_to_the_lowest_class() {
    let z = Matrix::new(vec![1.0, 2.0, 0.0, 3.0, 3.0, 0.0], 3);
    assert_eq!(per_example(z.rows(), &[1, 1]), [1.0, 0.0]);
    assert_eq!(per_example(z.rows(), &[0, 0]), [0.0, 1.0]);
}

#[test]
fn top5_counts_classes_before_the_label() {
    // Six equal logits: ties go to the lowest class, so class 5 is sixth.
    let z = Matrix::new(vec![0.0; 12], 6);
    assert_eq!(top5_per_example(z.rows(), &[4, 5]).unwrap(), [1.0, 0.0]);
    let five = Matrix::new(vec![0.0; 5], 5);
    assert!(top5_per_example(five.rows(), &[0]).unwrap_err().0.contains("5 classes"));
}

#[test]
fn equals_scikit_learn_and_moves_with_the_classes() {
    for case in cases() {
        near(mean(&per_example(case.logits.rows(), &case.labels)), case.expected("accuracy").unwrap(), 1e-12);
        match case.expected("top5_accuracy") {
            Some(top5) => near(mean(&top5_per_example(case.logits.rows(), &case.labels).unwrap()), top5, 1e-12),
            None => assert!(top5_per_example(case.logits.rows(), &case.labels).is_err(), "{}", case.name),
        }
        // A positive scale and a shift change no order.
        let scaled = case.logits.map(|z| 3.0 * z + 1.0);
        assert_eq!(per_example(scaled.rows(), &case.labels), per_example(case.logits.rows(), &case.labels));
    }
}
