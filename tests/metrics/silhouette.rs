use linfa::Dataset;
use linfa::metrics::SilhouetteScore;
use ndarray::{Array1, Array2};
use penult::metrics::sample::Sample;
use penult::metrics::silhouette::{silhouette, silhouettes};

use super::expected::{expected, extreme_features, numbers, same, sound};
use super::{Matrix, near};

fn of(x: &Matrix) -> Sample {
    Sample::of(x.rows(), &(0..x.rows().rows).collect::<Vec<usize>>())
}

#[test]
fn equals_scikit_learn_also_for_a_class_of_one_member() {
    for (_, case) in expected("probes").as_object().unwrap() {
        let rows: Vec<Vec<f64>> = case["features"].as_array().unwrap().iter().take(60).map(numbers).collect();
        let values = rows.iter().flat_map(|row| [0, 2, 3, 5].map(|c| row[c])).collect();
        let mut labels: Vec<usize> = numbers(&case["labels"]).into_iter().take(60).map(|l| l as usize).collect();
        labels[7] = labels.iter().max().unwrap() + 1;
        let found = silhouettes(&Sample { values, rows: 60, cols: 4 }, &labels).unwrap();
        found.iter().zip(case["silhouettes"].as_array().unwrap()).for_each(|(found, value)| same(*found, value));
        assert_eq!(found[7].to_bits(), 0.0f64.to_bits());
    }
}

/// Why the silhouette is ours: of a class of one member, Rousseeuw says 0, linfa 1.
#[test]
fn linfa_gives_one_to_the_only_member_of_a_class() {
    // 0 and 1 against 10: a = 1, b = 10 and 9; the third is alone.
    let data = vec![0.0, 1.0, 10.0];
    let ours = silhouette(&of(&Matrix::new(data.iter().map(|x| *x as f32).collect(), 1)), &[0, 0, 1]).unwrap();
    near(ours, (9.0 / 10.0 + 8.0 / 9.0 + 0.0) / 3.0, 1e-12);
    let theirs = Dataset::new(Array2::from_shape_vec((3, 1), data).unwrap(), Array1::from_vec(vec![0usize, 0, 1]));
    near(theirs.silhouette_score().unwrap(), (9.0 / 10.0 + 8.0 / 9.0 + 1.0) / 3.0, 1e-12);
}

#[test]
fn turns_and_the_order_of_rows_change_nothing() {
    let x = Matrix::new(vec![0.0, 0.0, 1.0, 0.0, 0.0, 2.0, 5.0, 5.0, 6.0, 5.0, 5.0, 7.0], 2);
    let labels = [0, 0, 0, 1, 1, 1];
    let value = silhouette(&of(&x), &labels).unwrap();
    let turned = Matrix::new(x.rows().data.chunks(2).flat_map(|p| [-p[1], p[0]]).collect(), 2);
    near(silhouette(&of(&turned), &labels).unwrap(), value, 1e-12);
    near(silhouette(&of(&x.pick(&[5, 4, 3, 2, 1, 0])), &[1, 1, 1, 0, 0, 0]).unwrap(), value, 1e-12);
}

#[test]
fn one_class_and_classes_of_one_are_undefined_and_extremes_give_no_nan() {
    let x = of(&Matrix::new(vec![1.0, 2.0, 3.0], 1));
    assert!(silhouette(&x, &[1; 3]).unwrap_err().0.contains("found 3 examples of 1 classes"));
    assert!(silhouette(&x, &[0, 1, 2]).unwrap_err().0.contains("found 3 examples of 3 classes"));
    for (features, labels) in extreme_features() {
        sound(&silhouette(&of(&features), &labels));
    }
}
