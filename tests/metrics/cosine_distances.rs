use penult::metrics::class_separation::State;
use penult::metrics::class_sums::{ClassMeans, ClassSums};
use penult::metrics::cosine_distances::{push, separation, total, within};

use super::{Case, cases_of, near, same};

fn directions(case: &Case) -> ClassMeans {
    let features = case.features.rows();
    let mut sums = ClassSums::new(case.weight.rows().rows, vec![0.0; features.cols]);
    case.labels.iter().enumerate().for_each(|(i, label)| assert!(push(&mut sums, features.row(i), *label)));
    sums.means().unwrap()
}

fn means_of(rows: &[([f32; 2], usize)]) -> ClassMeans {
    let mut sums = ClassSums::new(2, vec![0.0; 2]);
    rows.iter().for_each(|(row, label)| assert!(push(&mut sums, row, *label)));
    sums.means().unwrap()
}

#[test]
fn by_hand() {
    // Class 0: (1, 0) twice; class 1: (1, 0) and (0, 1). Distances within: 0, and 0, 1, 1, 0; across: 0, 1, 0, 1.
    let means = means_of(&[([1.0, 0.0], 0), ([5.0, 0.0], 0), ([1.0, 0.0], 1), ([0.0, 3.0], 1)]);
    near(within(&means), 0.25, 1e-15); // (0 + ½)/2
    near(total(&means), 0.375, 1e-15); // (0 + ½ + ½ + ½)/4
    // Without self-pairs class 1 has 1 within: (0 + 1)/2 and (0 + 1 + ½ + ½)/4.
    near(separation(&means).unwrap(), 0.0, 1e-15);
}

#[test]
fn equals_the_definition_over_all_pairs() {
    for case in cases_of("geometry") {
        let means = directions(&case);
        same(within(&means), case.expected("d_within").unwrap());
        same(total(&means), case.expected("d_total").unwrap());
        match case.expected("class_separation_unbiased") {
            Some(expected) => same(separation(&means).unwrap(), expected),
            None => assert!(separation(&means).unwrap_err().0.contains("has one example")),
        }
    }
}

#[test]
fn the_two_make_up_class_separation() {
    for case in cases_of("geometry") {
        let mut state = State::new(case.weight.rows().rows, case.features.rows().cols);
        case.labels.iter().enumerate().for_each(|(i, label)| state.push(case.features.rows().row(i), *label));
        let means = directions(&case);
        near(1.0 - within(&means) / total(&means), state.value().unwrap(), 1e-12);
    }
}

#[test]
fn undefined_in_one_direction_and_norm_0_is_left_out() {
    let one_way = means_of(&[([1.0, 0.0], 0), ([5.0, 0.0], 0), ([1.0, 0.0], 1), ([2.0, 0.0], 1)]);
    assert!(separation(&one_way).unwrap_err().0.contains("one direction"));
    near(within(&one_way), 0.0, 0.0);
    let mut sums = ClassSums::new(2, vec![0.0; 2]);
    assert!(!push(&mut sums, &[0.0, 0.0], 1));
    assert!(sums.means().unwrap_err().0.contains("found 0"));
}
