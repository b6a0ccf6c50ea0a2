use super::super::{Matrix, near};
use super::{equals_the_reference, fit};

#[test]
fn equals_scikit_learn() {
    assert_eq!(equals_the_reference("isotonic_regression", 1e-12), 4);
}

#[test]
fn where_every_class_is_given_0_nothing_is_known() {
    // Class 2 alone ever occurs, at its largest probabilities; where it is least, all three maps give 0.
    let rows = [[0.0, 0.0, 3.0], [0.0; 3], [0.0, 0.0, -3.0], [0.0; 3], [0.0, 3.0, 3.0]];
    let logits = Matrix::new(rows.concat(), 3);
    let fitted = fit("isotonic_regression", logits.rows(), &[2, 0, 0, 0, 1]).unwrap();
    fitted.probabilities(&[0.0, 0.0, 3.0]).iter().zip([0.0, 0.0, 1.0]).for_each(|(a, b)| near(*a, b, 1e-15));
    near(fitted.probabilities(&[-9.0, -9.0, -9.0]).iter().sum(), 1.0, 1e-15);
}
