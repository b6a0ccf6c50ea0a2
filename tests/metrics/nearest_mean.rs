use penult::metrics::class_sums::ClassSums;
use penult::metrics::nearest_mean::{accuracy_per_example, agreement_per_example, nearest};

use super::class_sums::{means, means_of};
use super::{Matrix, cases_of, mean, near, noise};

#[test]
fn by_hand_ties_go_to_the_lowest_class() {
    // Means 0, 4 and 8 on a line, of classes 1, 2 and 4.
    let means = means_of(&[([0.0, 0.0], 1), ([4.0, 0.0], 2), ([8.0, 0.0], 4)], 5);
    let features = Matrix::new(vec![-1.0, 0.0, 2.0, 3.0, 5.9, 0.0, 6.1, 0.0], 2);
    let found = nearest(features.rows(), &means);
    assert_eq!(found, [1, 1, 2, 4]);
    assert_eq!(accuracy_per_example(&found, &[1, 2, 2, 0]), [1.0, 0.0, 1.0, 0.0]);
    let logits = Matrix::new(vec![0.0, 9.0, 0.0, 0.0, 0.0, 9.0, 0.0, 0.0, 0.0, 0.0], 5);
    assert_eq!(agreement_per_example(&found[..2], logits.rows()), [1.0, 0.0]);
}

#[test]
fn equals_scikit_learn() {
    for case in cases_of("geometry") {
        let found = nearest(case.features.rows(), &means(&case));
        let accuracy = mean(&accuracy_per_example(&found, &case.labels));
        let agreement = mean(&agreement_per_example(&found, case.logits.rows()));
        near(accuracy, case.expected("nearest_mean_accuracy").unwrap(), 1e-12);
        near(agreement, case.expected("nc4_agree").unwrap(), 1e-12);
    }
}

#[test]
fn blocks_and_far_away_features_change_nothing() {
    // More rows than a block, a thousand away from the origin: the nearest mean by plain distances.
    let (classes, width, rows) = (7, 5, 600);
    let features = Matrix::new(noise(rows * width, 9).iter().map(|x| x + 1000.0).collect(), width);
    let mut sums = ClassSums::new(classes, features.rows().mean());
    (0..rows).for_each(|i| sums.push(features.rows().row(i).iter().map(|x| f64::from(*x)), i % classes));
    let means = sums.means().unwrap();
    let distance = |i: usize, c: usize| -> f64 {
        let mean = means.row(c).iter().zip(&means.centre).map(|(m, g)| m + g);
        features.rows().row(i).iter().zip(mean).map(|(x, m)| (f64::from(*x) - m).powi(2)).sum()
    };
    let plain = |i: usize| (0..classes).min_by(|a, b| distance(i, *a).total_cmp(&distance(i, *b))).unwrap();
    assert_eq!(nearest(features.rows(), &means), (0..rows).map(plain).collect::<Vec<_>>());
}
