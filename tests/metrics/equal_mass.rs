use penult::metrics::calibration_error::ece;
use penult::metrics::equal_mass::EqualMass;

use super::calibration_audit::scored;
use super::{cases_of, near, same};

#[test]
fn by_hand() {
    // Seven in three bins: 3, 2 and 2; edges halfway between 0.3 and 0.5, and 0.6 and 0.7.
    let values = [0.9, 0.1, 0.5, 0.2, 0.7, 0.3, 0.6];
    let bins = EqualMass::new(&values, 3);
    near(bins.edges()[0], 0.4, 1e-15);
    near(bins.edges()[1], 0.65, 1e-15);
    assert_eq!(bins.bins(&values, &[1.0; 7]).iter().map(|b| b.count).collect::<Vec<_>>(), [3.0, 2.0, 2.0]);
    assert_eq!((bins.index(0.0), bins.index(bins.edges()[0]), bins.index(1.0)), (0, 0, 2));
}

#[test]
fn ties_share_a_bin_in_any_order() {
    let bins = EqualMass::new(&[0.5, 1.0, 1.0, 1.0, 1.0, 0.7], 3);
    assert_eq!(bins.count(), 2);
    assert_eq!((bins.index(0.7), bins.index(1.0)), (0, 1));
    let all_equal = EqualMass::new(&[1.0; 40], 15);
    assert_eq!(all_equal.bins(&[1.0; 40], &[1.0; 40]).iter().map(|b| b.count).sum::<f64>(), 40.0);
    near(ece(&all_equal.bins(&[1.0; 40], &[1.0; 40])).unwrap(), 0.0, 0.0);
}

#[test]
fn fewer_examples_than_bins_and_none() {
    assert_eq!(EqualMass::new(&[0.3, 0.2], 15).count(), 2);
    let none = EqualMass::new(&[], 15);
    assert_eq!(none.count(), 1);
    assert!(ece(&none.bins(&[], &[])).unwrap_err().0.contains("no examples"));
}

#[test]
fn equals_verified_calibration_in_any_order() {
    for case in cases_of("calibration") {
        let scored = scored(&case);
        let reversed = |v: &[f64]| v.iter().rev().copied().collect::<Vec<_>>();
        let (confidence, correct) = (reversed(&scored.confidence), reversed(&scored.correct));
        for (confidence, correct) in [(scored.confidence, scored.correct), (confidence, correct)] {
            let bins = EqualMass::new(&confidence, 15).bins(&confidence, &correct);
            same(ece(&bins).unwrap(), case.expected("ece_equal_mass").unwrap());
        }
    }
}
