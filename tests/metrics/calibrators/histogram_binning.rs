use super::super::{Matrix, near};
use super::{equals_the_reference, fit};

#[test]
fn equals_netcal() {
    assert_eq!(equals_the_reference("histogram_binning", 1e-12), 3);
}

#[test]
fn by_hand() {
    // The even rows have p = ½ twice, right once each way; every other bin is empty and keeps its middle.
    let logits = Matrix::new(vec![0.0; 8], 2);
    let fitted = fit("histogram_binning", logits.rows(), &[0, 0, 1, 0]).unwrap();
    assert_eq!(fitted.probabilities(&[0.0, 0.0]), [0.5, 0.5]);
    near(fitted.probabilities(&[-9.0, 9.0])[0], 0.5 / (0.5 + 14.5), 1e-15);
    // 0.73 in bin 10, 0.27 in bin 4.
    near(fitted.probabilities(&[1.0, 0.0])[0], 10.5 / (10.5 + 4.5), 1e-15);
}
