use penult::metrics::Mergeable as _;
use penult::metrics::moments::{Moments, Shifted};

use super::{cases, near};

#[test]
fn shards_of_one_shift_add_up_and_come_apart() {
    for case in cases() {
        let (x, y) = (case.features.rows(), case.other_features.rows());
        let (x, y) = (Shifted::by(x, x.mean()), Shifted::by(y, y.mean()));
        let all: Vec<usize> = (0..case.labels.len()).collect();
        let (head, tail) = all.split_at(5);
        let (whole, first) = (Moments::of(&x, &y, &all), Moments::of(&x, &y, head));
        let mut merged = first.clone();
        merged.merge(&Moments::of(&x, &y, tail));
        let same = |a: &Moments, b: &Moments| {
            // Within 1e-12 of the sums' size.
            near(a.centred_square() / b.centred_square(), 1.0, 1e-12);
            near(a.debiased_square() / b.centred_square(), b.debiased_square() / b.centred_square(), 1e-12);
        };
        same(&merged, &whole);
        merged.subtract(&first);
        same(&merged, &Moments::of(&x, &y, tail));
    }
}

#[test]
fn covariance_by_hand() {
    // (3, 0), (-3, 0), (0, 1), (0, -1): 18/3 and 2/3, nothing across.
    let data = [3.0f32, 0.0, -3.0, 0.0, 0.0, 1.0, 0.0, -1.0];
    let x = Shifted::by_mean(penult::linalg::Rows::new(&data, 4, 2).unwrap());
    let covariance = Moments::of(&x, &x, &[0, 1, 2, 3]).covariance();
    for (found, expected) in covariance.iter().zip([6.0, 0.0, 0.0, 2.0 / 3.0]) {
        near(*found, expected, 1e-12);
    }
}
