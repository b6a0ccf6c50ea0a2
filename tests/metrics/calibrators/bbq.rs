use super::super::Matrix;
use super::super::near;
use super::{equals_the_reference, fit};

#[test]
fn equals_scipy() {
    assert_eq!(equals_the_reference("bbq", 1e-9), 4);
}

#[test]
fn by_hand_with_one_bin() {
    // Three even rows make one bin (n/5 < 2): (2 · ½ + labels)/(2 + 3), whatever the probability.
    let logits = Matrix::new(vec![0.0; 12], 2);
    let fitted = fit("bbq", logits.rows(), &[0, 1, 0, 1, 1, 1]).unwrap();
    near(fitted.probabilities(&[3.0, -3.0])[0], 3.0 / 5.0, 1e-12);
}
