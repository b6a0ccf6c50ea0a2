use penult::metrics::Measured;
use penult::metrics::off_target_information::{Information, State};

use super::expected::{expected, extreme_logits, same, sharded, sound};
use super::{Matrix, cases, near};

fn state(logits: &Matrix, labels: &[usize], rows: &[usize], temperature: f64) -> Measured<State> {
    let mut state = State::new(logits.rows().cols, temperature)?;
    rows.iter().for_each(|i| state.push(logits.rows().row(*i), labels[*i]));
    Ok(state)
}

fn information(logits: &Matrix, labels: &[usize], temperature: f64) -> Measured<Information> {
    let rows: Vec<usize> = (0..labels.len()).collect();
    state(logits, labels, &rows, temperature)?.value()
}

#[test]
fn is_all_instance_level_where_a_class_has_every_resemblance() {
    // Class 0, wrong classes 1 and 2: half of the examples take it for 1, half for 2. q̄ is uniform, so the class says nothing
    // and an example says log 2.
    let z = Matrix::new(vec![0.0, 2000.0, 0.0, 0.0, 0.0, 2000.0], 3);
    let found = information(&z, &[0, 0], 1.0).unwrap();
    near(found.total, 2f64.ln(), 1e-12);
    near(found.class_level, 0.0, 1e-12);
    near(found.instance_level, 2f64.ln(), 1e-12);
}

#[test]
fn is_all_class_level_where_the_examples_of_a_class_are_alike() {
    let z = Matrix::new(vec![9.0, 2000.0, 0.0, 3.0, 2000.0, 0.0], 3);
    let found = information(&z, &[0, 0], 1.0).unwrap();
    near(found.class_level, 2f64.ln(), 1e-12);
    near(found.instance_level, 0.0, 1e-12);
}

#[test]
fn equals_scipy_and_is_the_sum_of_its_parts() {
    let expected = expected("information");
    for case in cases().iter().filter(|c| c.logits.rows().cols > 2) {
        for (temperature, key) in [(1.0, "information"), (4.0, "information_at_4")] {
            let found = information(&case.logits, &case.labels, temperature).unwrap();
            let expected = &expected[&case.name][key];
            same(found.total, &expected["total"]);
            same(found.class_level, &expected["class_level"]);
            same(found.instance_level, &expected["instance_level"]);
            near(found.total, found.class_level + found.instance_level, 1e-13);
        }
    }
}

#[test]
fn shards_add_up_and_come_apart() {
    for case in cases().iter().filter(|c| c.logits.rows().cols > 2) {
        let of = |rows: &[usize]| state(&case.logits, &case.labels, rows, 1.0).unwrap();
        let (merged, left, rows) = sharded(case.labels.len(), of);
        let whole: Vec<usize> = (0..case.labels.len()).collect();
        for (a, b) in [(merged, of(&whole)), (left, of(&rows))] {
            let (a, b) = (a.value().unwrap(), b.value().unwrap());
            near(a.total, b.total, 1e-12);
            near(a.class_level, b.class_level, 1e-12);
            near(a.instance_level, b.instance_level, 1e-12);
        }
    }
}

#[test]
fn profiles_leave_out_the_class_itself_and_classes_without_examples() {
    let z = Matrix::new(vec![0.0, 2000.0, 0.0, 0.0, 0.0, 2000.0], 3);
    let profiles = state(&z, &[0, 0], &[0, 1], 1.0).unwrap().profiles();
    assert_eq!(profiles, [Some(vec![0.0, 0.5, 0.5]), None, None]);
}

#[test]
fn is_sound_at_the_edges() {
    for (logits, labels) in extreme_logits() {
        let found = information(&logits, &labels, 1.0);
        sound(&found.clone().map(|i| i.total));
        sound(&found.clone().map(|i| i.class_level));
        sound(&found.map(|i| i.instance_level));
    }
}
