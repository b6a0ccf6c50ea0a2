//! Round ticks, values in their places.

use penult::figure::layout::{Axis, Frame, Grid, Rect};

fn ticks(low: f64, high: f64, count: usize) -> Vec<String> {
    Axis::between(low, high, count).ticks.into_iter().map(|(_, t)| t).collect()
}

#[test]
fn ticks_are_round() {
    assert_eq!(ticks(0.0, 1.0, 2), ["0.0", "0.5", "1.0"]);
    assert_eq!(ticks(-3.2, 4.6, 4), ["−2", "0", "2", "4"]);
    assert_eq!(ticks(0.483, 0.752, 3), ["0.5", "0.6", "0.7"]);
    assert_eq!(ticks(0.0, 12_000.0, 3), ["0", "5000", "10000"]);
    assert_eq!(ticks(0.001, 0.004, 3), ["0.001", "0.002", "0.003", "0.004"]);
}

#[test]
fn one_value_has_an_axis_round_it() {
    let axis = Axis::between(0.7, 0.7, 3);
    assert!(axis.low < 0.7 && axis.high > 0.7 && !axis.ticks.is_empty());
}

/// y runs up, the sheet's y runs down.
#[test]
fn a_frame_turns_values_into_places() {
    let area = Rect { x: 10.0, y: 20.0, w: 100.0, h: 50.0 };
    let frame = Frame { area, x: Axis::between(0.0, 2.0, 2), y: Axis::between(-1.0, 1.0, 2) };
    assert_eq!(frame.at(0.0, -1.0), (10.0, 70.0));
    assert_eq!(frame.at(1.0, 0.0), (60.0, 45.0));
    assert_eq!(frame.span((0.0, -1.0), (2.0, 1.0)), area);
}

#[test]
fn cells_stand_in_rows() {
    let grid = Grid { corner: (1.0, 2.0), cell: (10.0, 20.0), gap: (3.0, 4.0) };
    assert_eq!(grid.cell(1, 2), Rect { x: 27.0, y: 26.0, w: 10.0, h: 20.0 });
}
