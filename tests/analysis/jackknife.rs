//! Delete-a-group values are those of the rows that are left, whatever the threads.

use penult::analysis::intervals::{student_t, variance};
use penult::analysis::jackknife::{GROUPS, Jackknife, error, half_width};
use penult::linalg::Rows;
use penult::metrics::class_separation::State;
use penult::metrics::moments::{Moments, Shifted};
use penult::metrics::participation_ratio::participation_ratio;

use super::{Made, near};

#[test]
fn groups_are_stratified_and_hold_every_example_once() {
    let labels: Vec<usize> = (0..1000).map(|i| (i * i) % 4).collect();
    let jackknife = Jackknife::new(&labels);
    assert_eq!(jackknife.groups().len(), GROUPS);
    let mut all: Vec<usize> = jackknife.groups().concat();
    all.sort_unstable();
    assert_eq!(all, (0..1000).collect::<Vec<_>>());
    for class in 0..2 {
        let total = labels.iter().filter(|l| **l == class).count();
        for group in jackknife.groups() {
            let count = group.iter().filter(|i| labels[**i] == class).count();
            assert!(count.abs_diff(total / GROUPS) <= 1, "{count} of class {class}, {total} in all");
        }
    }
}

#[test]
fn fewer_examples_than_groups_leave_no_group_empty() {
    let jackknife = Jackknife::new(&[0, 1, 2, 0, 1, 2, 0]);
    assert_eq!(jackknife.groups().len(), 7);
    assert!(jackknife.groups().iter().all(|g| g.len() == 1));
    assert!(Jackknife::new(&[]).delete_a_group(|_| State::new(1, 1), |_| 0.0).is_none());
}

/// Class separation and participation ratio without each group, from the other rows by hand.
#[test]
fn deleted_values_are_those_of_the_rows_that_are_left() {
    let made = Made::new(230, 3, 5, 1);
    let labels: Vec<usize> = made.labels.iter().map(|l| *l as usize).collect();
    let rows = Rows::new(&made.features, 230, 5).unwrap();
    let shifted = Shifted::by_mean(rows);
    let separation = |members: &[usize]| {
        let mut state = State::new(3, 5);
        members.iter().for_each(|i| state.push(rows.row(*i), labels[*i]));
        state
    };
    let moments = |members: &[usize]| Moments::of(&shifted, &shifted, members);
    let jackknife = Jackknife::new(&labels);
    let (total, deleted) = jackknife.delete_a_group(separation, |s| s.value().unwrap()).unwrap();
    let (_, ratios) = jackknife.delete_a_group(moments, |m| participation_ratio(m).unwrap()).unwrap();
    let all: Vec<usize> = (0..230).collect();
    near(total.value().unwrap(), separation(&all).value().unwrap(), 1e-12);
    assert_eq!((deleted.len(), ratios.len()), (GROUPS, GROUPS));
    for (group, (value, ratio)) in jackknife.groups().iter().zip(deleted.iter().zip(&ratios)) {
        let rest: Vec<usize> = all.iter().copied().filter(|i| !group.contains(i)).collect();
        near(*value, separation(&rest).value().unwrap(), 1e-12);
        let made = made.pick(&rest);
        let alone = Shifted::by_mean(Rows::new(&made.features, rest.len(), 5).unwrap());
        let all: Vec<usize> = (0..rest.len()).collect();
        near(*ratio, participation_ratio(&Moments::of(&alone, &alone, &all)).unwrap(), 1e-9);
    }
}

#[test]
fn any_threads_give_the_same_bits() {
    let made = Made::new(200, 4, 6, 2);
    let labels: Vec<usize> = made.labels.iter().map(|l| *l as usize).collect();
    let shifted = Shifted::by_mean(Rows::new(&made.features, 200, 6).unwrap());
    let of = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let jackknife = Jackknife::new(&labels);
        let value = |m: &Moments| (m.centred_square(), m.debiased_square());
        pool.install(|| jackknife.delete_a_group(|g| Moments::of(&shifted, &shifted, g), value)).unwrap().1
    };
    assert_eq!(of(1), of(3));
}

/// Without one of n values the mean is (n m - x) / (n - 1): the jackknife's error is s/√n exactly.
#[test]
fn error_of_a_mean_is_the_known_one() {
    let x = [2.0f64, 3.0, 5.0, 7.0, 11.0, 13.0];
    let sum: f64 = x.iter().sum();
    let deleted: Vec<f64> = x.iter().map(|v| (sum - v) / 5.0).collect();
    near(error(&deleted), (variance(&x) / 6.0).sqrt(), 1e-12);
    near(half_width(&deleted, 0.95), student_t(5.0, 0.95) * (variance(&x) / 6.0).sqrt(), 1e-9);
}
