use penult::metrics::Measured;
use penult::metrics::pca::{Pca, pca};

use super::{Matrix, cases, near};

fn of(x: &Matrix, k: usize) -> Measured<Pca> {
    pca(x.rows(), k)
}

#[test]
fn of_an_ellipse() {
    // (3, 0), (-3, 0), (0, 1), (0, -1): variances 18/3 and 2/3.
    let p = of(&Matrix::new(vec![3.0, 0.0, -3.0, 0.0, 0.0, 1.0, 0.0, -1.0], 2), 2).unwrap();
    near(p.variances[0], 6.0, 1e-12);
    near(p.variances[1], 2.0 / 3.0, 1e-12);
    near(p.project(&[3.0, 0.0])[0], 3.0, 1e-12);
    near(p.ratio()[0], 0.9, 1e-12);
}

#[test]
fn the_largest_entry_of_a_direction_is_positive() {
    for case in cases() {
        for direction in of(&case.features, 2).unwrap().components {
            let largest = direction.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap();
            assert!(largest > 0.0, "{direction:?}");
        }
    }
}

#[test]
fn undefined_for_one_example_or_where_nothing_varies() {
    assert!(of(&Matrix::new(vec![1.0, 2.0], 2), 2).unwrap_err().0.contains("two examples"));
    assert!(of(&Matrix::new(vec![1.0; 6], 2), 2).unwrap_err().0.contains("do not vary"));
}

#[test]
fn equals_scikit_learn_also_where_there_are_fewer_examples_than_dimensions() {
    for case in cases() {
        let p = of(&case.features, 2).unwrap();
        // scikit-learn keeps min(N, D) shares.
        for (found, expected) in p.ratio().iter().zip(case.list("pca_ratio")) {
            near(*found, expected, 1e-10);
        }
        for (i, expected) in case.list("pca_first").iter().enumerate() {
            near(p.project(case.features.rows().row(i))[0].abs(), *expected, 1e-9);
        }
    }
}
