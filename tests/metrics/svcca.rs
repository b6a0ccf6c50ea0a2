use penult::metrics::Measured;
use penult::metrics::cca::Basis;
use penult::metrics::sample::Sample;
use penult::metrics::svcca::{VARIANCE, svcca};

use super::expected::{expected, extreme_features, same, sound};
use super::{Matrix, cases, near};

fn of(x: &Matrix, y: &Matrix) -> Measured<f64> {
    let basis = |m: &Matrix| {
        let rows: Vec<usize> = (0..m.rows().rows).collect();
        Basis::of(&Sample::of(m.rows(), &rows).centred(), VARIANCE)
    };
    svcca(&basis(x)?, &basis(y)?)
}

#[test]
fn equals_scikit_learn_and_scipy() {
    let expected = expected("similarity");
    for case in cases().iter().filter(|c| c.name != "wide") {
        same(of(&case.features, &case.other_features).unwrap(), &expected[&case.name]["svcca"]);
    }
}

#[test]
fn is_one_with_itself_scaled() {
    for case in cases() {
        near(of(&case.features, &case.features.map(|x| 3.0 * x)).unwrap(), 1.0, 1e-9);
    }
}

#[test]
fn is_sound_at_the_edges() {
    for (features, _) in extreme_features() {
        sound(&of(&features, &features));
    }
}
