use penult::metrics::Measured;
use penult::metrics::rank_size::{RANKS, State};

use super::expected::{expected, extreme_logits, same, sharded, sound};
use super::{Matrix, cases, near, noise};

fn state(logits: &Matrix, labels: &[usize], rows: &[usize], temperature: f64) -> Measured<State> {
    let mut state = State::new(logits.rows().cols, temperature)?;
    rows.iter().for_each(|i| state.push(logits.rows().row(*i), labels[*i]));
    Ok(state)
}

#[test]
fn finds_the_exponent_of_a_power_law() {
    // q ∝ rank^-1.5 over 200 wrong classes in any order: slope 1.5 at T = 1, half of it at T = 2, R² = 1.
    let mut row: Vec<f32> = (1..=200).map(|r| -1.5 * (r as f32).ln()).collect();
    row.swap(3, 150);
    row.insert(7, 9.0);
    let z = Matrix::new(row, 201);
    for (temperature, exponent) in [(1.0, 1.5), (2.0, 0.75)] {
        let state = state(&z, &[7], &[0], temperature).unwrap();
        // f32 logits.
        near(state.exponent().unwrap(), exponent, 1e-6);
        near(state.fit().unwrap(), 1.0, 1e-10);
        assert_eq!(state.profile().unwrap().len(), RANKS);
    }
}

#[test]
fn equals_scipy() {
    let expected = expected("information");
    for case in cases().iter().filter(|c| c.logits.rows().cols > 3) {
        let rows: Vec<usize> = (0..case.labels.len()).collect();
        for (temperature, key) in [(1.0, "zipf"), (4.0, "zipf_at_4")] {
            let state = state(&case.logits, &case.labels, &rows, temperature).unwrap();
            same(state.exponent().unwrap(), &expected[&case.name][key]["exponent"]);
            same(state.fit().unwrap(), &expected[&case.name][key]["fit"]);
        }
    }
}

#[test]
fn shards_add_up_and_come_apart() {
    let (z, labels) = (Matrix::new(noise(3000, 5), 100), (0..30).collect::<Vec<usize>>());
    let of = |rows: &[usize]| state(&z, &labels, rows, 1.0).unwrap();
    let (merged, left, rows) = sharded(30, of);
    let whole: Vec<usize> = (0..30).collect();
    for (a, b) in [(merged, of(&whole)), (left, of(&rows))] {
        near(a.exponent().unwrap(), b.exponent().unwrap(), 1e-12);
        near(a.fit().unwrap(), b.fit().unwrap(), 1e-12);
    }
}

#[test]
fn is_sound_at_the_edges() {
    for (logits, labels) in extreme_logits() {
        let rows: Vec<usize> = (0..labels.len()).collect();
        let state = state(&logits, &labels, &rows, 1.0);
        sound(&state.clone().and_then(|s| s.exponent()));
        sound(&state.and_then(|s| s.fit()));
    }
    let flat = state(&Matrix::new(vec![3.0, 1.0, 1.0, 1.0, 1.0], 5), &[0], &[0], 1.0).unwrap();
    near(flat.exponent().unwrap(), 0.0, 1e-15);
    assert!(flat.fit().unwrap_err().0.contains("alike"));
}
