use penult::metrics::agreement::per_example;

use super::{Matrix, cases, mean, near};

#[test]
fn by_hand_with_a_tie_to_the_lowest_class() {
    let a = Matrix::new(vec![1.0, 0.0, 0.0, 1.0, 2.0, 2.0], 2);
    let b = Matrix::new(vec![5.0, 4.0, 1.0, 0.0, 2.0, 1.0], 2);
    assert_eq!(per_example(a.rows(), b.rows()), [1.0, 0.0, 1.0]);
}

#[test]
fn equals_numpy_is_symmetric_and_one_with_itself() {
    for case in cases() {
        let (a, b) = (case.logits.rows(), case.other_logits.rows());
        near(mean(&per_example(a, b)), case.expected("agreement").unwrap(), 1e-12);
        assert_eq!(per_example(a, b), per_example(b, a));
        near(mean(&per_example(a, a)), 1.0, 0.0);
    }
}
