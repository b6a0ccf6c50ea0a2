use penult::metrics::knn_probe::predict;
use penult::metrics::sample::Sample;

use super::expected::{expected, numbers};
use super::{Matrix, noise};

/// Rows that vote in the reference, and the columns that it takes.
const VOTERS: usize = 200;
const COLUMNS: [usize; 4] = [0, 2, 3, 5];

fn sample(rows: &[Vec<f64>]) -> Sample {
    let values = rows.iter().flat_map(|row| COLUMNS.map(|c| f64::from(row[c] as f32))).collect();
    Sample { values, rows: rows.len(), cols: COLUMNS.len() }
}

fn of(x: &Matrix) -> Sample {
    Sample::of(x.rows(), &(0..x.rows().rows).collect::<Vec<usize>>())
}

#[test]
fn equals_scikit_learn() {
    for (name, case) in expected("probes").as_object().unwrap() {
        let rows: Vec<Vec<f64>> = case["features"].as_array().unwrap().iter().map(numbers).collect();
        let labels: Vec<usize> = numbers(&case["labels"]).into_iter().map(|l| l as usize).collect();
        let found = predict(&sample(&rows[..VOTERS]), &labels[..VOTERS], &sample(&rows[VOTERS..])).unwrap();
        let expected: Vec<usize> = numbers(&case["nearest"]).into_iter().map(|l| l as usize).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn the_majority_of_ten_by_hand_and_ties_go_to_the_first_label() {
    // Six voters along x, six along y: of the ten nearest to x, six lie along x; between the axes the earlier five of each.
    let voters: Vec<f32> = (0..12).flat_map(|i| if i % 2 == 0 { [1.0, 0.0] } else { [0.0, 1.0] }).collect();
    let labels: Vec<usize> = (0..12).map(|i| if i % 2 == 0 { 8 } else { 3 }).collect();
    let scored = of(&Matrix::new(vec![2.0, 0.1, 0.1, 5.0, 1.0, 1.0, 0.0, 0.0], 2));
    assert_eq!(predict(&of(&Matrix::new(voters, 2)), &labels, &scored).unwrap(), [8, 3, 3, 3]);
}

#[test]
fn nine_voters_are_undefined() {
    let x = of(&Matrix::new(noise(27, 2), 3));
    assert!(predict(&x, &[0; 9], &x).unwrap_err().0.contains("10 neighbours, found 9"));
}
