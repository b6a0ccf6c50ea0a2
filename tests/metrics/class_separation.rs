use penult::metrics::Mergeable as _;
use penult::metrics::class_separation::State;

use super::{Case, cases, near};

fn state(case: &Case, rows: &[usize]) -> State {
    let features = case.features.rows();
    let mut state = State::new(features.cols.max(8), features.cols);
    rows.iter().for_each(|i| state.push(features.row(*i), case.labels[*i]));
    state
}

#[test]
fn orthogonal_classes_without_spread_are_wholly_separate() {
    let mut state = State::new(3, 3);
    for k in 0..3 {
        let mut row = [0.0f32; 3];
        row[k] = 2.0;
        state.push(&row, k);
        state.push(&row, k);
    }
    near(state.value().unwrap(), 1.0, 1e-12);
}

#[test]
fn by_hand_with_classes_of_other_sizes() {
    // Class 0: (1, 0) twice; class 1: (1, 0) and (0, 1). Classes weigh the same whatever their size.
    // mu_0 = (1, 0), mu_1 = (½, ½), mu = (¾, ¼): R² = ((1 + ½)/2 - 10/16) / (1 - 10/16) = (1/8) / (3/8).
    let mut state = State::new(2, 2);
    for (row, label) in [([1.0f32, 0.0], 0), ([5.0, 0.0], 0), ([1.0, 0.0], 1), ([0.0, 3.0], 1)] {
        state.push(&row, label);
    }
    near(state.value().unwrap(), 1.0 / 3.0, 1e-12);
}

#[test]
fn undefined_with_one_class_or_one_direction() {
    let mut state = State::new(2, 2);
    state.push(&[1.0, 0.0], 0);
    assert!(state.value().unwrap_err().0.contains("two classes"));
    state.push(&[2.0, 0.0], 1);
    assert!(state.value().unwrap_err().0.contains("one direction"));
    state.push(&[0.0, 0.0], 1);
    assert_eq!(state.skipped, 1);
}

#[test]
fn equals_the_definition_over_all_pairs() {
    for case in cases() {
        let all: Vec<usize> = (0..case.labels.len()).collect();
        near(state(&case, &all).value().unwrap(), case.expected("class_separation").unwrap(), 1e-7);
    }
}

#[test]
fn shards_add_up_and_come_apart() {
    for case in cases() {
        let all: Vec<usize> = (0..case.labels.len()).collect();
        let (head, tail) = all.split_at(all.len() / 3);
        let mut merged = state(&case, tail);
        merged.merge(&state(&case, head));
        near(merged.value().unwrap(), state(&case, &all).value().unwrap(), 1e-12);
        merged.subtract(&state(&case, head));
        near(merged.value().unwrap(), state(&case, tail).value().unwrap(), 1e-12);
    }
}

#[test]
fn a_scale_of_an_example_changes_nothing() {
    for case in cases() {
        let mut scaled = State::new(8, case.features.rows().cols);
        for (i, label) in case.labels.iter().enumerate() {
            let row: Vec<f32> = case.features.rows().row(i).iter().map(|x| x * (1 << (i % 5)) as f32).collect();
            scaled.push(&row, *label);
        }
        let all: Vec<usize> = (0..case.labels.len()).collect();
        near(scaled.value().unwrap(), state(&case, &all).value().unwrap(), 1e-12);
    }
}
