//! Logarithmic axes are marked at round numbers; a metric's axis speaks in the unit that it is shown in.

use penult::figure::axes::{decades, doublings, of_metric, power_of_ten};
use penult::figure::layout::Axis;

fn ticks(axis: &Axis) -> Vec<&str> {
    axis.ticks.iter().map(|(_, text)| text.as_str()).collect()
}

#[test]
fn decades_are_marked_at_powers_of_ten() {
    let axis = decades(0.002, 20.0);
    assert_eq!(ticks(&axis), ["0.01", "0.1", "1", "10"]);
    assert!((axis.ticks[0].0 + 2.0).abs() < 1e-12);
    assert_eq!(ticks(&decades(1e-9, 1.0)), ["1e−8", "1e−6", "1e−4", "0.01", "1"]);
    assert_eq!([power_of_ten(-4), power_of_ten(3), power_of_ten(12)], ["1e−4", "1000", "10¹²"]);
}

#[test]
fn within_one_decade_there_are_steps_of_one_two_five() {
    assert_eq!(ticks(&decades(0.015, 0.6)), ["0.02", "0.05", "0.1", "0.2", "0.5"]);
    assert_eq!(ticks(&decades(1.0, 9.0)), ["1", "2", "5"]);
}

#[test]
fn doublings_are_marked_at_powers_of_two() {
    assert_eq!(ticks(&doublings(0.5, 64.0, 9)), ["0.5", "1", "2", "4", "8", "16", "32", "64"]);
    assert_eq!(ticks(&doublings(0.5, 64.0, 4)), ["1", "4", "16", "64"]);
}

/// An axis of one value has room on both sides, not a width of 0.
#[test]
fn a_single_value_has_an_axis() {
    for axis in [decades(3.0, 3.0), doublings(2.0, 2.0, 5)] {
        assert!(axis.high > axis.low && !axis.ticks.is_empty(), "{axis:?}");
    }
}

#[test]
fn fractions_are_in_percent() {
    let axis = of_metric("ece", 0.0, 0.2, 4);
    assert_eq!(ticks(&axis), ["0", "5", "10", "15", "20"]);
    assert!((axis.ticks[1].0 - 0.05).abs() < 1e-12);
    assert_eq!(ticks(&of_metric("nll", 0.0, 2.0, 2)), ["0", "1", "2"]);
}
