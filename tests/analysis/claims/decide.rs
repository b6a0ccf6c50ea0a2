//! p-values and the correction, against SciPy; what decides among several comparisons.

use penult::analysis::claims::rule::Expect;
use penult::analysis::claims::rule::decide::{adjusted, p_value, two_sided, widest};
use penult::analysis::claims::rule::evidence::{Certainty, Evidence};
use penult::analysis::intervals::student_t;

use crate::analysis::near;
use crate::metrics::expected::{close, expected, numbers};

fn evidence(value: f64, half: f64, breadth: usize) -> Evidence {
    let degrees = if breadth > 1 { breadth as f64 - 1.0 } else { f64::INFINITY };
    let certainty = if half > 0.0 {
        Certainty::Interval { low: value - half, high: value + half, degrees }
    } else {
        Certainty::Point
    };
    Evidence { of: "made up".into(), value, certainty, breadth, basis: "made up".into() }
}

#[test]
fn adjusted_p_values_are_scipys() {
    for case in expected("ledger")["benjamini_hochberg"].as_array().unwrap() {
        let found = adjusted(&numbers(&case["p"]));
        found.iter().zip(numbers(&case["adjusted"])).for_each(|(a, b)| near(*a, b, 1e-15));
    }
    assert!(adjusted(&[]).is_empty());
}

#[test]
fn tails_of_students_t_are_scipys() {
    for case in expected("ledger")["two_sided"].as_array().unwrap() {
        let (t, degrees) = (case["t"].as_f64().unwrap(), case["degrees"].as_f64().unwrap_or(f64::INFINITY));
        // statrs' incomplete beta is right to about 1e-12 of its value.
        close(two_sided(t, degrees), &case["p"], 1e-9);
    }
}

#[test]
fn p_is_the_share_outside_the_level_where_the_interval_ends_at_the_bound() {
    for breadth in [1, 2, 3, 5, 40] {
        for (expect, value) in [
            (Expect::Above(0.2), 0.5),
            (Expect::Above(0.2), -0.1),
            (Expect::Below(1.0), 0.7),
            (Expect::Near { centre: 0.0, margin: 1.0 }, 0.7),
            (Expect::Near { centre: 0.0, margin: 1.0 }, -1.3),
        ] {
            near(p_value(&evidence(value, 0.3, breadth), expect, 0.95).unwrap(), 0.05, 1e-9);
            assert!(p_value(&evidence(value, 0.29, breadth), expect, 0.95).unwrap() < 0.05);
            assert!(p_value(&evidence(value, 0.31, breadth), expect, 0.95).unwrap() > 0.05);
        }
    }
}

#[test]
fn p_of_a_mean_over_seeds_is_that_of_its_t_test() {
    // Half-width t(4) √(s² / 5): value / half × t(4) is the t of the test.
    let case = &expected("ledger")["paired"];
    let (low, high) = (case["low"].as_f64().unwrap(), case["high"].as_f64().unwrap());
    let seen = evidence(f64::midpoint(low, high), (high - low) / 2.0, 5);
    close(p_value(&seen, Expect::Below(0.0), 0.95).unwrap(), &case["p"], 1e-9);
    near(student_t(4.0, 0.95), 2.776_445_105, 1e-8);
}

#[test]
fn a_point_has_no_p() {
    assert_eq!(p_value(&evidence(5.0, 0.0, 3), Expect::Above(0.0), 0.95), None);
}

#[test]
fn the_widest_evidence_decides_and_the_first_of_equals() {
    let seen = |breadths: &[(usize, f64)]| {
        widest(&breadths.iter().map(|(b, half)| evidence(1.0, *half, *b)).collect::<Vec<_>>())
    };
    assert_eq!(seen(&[(1, 0.1), (5, 3.0), (5, 0.1), (2, 0.1)]), Some(1), "not the narrowest");
    assert_eq!(seen(&[(9, 0.0), (2, 0.1)]), Some(1), "a point cannot be tested");
    assert_eq!(seen(&[(9, 0.0)]), None);
    assert_eq!(seen(&[]), None);
}
