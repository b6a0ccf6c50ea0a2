use penult::metrics::cca::{Basis, canonical};
use penult::metrics::sample::Sample;

use super::expected::extreme_features;
use super::{Matrix, near, noise};

fn centred(features: &Matrix) -> Sample {
    let rows: Vec<usize> = (0..features.rows().rows).collect();
    Sample::of(features.rows(), &rows).centred()
}

#[test]
fn keeps_the_fewest_directions_that_hold_the_share() {
    // Variances 100 : 4 : 1 on the axes.
    let x = Matrix::new(
        [(10.0, 0), (-10.0, 0), (2.0, 1), (-2.0, 1), (1.0, 2), (-1.0, 2)]
            .iter()
            .flat_map(|(v, at)| (0..3).map(|i| if i == *at { *v } else { 0.0 }))
            .collect(),
        3,
    );
    let rank = |share: f64| Basis::of(&centred(&x), share).unwrap().rank;
    assert_eq!([0.95, 0.99, 0.995, 1.0].map(rank), [1, 2, 3, 3]);
}

#[test]
fn the_same_column_space_has_correlations_of_one_whatever_its_basis() {
    let x = Matrix::new(noise(200, 1), 4);
    // Every column plus twice the first: invertible, and far from a rotation.
    let y = Matrix::new(
        x.rows().data.chunks(4).flat_map(|r| r.iter().map(|v| v + 2.0 * r[0]).collect::<Vec<f32>>()).collect(),
        4,
    );
    let found = canonical(&Basis::of(&centred(&x), 1.0).unwrap(), &Basis::of(&centred(&y), 1.0).unwrap()).unwrap();
    assert_eq!(found.correlations.len(), 4);
    found.correlations.iter().for_each(|r| near(*r, 1.0, 1e-12));
    for direction in 0..4 {
        let norm: f64 = found.directions.chunks(4).map(|row| row[direction].powi(2)).sum();
        near(norm, 1.0, 1e-12);
    }
}

#[test]
fn a_constant_column_is_no_direction() {
    let (features, _) = &extreme_features()[1];
    assert_eq!(Basis::of(&centred(features), 1.0).unwrap().rank, 3);
    let (constant, _) = &extreme_features()[0];
    assert!(Basis::of(&centred(constant), 1.0).unwrap_err().0.contains("do not vary"));
}
