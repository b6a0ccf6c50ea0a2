//! Percentiles as NumPy's, quantiles as SciPy's.

use penult::analysis::intervals::{basic, mean, percentile, student_t, variance};

use super::near;

const REPLICATES: [f64; 7] = [3.0, 1.0, 4.0, 1.5, 9.0, 2.6, 5.3];

/// `np.percentile(x, [2.5, 97.5])` and `[5, 95]`, method "linear".
#[test]
fn percentiles_are_those_of_numpy() {
    let (low, high) = percentile(&REPLICATES, 0.95);
    near(low, 1.075, 1e-12);
    near(high, 8.445, 1e-12);
    let (low, high) = percentile(&REPLICATES, 0.90);
    near(low, 1.15, 1e-12);
    near(high, 7.89, 1e-12);
    assert_eq!(percentile(&[2.5], 0.95), (2.5, 2.5), "one replicate");
}

/// 2 · 4 - 8.445 and 2 · 4 - 1.075: replicates that lie above the value push the interval below it.
#[test]
fn basic_interval_reflects_the_percentiles() {
    let (low, high) = basic(4.0, &REPLICATES, 0.95);
    near(low, -0.445, 1e-12);
    near(high, 6.925, 1e-12);
}

/// `scipy.stats.t.ppf(0.975, df)` and `ppf(0.95, df)`.
#[test]
fn student_t_has_the_known_quantiles() {
    let known = [(1.0, 12.706_204_736), (2.0, 4.302_652_730), (4.0, 2.776_445_105), (49.0, 2.009_575_237)];
    for (degrees, quantile) in known {
        near(student_t(degrees, 0.95), quantile, 1e-7);
        near(student_t(degrees, 0.95), quantile, 1e-7); // as it was kept
    }
    near(student_t(4.0, 0.90), 2.131_846_786, 1e-7);
    for (degrees, quantile) in
        [(999.0, 1.962_341_461), (1001.0, 1.962_336_705), (1e9, 1.959_963_987), (f64::INFINITY, 1.959_963_985)]
    {
        near(student_t(degrees, 0.95), quantile, 1e-7);
    }
    assert_eq!(student_t(0.0, 0.95), f64::INFINITY, "no degrees of freedom");
}

/// Mean 3, squares 4 + 1 + 0 + 1 + 4 = 10 over n - 1 = 4.
#[test]
fn variance_has_one_degree_less() {
    assert_eq!((mean(&[1.0, 2.0, 3.0, 4.0, 5.0]), variance(&[1.0, 2.0, 3.0, 4.0, 5.0])), (3.0, 2.5));
}
