use penult::metrics::Mergeable as _;
use penult::metrics::kernel::Kernel;
use penult::metrics::minibatch_cka::State;
use penult::metrics::sample::Sample;

use super::expected::{expected, extreme_features, same, sound};
use super::{cases, near};

#[test]
fn equals_song_s_formula_over_batches_and_leaves_out_short_ones() {
    let expected = expected("similarity");
    for case in cases() {
        let order: Vec<usize> = (0..case.labels.len()).collect();
        let found = State::of(case.features.rows(), case.other_features.rows(), &order, 8);
        same(found.value().unwrap(), &expected[&case.name]["minibatch_cka"]);
        let mut with_rest = found;
        with_rest
            .push(&Sample::of(case.features.rows(), &[0, 1, 2]), &Sample::of(case.other_features.rows(), &[0, 1, 2]));
        assert_eq!(with_rest, found);
    }
}

#[test]
fn one_batch_of_all_is_the_debiased_cka() {
    let case = &cases()[0];
    let order: Vec<usize> = (0..case.labels.len()).collect();
    let kernel = |m: &super::Matrix| Kernel::linear(&Sample::of(m.rows(), &order));
    let expected = kernel(&case.features).cka(&kernel(&case.other_features)).debiased.unwrap();
    near(State::of(case.features.rows(), case.other_features.rows(), &order, 1000).value().unwrap(), expected, 1e-12);
}

#[test]
fn batches_add_up_and_come_apart() {
    let case = &cases()[0];
    let of = |rows: &[usize]| State::of(case.features.rows(), case.other_features.rows(), rows, 10);
    let all: Vec<usize> = (0..60).collect();
    let (head, tail) = all.split_at(20);
    let mut merged = of(tail);
    merged.merge(&of(head));
    near(merged.value().unwrap(), of(&all).value().unwrap(), 1e-12);
    merged.subtract(&of(head));
    near(merged.value().unwrap(), of(tail).value().unwrap(), 1e-12);
}

#[test]
fn is_sound_at_the_edges() {
    for (features, labels) in extreme_features() {
        let order: Vec<usize> = (0..labels.len()).collect();
        sound(&State::of(features.rows(), features.rows(), &order, 5).value());
    }
    assert!(State::default().value().unwrap_err().0.contains("a batch of 4"));
}
