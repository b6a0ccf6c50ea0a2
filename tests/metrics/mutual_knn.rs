use penult::metrics::Measured;
use penult::metrics::mutual_knn::{neighbours, overlap};
use penult::metrics::sample::Sample;

use super::expected::{expected, extreme_features, same};
use super::{Matrix, cases, mean, near, noise};

fn sample(features: &Matrix) -> Sample {
    Sample::of(features.rows(), &(0..features.rows().rows).collect::<Vec<usize>>())
}

fn per_example(x: &Sample, y: &Sample, k: usize) -> Measured<Vec<f64>> {
    overlap(&neighbours(x, k)?, &neighbours(y, k)?)
}

#[test]
fn equals_scikit_learn() {
    let expected = expected("similarity");
    for case in cases() {
        let found = per_example(&sample(&case.features), &sample(&case.other_features), 5).unwrap();
        same(mean(&found), &expected[&case.name]["mutual_knn"]);
    }
}

#[test]
fn neighbours_by_hand() {
    // Directions at 0°, 10°, 90°, 100°; in the other network the middle two have changed places: no neighbour is kept.
    let at = |degrees: [f64; 4]| {
        let data = degrees.iter().flat_map(|d| [d.to_radians().cos() as f32, d.to_radians().sin() as f32]);
        sample(&Matrix::new(data.collect(), 2))
    };
    let (x, y) = (at([0.0, 10.0, 90.0, 100.0]), at([0.0, 90.0, 10.0, 100.0]));
    assert_eq!(per_example(&x, &y, 1).unwrap(), [0.0; 4]);
    assert_eq!(per_example(&x, &x, 1).unwrap(), [1.0; 4]);
    // Of two neighbours, one is always shared by three others.
    assert!(per_example(&x, &y, 2).unwrap().iter().all(|s| *s >= 0.5));
}

#[test]
fn is_chance_for_unrelated_features() {
    let (x, y) = (sample(&Matrix::new(noise(4000, 1), 8)), sample(&Matrix::new(noise(4000, 2), 8)));
    near(mean(&per_example(&x, &y, 10).unwrap()), 10.0 / 499.0, 0.01);
}

#[test]
fn rows_without_a_direction_are_left_out_and_few_rows_undefined() {
    let (dead, _) = &extreme_features()[4];
    assert_eq!(per_example(&sample(dead), &sample(dead), 10).unwrap(), [1.0; 17]);
    let ten = neighbours(&sample(dead), 10).unwrap();
    assert!(overlap(&ten, &neighbours(&sample(dead), 3).unwrap()).is_err());
    for (features, _) in extreme_features() {
        match per_example(&sample(&features), &sample(&features), 10) {
            Ok(terms) => assert!(terms.iter().all(|t| *t >= 0.999)),
            Err(reason) => assert!(reason.0.contains("more than 10 examples")),
        }
    }
    // Squares of 1e30 leave f32, not f64.
    let huge = Matrix::new(noise(80, 3).iter().map(|x| x * 1e30).collect(), 4);
    assert!(per_example(&sample(&huge), &sample(&huge), 3).unwrap().iter().all(|t| *t >= 0.999));
}
