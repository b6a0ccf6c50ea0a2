use penult::metrics::kernel::Kernel;
use penult::metrics::linear_cka::{biased, debiased, hsic};
use penult::metrics::moments::{Moments, Shifted};
use penult::metrics::sample::Sample;

use super::{cases, near};

#[test]
fn linear_kernels_give_the_cka_that_moments_give() {
    for case in cases() {
        let rows: Vec<usize> = (0..case.labels.len()).collect();
        let kernel = |m: &super::Matrix| Kernel::linear(&Sample::of(m.rows(), &rows));
        let found = kernel(&case.features).cka(&kernel(&case.other_features));
        let (x, y) = (Shifted::by_mean(case.features.rows()), Shifted::by_mean(case.other_features.rows()));
        let of = |a: &Shifted<'_>, b: &Shifted<'_>| hsic(&Moments::of(a, b, &rows));
        let (xy, xx, yy) = (of(&x, &y), of(&x, &x), of(&y, &y));
        near(found.biased.unwrap(), biased(xy, xx, yy).unwrap(), 1e-11);
        near(found.debiased.unwrap(), debiased(xy, xx, yy).unwrap(), 1e-11);
    }
}

#[test]
fn hsic_1_is_the_mean_over_quadruples() {
    // expected: linear_cka_debiased_of_14 of the metrics script, over all ordered quadruples.
    for case in cases() {
        let rows: Vec<usize> = (0..14).collect();
        let kernel = |m: &super::Matrix| Kernel::linear(&Sample::of(m.rows(), &rows));
        let (k, l) = (kernel(&case.features), kernel(&case.other_features));
        let found = k.hsic_1(&l) / (k.hsic_1(&k) * l.hsic_1(&l)).sqrt();
        near(found, case.expected("linear_cka_debiased_of_14").unwrap(), 1e-9);
    }
}

#[test]
fn undefined_for_three_examples_or_features_that_do_not_vary() {
    let case = &cases()[0];
    let of = |rows: &[usize]| Kernel::linear(&Sample::of(case.features.rows(), rows));
    let three = of(&[0, 1, 2]).cka(&of(&[0, 1, 2]));
    near(three.biased.unwrap(), 1.0, 1e-12);
    assert!(three.debiased.unwrap_err().0.contains("4 examples"));
    let none = of(&[]).cka(&of(&[]));
    assert!(none.biased.is_err() && none.debiased.is_err());
    let still = Kernel::linear(&Sample::of(super::Matrix::new(vec![0.7; 20], 4).rows(), &[0, 1, 2, 3, 4]));
    assert!(still.cka(&of(&[0, 1, 2, 3, 4])).biased.unwrap_err().0.contains("do not vary"));
}
