use penult::metrics::procrustes::procrustes;
use penult::metrics::sample::Sample;

use super::expected::{expected, extreme_features, same, sound};
use super::{Matrix, cases, near};

fn centred(features: &Matrix) -> Sample {
    let rows: Vec<usize> = (0..features.rows().rows).collect();
    Sample::of(features.rows(), &rows).centred()
}

#[test]
fn equals_scipy() {
    let expected = expected("similarity");
    for case in cases() {
        let found = procrustes(&centred(&case.features), &centred(&case.other_features)).unwrap();
        same(found, &expected[&case.name]["procrustes"]);
        let swapped = procrustes(&centred(&case.other_features), &centred(&case.features)).unwrap();
        near(swapped, found, 1e-12);
    }
}

#[test]
fn distances_by_hand() {
    let line = |x: f32, y: f32| centred(&Matrix::new(vec![x, y, -x, -y], 2));
    // A turn and a scale are nothing.
    near(procrustes(&line(1.0, 0.0), &line(0.0, 5.0)).unwrap(), 0.0, 1e-15);
    // Columns over the examples at right angles: XᵀY = 0.
    let (a, b) = (Matrix::new(vec![1.0, -1.0, 1.0, -1.0], 1), Matrix::new(vec![1.0, 1.0, -1.0, -1.0], 1));
    near(procrustes(&centred(&a), &centred(&b)).unwrap(), 2.0, 1e-15);
}

#[test]
fn is_sound_at_the_edges() {
    for (features, _) in extreme_features() {
        let sample = centred(&features);
        sound(&procrustes(&sample, &sample));
    }
    let still = centred(&Matrix::new(vec![0.7; 14], 2));
    assert!(procrustes(&still, &still).unwrap_err().0.contains("do not vary"));
}
