use penult::metrics::Mergeable as _;
use penult::metrics::linear_cka::{Hsic, hsic, linear_cka};
use penult::metrics::moments::{Covariance, Moments, Panel, Shifted, panels, symmetric_panels};

use super::{Matrix, cases, near, noise};

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

/// More columns than a panel has: the sums over the panels are those of the whole.
#[test]
fn panels_add_up_to_the_whole() {
    let (n, wide, narrow) = (40, 1100, 30);
    let (x, y) = (Matrix::new(noise(n * wide, 1), wide), Matrix::new(noise(n * narrow, 2), narrow));
    let (x, y) = (Shifted::by_mean(x.rows()), Shifted::by_mean(y.rows()));
    let all: Vec<usize> = (0..n).collect();
    let of_panels = |panels: &[Panel<'_>]| {
        let mut total = Hsic::default();
        panels.iter().for_each(|p| total.add(hsic(&Moments::of(&p.x, &p.y, &all)), p.weight));
        total
    };
    assert_eq!((panels(&x, &y).len(), symmetric_panels(&x).len()), (3, 6));
    for (parts, whole) in [
        (of_panels(&panels(&x, &y)), Moments::of(&x, &y, &all)),
        (of_panels(&symmetric_panels(&x)), Moments::of(&x, &x, &all)),
    ] {
        let whole = hsic(&whole);
        near(parts.biased() / whole.biased(), 1.0, 1e-12);
        near(parts.debiased() / whole.biased(), whole.debiased() / whole.biased(), 1e-12);
    }
    let (found, expected) = (Covariance::of(&x), Moments::of(&x, &x, &all).covariance());
    assert_eq!((found.count(), found.width()), (40.0, wide));
    found.values().iter().zip(&expected).for_each(|(a, b)| near(*a, *b, 1e-12));
}

#[test]
fn similarity_is_the_same_on_one_thread_and_three() {
    let (n, width) = (3000, 40);
    let (x, y) = (Matrix::new(noise(n * width, 3), width), Matrix::new(noise(n * width, 4), width));
    let of = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| linear_cka(x.rows(), y.rows()))
    };
    assert_eq!(of(1), of(3));
}
