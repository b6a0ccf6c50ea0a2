use penult::metrics::Mergeable as _;
use penult::metrics::class_sums::{ClassMeans, ClassSums};

use super::{Case, cases_of, near, partitions};

/// Sums of some examples of a case, relative to the mean of all.
pub fn sums(case: &Case, rows: &[usize]) -> ClassSums {
    let (features, classes) = (case.features.rows(), case.weight.rows().rows);
    let mut sums = ClassSums::new(classes, features.mean());
    rows.iter().for_each(|i| sums.push(features.row(*i).iter().map(|x| f64::from(*x)), case.labels[*i]));
    sums
}

/// Class means of a case.
pub fn means(case: &Case) -> ClassMeans {
    sums(case, &(0..case.labels.len()).collect::<Vec<_>>()).means().unwrap()
}

/// Class means of a few rows (D = 2), by label.
pub fn means_of(rows: &[([f64; 2], usize)], classes: usize) -> ClassMeans {
    let mut sums = ClassSums::new(classes, vec![0.0; 2]);
    rows.iter().for_each(|(row, label)| sums.push(*row, *label));
    sums.means().unwrap()
}

/// Two classes of two examples: means (0, 0) and (4, 0), each example 1 away from its mean.
pub const CROSS: [([f64; 2], usize); 4] = [([0.0, 1.0], 0), ([0.0, -1.0], 0), ([5.0, 0.0], 1), ([3.0, 0.0], 1)];

#[test]
fn by_hand() {
    let means = means_of(&CROSS, 2);
    assert_eq!((means.classes.as_slice(), means.counts.as_slice()), ([0, 1].as_slice(), [2.0, 2.0].as_slice()));
    assert_eq!(
        (means.centre.as_slice(), means.centred.as_slice()),
        ([2.0, 0.0].as_slice(), [-2.0, 0.0, 2.0, 0.0].as_slice())
    );
    assert_eq!((means.variances.as_slice(), means.within(), means.between()), ([1.0, 1.0].as_slice(), 1.0, 4.0));
}

#[test]
fn absent_classes_are_left_out_and_one_class_is_undefined() {
    let means = means_of(&[([0.0, 1.0], 1), ([2.0, 0.0], 3)], 5);
    assert_eq!(means.classes, [1, 3]);
    let mut one = ClassSums::new(3, vec![0.0]);
    assert!(one.means().unwrap_err().0.contains("found 0"));
    one.push([1.0], 2);
    assert!(one.means().unwrap_err().0.contains("found 1"));
}

#[test]
fn any_partition_and_order_adds_up_and_comes_apart() {
    for case in cases_of("geometry") {
        let whole = means(&case);
        for parts in partitions(case.labels.len()) {
            let mut merged = sums(&case, &parts[0]);
            parts[1..].iter().for_each(|part| merged.merge(&sums(&case, part)));
            let merged_means = merged.means().unwrap();
            let scale = whole.between().sqrt();
            merged_means.centred.iter().zip(&whole.centred).for_each(|(a, b)| near(*a, *b, 1e-12 * scale));
            near(merged_means.within(), whole.within(), 1e-12 * whole.within());
            parts[1..].iter().for_each(|part| merged.subtract(&sums(&case, part)));
            // What is left is the first part, whatever classes that holds.
            match (merged.means(), sums(&case, &parts[0]).means()) {
                (Ok(a), Ok(b)) => {
                    assert_eq!(a.classes, b.classes);
                    near(a.within(), b.within(), 1e-12 * whole.within());
                }
                (a, b) => assert_eq!(a.unwrap_err(), b.unwrap_err()),
            }
        }
    }
}

#[test]
fn a_shift_changes_nothing() {
    for case in cases_of("geometry") {
        let features = case.features.rows();
        let mut unshifted = ClassSums::new(case.weight.rows().rows, vec![0.0; features.cols]);
        let row = |i: usize| features.row(i).iter().map(|x| f64::from(*x));
        case.labels.iter().enumerate().for_each(|(i, label)| unshifted.push(row(i), *label));
        let (a, b) = (unshifted.means().unwrap(), means(&case));
        near(a.within(), b.within(), 1e-12 * b.within());
        a.centre.iter().zip(&b.centre).for_each(|(a, b)| near(*a, *b, 1e-12));
    }
}
