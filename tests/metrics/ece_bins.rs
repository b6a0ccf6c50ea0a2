use penult::metrics::calibration_error::{bins, ece};

use super::calibration_audit::scored;
use super::{cases_of, same};

#[test]
fn equals_netcal_with_ten_fifteen_and_twenty_bins() {
    for case in cases_of("calibration") {
        let scored = scored(&case);
        for (count, name) in [(10, "ece_10"), (15, "ece"), (20, "ece_20")] {
            let found = ece(&bins(&scored.confidence, &scored.correct, count)).unwrap();
            same(found, case.expected(name).unwrap());
        }
    }
}

#[test]
fn netcal_closes_its_bins_on_the_left() {
    // Of two examples at 0.4 and 0.45, one right: netcal puts 0.4 into [0.4, 0.5) and gets |1 - 0.85|/2; here 0.4 is the last
    // of (0.3, 0.4].
    let found = ece(&bins(&[0.4, 0.45], &[1.0, 0.0], 10)).unwrap();
    same(found, f64::midpoint(0.6, 0.45));
}
