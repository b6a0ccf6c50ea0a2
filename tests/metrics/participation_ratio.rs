use penult::metrics::Measured;
use penult::metrics::moments::{Moments, Shifted};
use penult::metrics::participation_ratio::participation_ratio;

use super::{Matrix, cases, near};

fn of(x: &Matrix) -> Measured<f64> {
    let rows: Vec<usize> = (0..x.rows().rows).collect();
    let shifted = Shifted::by_mean(x.rows());
    participation_ratio(&Moments::of(&shifted, &shifted, &rows))
}

#[test]
fn counts_equal_directions() {
    // A cross in d dimensions: all variances equal, so d; on a line: 1.
    let cross: Vec<f32> = (0..3)
        .flat_map(|d| {
            [1.0, -1.0].map(|s| {
                let mut v = [0.0; 3];
                v[d] = s;
                v
            })
        })
        .flatten()
        .collect();
    near(of(&Matrix::new(cross, 3)).unwrap(), 3.0, 1e-12);
    near(of(&Matrix::new(vec![1.0, 2.0, 2.0, 4.0, 3.0, 6.0], 2)).unwrap(), 1.0, 1e-12);
}

#[test]
fn undefined_where_nothing_varies() {
    assert!(of(&Matrix::new(vec![2.0; 8], 2)).unwrap_err().0.contains("do not vary"));
}

#[test]
fn equals_numpy_and_ignores_scale_and_shift() {
    for case in cases() {
        near(of(&case.features).unwrap(), case.expected("participation_ratio").unwrap(), 1e-9);
        let moved = case.features.map(|x| 8.0 * x + 1.0);
        near(of(&moved).unwrap(), of(&case.features).unwrap(), 1e-4);
    }
}
