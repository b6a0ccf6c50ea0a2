//! Ticks have room, also on narrow panels.

use penult::figure::font::Weight;
use penult::figure::layout::Axis;
use penult::figure::text::width;
use penult::figure::theme::Theme;
use penult::figure::ticks::{at, linear, logarithmic};

fn stand_apart(axis: &Axis, room: f64) -> bool {
    let half = |t: &str| width(t, Theme::page().tick, Weight::Regular) / 2.0;
    axis.ticks.windows(2).all(|p| (axis.share(p[1].0) - axis.share(p[0].0)) * room > half(&p[0].1) + half(&p[1].1))
}

#[test]
fn narrow_panels_have_fewer_ticks() {
    let theme = Theme::page();
    let counts = [400.0, 90.0, 40.0].map(|room| {
        let axis = linear(&theme, (0.812, 0.957), room);
        assert!(stand_apart(&axis, room));
        axis.ticks.len()
    });
    assert!(counts[0] >= counts[1] && counts[1] >= counts[2] && counts[2] >= 1, "{counts:?}");
}

#[test]
fn logarithmic_axes_hold_their_range_and_a_tick() {
    let theme = Theme::page();
    for (low, high) in [(0.01, 3.0), (0.31, 0.34), (0.5, 0.5), (2e-5, 40.0)] {
        let axis = logarithmic(&theme, (low, high), 120.0);
        assert!(axis.low < low.log10() && high.log10() < axis.high, "{axis:?}");
        assert!(!axis.ticks.is_empty() && stand_apart(&axis, 120.0), "{axis:?}");
    }
}

#[test]
fn doublings_stand_at_equal_steps() {
    let axis = at(&Theme::page(), &[1.0, 4.0, 16.0], (|t| t.to_string(), 300.0));
    assert_eq!(axis.ticks.iter().map(|t| t.1.as_str()).collect::<Vec<_>>(), ["1", "4", "16"]);
    // Half a step of room at each end.
    assert_eq!((axis.low, axis.high), (-1.0, 5.0));
    let one = at(&Theme::page(), &[4.0], (|t| t.to_string(), 300.0));
    assert_eq!((one.low, one.high, one.ticks.len()), (1.0, 3.0, 1));
}
