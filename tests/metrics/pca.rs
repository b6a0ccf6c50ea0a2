use linfa::Dataset;
use linfa::traits::Fit;
use ndarray::Array2;
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

/// Why PCA is ours: linfa-reduction divides the shares by the variance of the components that it keeps, so that two of them
/// always explain everything.
#[test]
fn the_ratios_of_linfa_reduction_are_others() {
    // Variances 18/5, 8/5 and 2/5 (n - 1) along the axes: shares 9/14, 4/14, 1/14.
    let data = [3.0, 0.0, 0.0, -3.0, 0.0, 0.0, 0.0, 2.0, 0.0, 0.0, -2.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, -1.0];
    let ours = of(&Matrix::new(data.iter().map(|x| *x as f32).collect(), 3), 2).unwrap().ratio();
    [9.0, 4.0, 1.0].iter().zip(&ours).for_each(|(share, found)| near(*found, share / 14.0, 1e-12));
    let records = Array2::from_shape_vec((6, 3), data.to_vec()).unwrap();
    let theirs = linfa_reduction::Pca::params(2).fit(&Dataset::from(records)).unwrap().explained_variance_ratio();
    near(theirs.sum(), 1.0, 1e-9);
    assert!(theirs[0] > ours[0] + 0.04, "{theirs}");
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
