use penult::metrics::Mergeable as _;
use penult::metrics::ece_classwise::{ClassBins, ece_classwise};

use super::{Case, cases_of, near, partitions, probabilities, same};

/// Bins of some examples of a case.
pub fn state(case: &Case, rows: &[usize]) -> ClassBins {
    let logits = case.logits.rows();
    let mut state = ClassBins::new(logits.cols);
    for i in rows {
        state.push(&probabilities(logits.row(*i), 1.0), case.labels[*i]);
    }
    state
}

pub fn all(case: &Case) -> Vec<usize> {
    (0..case.labels.len()).collect()
}

#[test]
fn by_hand() {
    // Class 0: 0.8 and 0.3, one of the two right, in different bins: |1 - 0.8| + |0 - 0.3|; class 1 mirrors it.
    let mut state = ClassBins::new(2);
    state.push(&[0.8, 0.2], 0);
    state.push(&[0.3, 0.7], 1);
    near(ece_classwise(&state).unwrap(), (0.5 + 0.5) / 4.0, 1e-15);
}

#[test]
fn equals_netcal_class_by_class() {
    for case in cases_of("calibration") {
        same(ece_classwise(&state(&case, &all(&case))).unwrap(), case.expected("ece_classwise").unwrap());
    }
}

#[test]
fn probabilities_of_0_and_1_and_an_absent_class() {
    let mut state = ClassBins::new(3);
    state.push(&[1.0, 0.0, 0.0], 0);
    near(ece_classwise(&state).unwrap(), 0.0, 0.0);
    state.push(&[0.0, 0.0, 1.0], 0);
    // Class 0: 0 and right, gap 1; class 2: 1 and wrong, gap 1.
    near(ece_classwise(&state).unwrap(), 2.0 / 6.0, 1e-15);
    assert!(ece_classwise(&ClassBins::new(3)).unwrap_err().0.contains("no examples"));
}

#[test]
fn any_partition_and_order_adds_up_and_comes_apart() {
    for case in cases_of("calibration") {
        let whole = ece_classwise(&state(&case, &all(&case))).unwrap();
        for parts in partitions(case.labels.len()) {
            let mut merged = state(&case, &parts[0]);
            parts[1..].iter().for_each(|part| merged.merge(&state(&case, part)));
            near(ece_classwise(&merged).unwrap(), whole, 1e-12);
            near(merged.count(), case.labels.len() as f64, 0.0);
            parts[..2].iter().for_each(|part| merged.subtract(&state(&case, part)));
            near(ece_classwise(&merged).unwrap(), ece_classwise(&state(&case, &parts[2])).unwrap(), 1e-12);
        }
    }
}
