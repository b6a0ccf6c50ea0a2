use penult::metrics::Measured;
use penult::metrics::cca::Basis;
use penult::metrics::pwcca::pwcca;
use penult::metrics::sample::Sample;

use super::expected::{expected, extreme_features, same, sound};
use super::{Matrix, cases, near};

fn of(x: &Matrix, y: &Matrix) -> Measured<f64> {
    let sample = |m: &Matrix| Sample::of(m.rows(), &(0..m.rows().rows).collect::<Vec<usize>>()).centred();
    let (x, y) = (sample(x), sample(y));
    pwcca((&x, &Basis::of(&x, 1.0)?), (&y, &Basis::of(&y, 1.0)?))
}

#[test]
fn equals_scipy_and_weighs_on_the_side_of_smaller_rank() {
    let expected = expected("similarity");
    for case in cases().iter().filter(|c| c.name != "wide") {
        let (x, y) = (&case.features, &case.other_features);
        same(of(x, y).unwrap(), &expected[&case.name]["pwcca"]);
        // Of equal rank, the first side weighs.
        same(of(y, x).unwrap(), &expected[&case.name]["pwcca_swapped"]);
    }
}

#[test]
fn any_two_networks_look_alike_with_as_many_features_as_examples() {
    // 20 examples, 40 and 30 features.
    let case = cases().into_iter().find(|c| c.name == "wide").unwrap();
    near(of(&case.features, &case.other_features).unwrap(), 1.0, 1e-9);
}

#[test]
fn is_sound_at_the_edges() {
    for (features, _) in extreme_features() {
        sound(&of(&features, &features));
    }
}
