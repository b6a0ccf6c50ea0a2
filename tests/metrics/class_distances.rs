use penult::metrics::Measured;
use penult::metrics::class_distances::{State, similar_class_distance};
use penult::metrics::class_sets::ClassSets;

use super::expected::{expected, extreme_features, numbers, sharded, sound};
use super::{Matrix, cases, near};

fn state(features: &Matrix, labels: &[usize], classes: usize, rows: &[usize]) -> State {
    let mut state = State::new(classes, features.rows().cols);
    rows.iter().for_each(|i| state.push(features.rows().row(*i), labels[*i]));
    state
}

fn distances(features: &Matrix, labels: &[usize], classes: usize) -> Measured<Vec<f64>> {
    state(features, labels, classes, &(0..labels.len()).collect::<Vec<usize>>()).value()
}

#[test]
fn distances_by_hand() {
    // Centroids at 0, 2 and 6 on a line: rows (0, 2, 6)/4, (2, 0, 4)/3, (6, 4, 0)/5.
    let found = distances(&Matrix::new(vec![-1.0, 1.0, 2.0, 6.0], 1), &[0, 0, 1, 2], 3).unwrap();
    let expected = [0.0, 0.5, 1.5, 2.0 / 3.0, 0.0, 4.0 / 3.0, 1.2, 0.8, 0.0];
    found.iter().zip(expected).for_each(|(found, expected)| near(*found, expected, 1e-15));
}

#[test]
fn equals_scipy() {
    let expected = expected("transfer");
    for case in cases().iter().filter(|c| c.logits.rows().cols > 2) {
        let found = distances(&case.features, &case.labels, case.logits.rows().cols).unwrap();
        let rows = expected[&case.name]["distances"].as_array().unwrap();
        for (found, expected) in found.iter().zip(rows.iter().flat_map(numbers)) {
            near(*found, expected, 1e-12);
        }
    }
}

#[test]
fn shards_add_up_and_come_apart() {
    let case = &cases()[0];
    let of = |rows: &[usize]| state(&case.features, &case.labels, 4, rows);
    let (merged, left, rows) = sharded(case.labels.len(), of);
    let whole: Vec<usize> = (0..case.labels.len()).collect();
    for (a, b) in [(merged, of(&whole)), (left, of(&rows))] {
        a.value().unwrap().iter().zip(b.value().unwrap()).for_each(|(a, b)| near(*a, b, 1e-12));
    }
}

#[test]
fn similar_classes_by_hand() {
    // Each class of the line above with its neighbour: 0.5, 2/3, 0.8; then without the last.
    let distances = distances(&Matrix::new(vec![0.0, 2.0, 6.0], 1), &[0, 1, 2], 3).unwrap();
    let mut sets = ClassSets { similar: vec![vec![1], vec![0], vec![1]], dissimilar: vec![vec![]; 3] };
    near(similar_class_distance(&distances, &sets).unwrap(), (0.5 + 2.0 / 3.0 + 0.8) / 3.0, 1e-15);
    sets.similar[2] = Vec::new();
    near(similar_class_distance(&distances, &sets).unwrap(), 7.0 / 12.0, 1e-15);
    sets.similar = vec![Vec::new(); 3];
    assert!(similar_class_distance(&distances, &sets).unwrap_err().0.contains("no class has a class like it"));
    assert!(similar_class_distance(&[0.0], &sets).unwrap_err().0.contains("not of the same"));
}

#[test]
fn is_sound_at_the_edges() {
    for (features, labels) in extreme_features() {
        sound(&distances(&features, &labels, 3).map(|d| d.iter().sum()));
    }
    let x = Matrix::new(vec![1.0, 2.0], 1);
    assert_eq!(distances(&x, &[0, 2], 3).unwrap_err().0, "class 1 has no examples, so it has no centroid");
    assert!(distances(&x, &[0, 1], 2).unwrap_err().0.contains("three classes"));
}
