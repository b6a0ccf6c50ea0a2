use penult::metrics::sample::{Sample, width_note};

use super::{Matrix, near};

#[test]
fn rows_lose_the_mean_of_their_class_or_of_all() {
    let x = Matrix::new(vec![1.0, 10.0, 3.0, 20.0, 5.0, 60.0], 2);
    let sample = Sample::of(x.rows(), &[0, 1, 2]);
    assert_eq!(sample.clone().centred().values, [-2.0, -20.0, 0.0, -10.0, 2.0, 30.0]);
    assert_eq!(sample.clone().class_centred(&[0, 0, 4]).values, [-1.0, -5.0, 1.0, 5.0, 0.0, 0.0]);
    assert_eq!(sample.pick(&[2, 0, 1]).values, [5.0, 60.0, 1.0, 10.0, 3.0, 20.0]);
}

#[test]
fn products_by_hand() {
    let x = Sample::of(Matrix::new(vec![1.0, 2.0, 3.0, 4.0], 2).rows(), &[0, 1]);
    let y = Sample::of(Matrix::new(vec![5.0, 6.0], 1).rows(), &[0, 1]);
    assert_eq!(x.gram(), [5.0, 11.0, 11.0, 25.0]);
    assert_eq!(x.product(&y), [23.0, 34.0]);
    near(x.square(), 30.0, 0.0);
}

#[test]
fn few_examples_for_the_width_are_said() {
    assert_eq!(width_note(256, 64, 4), None);
    assert!(width_note(255, 64, 4).unwrap().contains("255 examples are few for 64 features"));
}
