use penult::metrics::Measured;
use penult::metrics::intraclass_variance::State;

use super::expected::{expected, extreme_logits, same, sharded, sound};
use super::{Matrix, cases, near};

fn state(logits: &Matrix, labels: &[usize], rows: &[usize]) -> Measured<State> {
    let mut state = State::new(logits.rows().cols, 1.0)?;
    rows.iter().for_each(|i| state.push(logits.rows().row(*i), labels[*i]));
    Ok(state)
}

#[test]
fn variance_by_hand() {
    // Class 0: p = (1, 0) and (0, 1), mean (½, ½): ||p - p̄||² = ½ each. Class 1: one example, 0. Mean over classes ¼.
    let z = Matrix::new(vec![1e4, 0.0, 0.0, 1e4, 0.0, 3.0], 2);
    near(state(&z, &[0, 0, 1], &[0, 1, 2]).unwrap().value().unwrap(), 0.25, 1e-15);
}

#[test]
fn equals_numpy_where_all_is_sure_too() {
    let expected = expected("information");
    for case in cases() {
        let rows: Vec<usize> = (0..case.labels.len()).collect();
        let found = state(&case.logits, &case.labels, &rows).unwrap().value().unwrap();
        same(found, &expected[&case.name]["intraclass_variance"]);
    }
}

#[test]
fn shards_add_up_and_come_apart() {
    for case in cases() {
        let of = |rows: &[usize]| state(&case.logits, &case.labels, rows).unwrap();
        let (merged, left, rows) = sharded(case.labels.len(), of);
        let whole: Vec<usize> = (0..case.labels.len()).collect();
        near(merged.value().unwrap(), of(&whole).value().unwrap(), 1e-12);
        near(left.value().unwrap(), of(&rows).value().unwrap(), 1e-12);
    }
}

#[test]
fn is_sound_at_the_edges() {
    for (logits, labels) in extreme_logits() {
        let rows: Vec<usize> = (0..labels.len()).collect();
        sound(&state(&logits, &labels, &rows).and_then(|s| s.value()));
    }
}
