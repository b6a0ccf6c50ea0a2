use penult::metrics::class_cosines::class_cosines;

use super::class_sums::{means, means_of};
use super::{cases_of, same};

#[test]
fn equals_scikit_learn() {
    for case in cases_of("geometry") {
        let found = class_cosines(&means(&case)).unwrap();
        assert_eq!(found.values.len(), found.classes.len().pow(2));
        found.values.iter().zip(case.list("nc2_cosines")).for_each(|(a, b)| same(*a, b));
    }
}

#[test]
fn names_the_classes_that_have_examples_and_refuses_a_mean_on_the_centre() {
    let found = class_cosines(&means_of(&[([1.0, 0.0], 0), ([-1.0, 0.0], 2)], 3)).unwrap();
    assert_eq!((found.classes, found.values), (vec![0, 2], vec![1.0, -1.0, -1.0, 1.0]));
    let line = means_of(&[([-1.0, 0.0], 0), ([0.0, 0.0], 1), ([1.0, 0.0], 2)], 3);
    assert!(class_cosines(&line).unwrap_err().0.contains("class vector 1 is 0"));
}
