use penult::analysis::Record;
use penult::metrics::class_cosines::class_cosines;
use penult::metrics::class_sums::ClassSums;
use penult::metrics::logit_correlation::correlation;
use penult::metrics::moments::{Covariance, Shifted};
use penult::metrics::off_target_information::State;
use penult::metrics::softmax::argmax;

use super::super::{Made, near};
use super::{curves, matrix, teacher, without_class_1};

/// Each matrix, with its name.
fn all(record: &Record) -> [&[f64]; 4] {
    let of = &curves(record).matrices;
    [&of.off_target, &of.confusion, &of.class_mean_cosines, &of.logit_correlation]
        .map(|name| matrix(record, name.as_ref().unwrap()))
}

#[test]
fn of_few_classes_they_are_those_of_the_metrics() {
    let made = Made::new(400, 6, 5, 7);
    let (record, a) = (teacher(&made), made.open());
    let [off_target, confusion, cosines, correlations] = all(&record);
    let mut state = State::new(6, 1.0).unwrap();
    let mut sums = ClassSums::new(6, vec![0.0; 5]);
    let mut given = vec![0.0; 36];
    for i in 0..400 {
        state.push(a.logits().row(i), a.labels[i]);
        sums.push(a.features().row(i).iter().map(|x| f64::from(*x)), a.labels[i]);
        given[6 * a.labels[i] + argmax(a.logits().row(i))] +=
            1.0 / a.labels.iter().filter(|l| **l == a.labels[i]).count() as f64;
    }
    let profiles: Vec<f64> = state.profiles().into_iter().flat_map(Option::unwrap).collect();
    let covariance = Covariance::of(&Shifted::by_mean(a.logits()));
    let expected = [
        (off_target, profiles),
        (confusion, given),
        (cosines, class_cosines(&sums.means().unwrap()).unwrap().values),
        (correlations, correlation(covariance.values(), 6).unwrap()),
    ];
    for (found, expected) in expected {
        assert_eq!(found.len(), 36);
        found.iter().zip(expected).for_each(|(a, b)| near(*a, b, 1e-10));
    }
    off_target.chunks(6).for_each(|row| near(row.iter().sum(), 1.0, 1e-12));
}

/// Of 50 classes 40 are shown, with the numbers that they have among the 50.
#[test]
fn of_many_classes_the_shown_ones_keep_their_numbers() {
    let made = Made::new(500, 50, 8, 7);
    let record = teacher(&made);
    let shown = &record.analysis.data.shown.as_ref().unwrap().classes;
    let [off_target, confusion, cosines, correlations] = all(&record);
    let a = made.open();
    let (mut state, mut sums) = (State::new(50, 1.0).unwrap(), ClassSums::new(50, vec![0.0; 8]));
    for i in 0..500 {
        state.push(a.logits().row(i), a.labels[i]);
        sums.push(a.features().row(i).iter().map(|x| f64::from(*x)), a.labels[i]);
    }
    let profiles = state.profiles();
    let of_means = class_cosines(&sums.means().unwrap()).unwrap().values;
    let of_logits = correlation(Covariance::of(&Shifted::by_mean(a.logits())).values(), 50).unwrap();
    for (at, found) in off_target.iter().enumerate() {
        let (i, j) = (shown[at / 40], shown[at % 40]);
        near(*found, profiles[i].as_ref().unwrap()[j], 1e-12);
        near(cosines[at], of_means[i * 50 + j], 1e-10);
        near(correlations[at], of_logits[i * 50 + j], 1e-10);
    }
    assert!(confusion.chunks(40).all(|row| row.iter().sum::<f64>() <= 1.0 + 1e-12));
}

#[test]
fn a_class_without_examples_has_no_row() {
    let record = teacher(&without_class_1());
    let [off_target, confusion, cosines, correlations] = all(&record);
    for (at, found) in off_target.iter().enumerate() {
        assert_eq!(found.is_nan(), at / 4 == 1);
        assert_eq!(confusion[at].is_nan(), at / 4 == 1);
        assert_eq!(cosines[at].is_nan(), at / 4 == 1 || at % 4 == 1);
        assert!(correlations[at].is_finite());
    }
}

#[test]
fn what_does_not_vary_has_no_matrix() {
    let mut made = Made::new(30, 3, 4, 1);
    made.head = None;
    made.logits.fill(0.0);
    made.features.fill(0.5);
    let record = teacher(&made);
    let of = &curves(&record).matrices;
    assert_eq!((&of.class_mean_cosines, &of.logit_correlation), (&None, &None));
    let off_target = matrix(&record, of.off_target.as_ref().unwrap());
    assert_eq!(off_target, [0.0, 0.5, 0.5, 0.5, 0.0, 0.5, 0.5, 0.5, 0.0]);
}
