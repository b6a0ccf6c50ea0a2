use penult::metrics::gram::Gram;

use super::class_sums::{CROSS, means_of};
use super::{Matrix, near};

#[test]
fn by_hand() {
    let gram = Gram::of_means(&means_of(&CROSS, 2));
    assert_eq!((gram.count(), gram.values(), gram.norms()), (2, [4.0, -4.0, -4.0, 4.0].as_slice(), vec![2.0, 2.0]));
    assert_eq!(gram.cosines().unwrap(), [1.0, -1.0, -1.0, 1.0]);
    let head = Matrix::new(vec![3.0, 0.0, 4.0, 4.0], 2);
    let gram = Gram::of_head(head.rows()).unwrap();
    assert_eq!(gram.values(), [9.0, 12.0, 12.0, 32.0]);
    near(gram.cosines().unwrap()[1], 0.5f64.sqrt(), 1e-15);
}

#[test]
fn undefined_with_one_class_or_a_vector_of_0() {
    let one = Matrix::new(vec![1.0, 2.0], 2);
    assert!(Gram::of_head(one.rows()).unwrap_err().0.contains("two classes"));
    let zero = Matrix::new(vec![1.0, 2.0, 0.0, 0.0], 2);
    assert!(Gram::of_head(zero.rows()).unwrap().cosines().unwrap_err().0.contains("class vector 1 is 0"));
}
