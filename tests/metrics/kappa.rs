use penult::metrics::kappa::State;

use super::expected::{expected, extreme_logits, same, sharded, sound};
use super::{Matrix, cases, near};

fn state(a: &Matrix, b: &Matrix, rows: &[usize]) -> State {
    let mut state = State::new(a.rows().cols);
    rows.iter().for_each(|i| state.push(a.rows().row(*i), b.rows().row(*i)));
    state
}

#[test]
fn kappa_by_hand() {
    // Answers 0 0 1 1 and 0 1 1 1: agreement ¾, chance ½·¼ + ½·¾ = ½, κ = ½.
    let answers =
        |a: [usize; 4]| Matrix::new(a.iter().flat_map(|k| if *k == 0 { [1.0, 0.0] } else { [0.0, 1.0] }).collect(), 2);
    near(state(&answers([0, 0, 1, 1]), &answers([0, 1, 1, 1]), &[0, 1, 2, 3]).value().unwrap(), 0.5, 1e-15);
}

#[test]
fn equals_scikit_learn() {
    let expected = expected("transfer");
    for case in cases() {
        let rows: Vec<usize> = (0..case.labels.len()).collect();
        let found = state(&case.logits, &case.other_logits, &rows).value().unwrap();
        same(found, &expected[&case.name]["kappa"]);
        assert_eq!(state(&case.other_logits, &case.logits, &rows).value().unwrap(), found);
    }
}

#[test]
fn shards_add_up_and_come_apart() {
    let case = &cases()[0];
    let of = |rows: &[usize]| state(&case.logits, &case.other_logits, rows);
    let (merged, left, rows) = sharded(case.labels.len(), of);
    assert_eq!(merged, of(&(0..case.labels.len()).collect::<Vec<usize>>()));
    assert_eq!(left, of(&rows));
}

#[test]
fn is_sound_at_the_edges() {
    for (logits, labels) in extreme_logits() {
        sound(&state(&logits, &logits, &(0..labels.len()).collect::<Vec<usize>>()).value());
    }
    let still = Matrix::new(vec![1.0, 0.0, 1.0, 0.0], 2);
    assert!(state(&still, &still, &[0, 1]).value().unwrap_err().0.contains("one same answer"));
}
