//! Rounding, signs, percent, and every unit.

use penult::analysis::format::{
    Cell, DASH, aggregate, cell, count, decimals, difference, difference_unit, exact, head, interval, number, signed,
};
use penult::analysis::schema::{Aggregate, Estimate, Metric, Number};

/// One metric of each unit: a fraction, nats, a plain number, and a name that is not registered.
#[test]
fn fractions_are_percent_and_the_rest_has_three_decimals() {
    assert_eq!(number("accuracy", 0.876_543), "87.65");
    assert_eq!(number("nll", 0.876_543), "0.877");
    assert_eq!(number("class_separation", 0.876_543), "0.877");
    assert_eq!(number("mine", 12.0), "12.000");
    assert_eq!([head("accuracy"), head("nll"), head("mine")], ["Acc (%)", "NLL", "mine"]);
    assert_eq!(["accuracy", "nll", "gamma", "mine"].map(difference_unit), [" points", " nats", "", ""]);
}

#[test]
fn minus_is_the_sign_and_a_rounded_zero_has_none() {
    assert_eq!(
        [decimals(-1.25, 1), decimals(-0.04, 1), decimals(0.0, 2), decimals(-0.0, 0)],
        ["−1.2", "0.0", "0.00", "0"]
    );
    assert_eq!([signed("nll", 0.5), signed("nll", -0.5), signed("nll", 0.0004)], ["+0.500", "−0.500", "0.000"]);
    assert_eq!(signed("accuracy", -0.000_04), "0.00");
    assert_eq!(decimals(f64::INFINITY, 2), "inf");
}

#[test]
fn intervals_carry_their_ends_and_units() {
    assert_eq!(difference("accuracy", 0.0153, 0.0032, 0.0273), "+1.53 [+0.32, +2.73] points");
    assert_eq!(difference("nll", -0.2, -0.3, 0.1), "−0.200 [−0.300, +0.100] nats");
    assert_eq!(interval("accuracy", 0.1234, Some(0.12), Some(0.1268)), "12.34 [12.00, 12.68]");
    assert_eq!(interval("gamma", -0.5, None, Some(1.0)), "−0.500");
}

#[test]
fn seeds_are_shown_with_their_deviation() {
    let of = |sd| aggregate("accuracy", &Aggregate { mean: 0.1234, sd, seeds: 3 });
    assert_eq!([of(Some(0.002)), of(None)], ["12.34 ± 0.20", "12.34"]);
}

#[test]
fn cells_show_a_value_or_a_dash_with_its_reason() {
    let of = |value| {
        let interval_method = String::new();
        Metric::Value(Estimate { value, low: None, high: None, level: 0.95, n: 9, interval_method, note: None })
    };
    assert_eq!(cell("nll", Some(&of(Number::One(1.5)))), Cell::of("1.500".to_owned()));
    assert_eq!(cell("pca_ratio", Some(&of(Number::Many(vec![0.75, 0.125])))).text, "75.00, 12.50");
    let undefined = cell("nll", Some(&Metric::Undefined { undefined: "no head".to_owned() }));
    assert_eq!((undefined.text.as_str(), undefined.reason.as_deref()), (DASH, Some("no head")));
    assert_eq!(cell("nll", None), Cell::empty("not measured"));
}

#[test]
fn counts_have_their_thousands_apart() {
    assert_eq!([0, 7, 999, 1000, 10_000, 1_234_567].map(count), ["0", "7", "999", "1,000", "10,000", "1,234,567"]);
    assert_eq!(exact(0.1 + 0.2), "0.30000000000000004");
}
