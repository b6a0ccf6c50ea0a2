use penult::metrics::class_discriminability::{derived_per_example, inherent_per_example};

use super::expected::{expected, extreme_logits, same, sound};
use super::{Matrix, cases, mean, near};

#[test]
fn variances_by_hand() {
    // Label 0, wrong logits 1 and 3: variance 1. Equal logits: probabilities 1/3, variance 0.
    let z = Matrix::new(vec![5.0, 1.0, 3.0, 2.0, 2.0, 2.0], 3);
    let inherent = inherent_per_example(z.rows(), &[0, 0]).unwrap();
    near(inherent[0], 1.0, 1e-15);
    near(inherent[1], 0.0, 1e-15);
    near(derived_per_example(z.rows(), &[0, 0], 1.0).unwrap()[1], 0.0, 1e-30);
}

#[test]
fn equals_numpy() {
    let expected = expected("information");
    for case in cases().iter().filter(|c| c.logits.rows().cols > 2) {
        let expected = &expected[&case.name];
        let (logits, labels) = (case.logits.rows(), case.labels.as_slice());
        same(mean(&derived_per_example(logits, labels, 1.0).unwrap()), &expected["derived"]);
        same(mean(&inherent_per_example(logits, labels).unwrap()), &expected["inherent"]);
    }
}

#[test]
fn a_sure_network_keeps_the_inherent_and_loses_the_derived() {
    let (mild, sure) = (Matrix::new(vec![3.0, 1.0, 0.0], 3), Matrix::new(vec![30.0, 1.0, 0.0], 3));
    let derived = |z: &Matrix| derived_per_example(z.rows(), &[0], 1.0).unwrap()[0];
    assert!(derived(&sure) < 1e-20 * derived(&mild));
    assert_eq!(inherent_per_example(mild.rows(), &[0]), inherent_per_example(sure.rows(), &[0]));
}

#[test]
fn is_sound_at_the_edges() {
    for (logits, labels) in extreme_logits() {
        let (logits, labels) = (logits.rows(), labels.as_slice());
        for terms in [derived_per_example(logits, labels, 1.0), inherent_per_example(logits, labels)] {
            match terms {
                Ok(terms) => assert!(terms.iter().all(|t| t.is_finite())),
                Err(reason) => sound(&Err(reason)),
            }
        }
    }
}
