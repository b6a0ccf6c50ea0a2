use penult::metrics::Measured;
use penult::metrics::wrong_logit_variance::{State, Variances};

use super::expected::{expected, extreme_logits, same, sharded, sound};
use super::{Matrix, cases, near};

fn state(logits: &Matrix, labels: &[usize], rows: &[usize]) -> Measured<State> {
    let mut state = State::new(logits.rows().cols)?;
    rows.iter().for_each(|i| state.push(logits.rows().row(*i), labels[*i]));
    Ok(state)
}

fn variances(logits: &Matrix, labels: &[usize]) -> Measured<Variances> {
    state(logits, labels, &(0..labels.len()).collect::<Vec<usize>>())?.value()
}

#[test]
fn variances_by_hand() {
    // Label 0; wrong logits (3, 1) and (1, 1): residuals (1, -1) and (0, 0), mean (½, -½). Within 2 · ½ / 2 = ½, between ½.
    // Gaps 6 - 2 = 4 and 3 - 1 = 2: mean square 10.
    let z = Matrix::new(vec![6.0, 3.0, 1.0, 3.0, 1.0, 1.0], 3);
    let found = variances(&z, &[0, 0]).unwrap();
    near(found.within, 0.5, 1e-15);
    near(found.between, 0.5, 1e-15);
    near(found.ratio().unwrap(), 1.0, 1e-15);
    near(found.of_gap().unwrap(), 0.05, 1e-15);
}

#[test]
fn equals_numpy_and_ratios_do_not_depend_on_scale() {
    let expected = expected("information");
    for case in cases().iter().filter(|c| c.logits.rows().cols > 2) {
        let found = variances(&case.logits, &case.labels).unwrap();
        let expected = &expected[&case.name]["variances"];
        same(found.within, &expected["within"]);
        same(found.between, &expected["between"]);
        same(found.gap_square, &expected["gap_square"]);
        let doubled = variances(&case.logits.map(|z| 2.0 * z), &case.labels).unwrap();
        near(doubled.within / found.within, 4.0, 1e-12);
        near(doubled.ratio().unwrap(), found.ratio().unwrap(), 1e-12);
        near(doubled.of_gap().unwrap(), found.of_gap().unwrap(), 1e-12);
    }
}

#[test]
fn shards_add_up_and_come_apart() {
    for case in cases().iter().filter(|c| c.logits.rows().cols > 2) {
        let of = |rows: &[usize]| state(&case.logits, &case.labels, rows).unwrap();
        let (merged, left, rows) = sharded(case.labels.len(), of);
        let whole: Vec<usize> = (0..case.labels.len()).collect();
        for (a, b) in [(merged, of(&whole)), (left, of(&rows))] {
            let (a, b) = (a.value().unwrap(), b.value().unwrap());
            near(a.within / b.within, 1.0, 1e-12);
            near(a.between / b.between, 1.0, 1e-12);
            near(a.gap_square / b.gap_square, 1.0, 1e-12);
        }
    }
}

#[test]
fn is_sound_at_the_edges() {
    for (logits, labels) in extreme_logits() {
        let found = variances(&logits, &labels);
        sound(&found.clone().map(|v| v.within));
        sound(&found.clone().and_then(|v| v.ratio()));
        sound(&found.and_then(|v| v.of_gap()));
    }
    // One example a class leaves nothing within it.
    assert_eq!(variances(&Matrix::new(vec![1.0, 2.0, 4.0, 0.5, 0.1, 0.7], 3), &[0, 1]).unwrap().within, 0.0);
    assert!(variances(&Matrix::new(vec![1.0; 6], 3), &[0, 1]).unwrap().ratio().is_err());
}
