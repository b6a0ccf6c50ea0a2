use penult::metrics::effective_rank::effective_rank;
use penult::metrics::moments::{Moments, Shifted};
use penult::metrics::participation_ratio::participation_ratio;
use penult::metrics::pca::pca;

use super::{Case, cases_of, near, same};

fn moments(case: &Case) -> Moments {
    let x = Shifted::by_mean(case.features.rows());
    Moments::of_all(&x, &x)
}

fn of(case: &Case) -> f64 {
    effective_rank(&pca(case.features.rows(), 1).unwrap().variances).unwrap()
}

#[test]
fn by_hand() {
    near(effective_rank(&[2.0; 5]).unwrap(), 5.0, 1e-12);
    near(effective_rank(&[3.0, 0.0, 0.0]).unwrap(), 1.0, 1e-12);
    // Shares ½, ¼, ¼: entropy 1.5 log 2.
    near(effective_rank(&[4.0, 2.0, 2.0]).unwrap(), 2.0f64.powf(1.5), 1e-12);
    assert!(effective_rank(&[0.0, 0.0]).unwrap_err().0.contains("do not vary"));
}

#[test]
fn equals_scipy_and_is_at_least_the_participation_ratio() {
    for case in cases_of("geometry") {
        same(of(&case), case.expected("effective_rank").unwrap());
        assert!(of(&case) >= participation_ratio(&moments(&case)).unwrap());
    }
}

#[test]
fn is_below_the_one_on_singular_values() {
    // RankMe takes the singular values of the uncentred features, not the variances.
    for case in cases_of("geometry") {
        assert!(of(&case) < case.expected("effective_rank_of_singular_values").unwrap());
    }
}
