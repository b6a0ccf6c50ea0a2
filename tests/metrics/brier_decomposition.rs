use penult::metrics::Mergeable as _;
use penult::metrics::brier_decomposition::brier_parts;
use penult::metrics::ece_classwise::ClassBins;

use super::ece_classwise::{all, state};
use super::{cases_of, near, partitions, same};

#[test]
fn constant_forecasts_leave_no_residual() {
    // 0.7 for class 0 four times, three of them right: reliability 2 · 0.05², resolution 0, uncertainty 2 · ¾ · ¼.
    let mut state = ClassBins::new(2);
    [0, 0, 0, 1].iter().for_each(|label| state.push(&[0.7, 0.3], *label));
    let parts = brier_parts(&state).unwrap();
    near(parts.reliability, 0.005, 1e-15);
    near(parts.resolution, 0.0, 1e-15);
    near(parts.uncertainty, 0.375, 1e-15);
    near(parts.residual, 0.0, 1e-15);
}

#[test]
fn equals_each_parts_own_definition() {
    for case in cases_of("calibration") {
        let state = state(&case, &all(&case));
        let parts = brier_parts(&state).unwrap();
        same(state.brier(), case.expected("brier").unwrap());
        same(parts.reliability, case.expected("brier_reliability").unwrap());
        same(parts.resolution, case.expected("brier_resolution").unwrap());
        same(parts.uncertainty, case.expected("brier_uncertainty").unwrap());
        // Within-bin variance less twice the covariance, computed as such.
        near(parts.residual, case.expected("brier_residual").unwrap(), 1e-12);
        near(parts.reliability - parts.resolution + parts.uncertainty + parts.residual, state.brier(), 1e-15);
    }
}

#[test]
fn any_partition_and_order_adds_up() {
    for case in cases_of("calibration") {
        let whole = brier_parts(&state(&case, &all(&case))).unwrap();
        for parts in partitions(case.labels.len()) {
            let mut merged = state(&case, &parts[0]);
            parts[1..].iter().for_each(|part| merged.merge(&state(&case, part)));
            let merged = brier_parts(&merged).unwrap();
            near(merged.reliability, whole.reliability, 1e-12);
            near(merged.resolution, whole.resolution, 1e-12);
            near(merged.residual, whole.residual, 1e-12);
        }
    }
}

#[test]
fn no_examples_are_undefined() {
    assert!(brier_parts(&ClassBins::new(2)).unwrap_err().0.contains("no examples"));
}
