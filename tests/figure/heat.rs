//! Scales end at round numbers; cells lie in the order of reading and have the colours of their values.

use penult::figure::canvas::Canvas;
use penult::figure::heat::{self, Colours, Scale, UNDEFINED, ink_on, viridis};
use penult::figure::layout::Rect;
use penult::figure::theme::{INK, PAPER, Theme};

use super::{number, parse, texts, within};

#[test]
fn the_scale_is_fixed_and_its_ink_contrasts() {
    assert_eq!((viridis(0.0).0, viridis(0.0).1, viridis(0.0).2), (68, 1, 84));
    assert_eq!((viridis(1.0).0, viridis(1.0).1, viridis(1.0).2), (253, 231, 37));
    assert_eq!(viridis(-0.2), viridis(0.0));
    assert_eq!(viridis(1.2), viridis(1.0));
    assert_eq!((ink_on(viridis(0.1)), ink_on(viridis(0.9))), (PAPER, INK));
}

#[test]
fn scales_end_at_round_numbers() {
    let ends = |s: Scale| (s.axis.low, s.axis.high);
    assert_eq!(ends(Scale::from_zero([0.1, 0.37].into_iter())), (0.0, 0.4));
    assert_eq!(ends(Scale::from_zero([0.5].into_iter())), (0.0, 0.5));
    assert_eq!(ends(Scale::about_zero([0.1, -0.013].into_iter())), (-0.1, 0.1));
    assert_eq!(ends(Scale::from_zero(std::iter::empty())), (0.0, 1.0), "nothing to show");
    assert_eq!(ends(Scale::about_zero([0.0].into_iter())), (-1.0, 1.0));
}

#[test]
fn signed_scales_are_blue_white_red_about_zero() {
    let scale = Scale::about_zero([0.2].into_iter());
    let rgb = |v| [scale.colour(v).0, scale.colour(v).1, scale.colour(v).2];
    assert_eq!(scale.colours, Colours::Signed);
    assert_eq!(rgb(0.0), [0xF7, 0xF7, 0xF7]);
    assert_eq!((rgb(-0.2), rgb(0.2)), ([0x21, 0x66, 0xAC], [0xB2, 0x18, 0x2B]));
    assert_eq!(rgb(9.0), rgb(0.2));
    assert_eq!(scale.colour(f64::NAN), UNDEFINED);
}

#[test]
fn cells_lie_in_the_order_of_reading() {
    let mut canvas = Canvas::new(&Theme::page(), 100.0);
    let area = Rect { x: 10.0, y: 20.0, w: 60.0, h: 40.0 };
    let colours = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0].map(viridis);
    canvas.group("cells", |pen| heat::cells(pen, area, 3, &colours));
    let svg = canvas.finish("cells").unwrap();
    let doc = parse(&svg);
    let cells = within(&doc, "cells", "rect");
    let corners: Vec<_> = cells.iter().map(|c| (number(*c, "x"), number(*c, "y"))).collect();
    assert_eq!(corners, [(10.0, 20.0), (30.0, 20.0), (50.0, 20.0), (10.0, 40.0), (30.0, 40.0), (50.0, 40.0)]);
    assert_eq!(cells[5].attribute("fill").unwrap().to_uppercase(), "#FDE725");
}

/// In 300 units there is room for more numbers than in 40; none stands over another, in either.
#[test]
fn the_bar_has_the_numbers_that_fit() {
    let scale = Scale::about_zero([0.025].into_iter());
    let words = |w: f64| {
        let mut canvas = Canvas::new(&Theme::page(), 100.0);
        let place = Rect { x: 10.0, y: 10.0, w, h: heat::bar_band(&Theme::page()) };
        canvas.group("bar", |pen| heat::bar_below(pen, &Theme::page(), place, (&scale, "difference")));
        texts(&canvas.finish("bar").unwrap())
    };
    let (wide, narrow) = (words(300.0), words(40.0));
    assert!(wide.len() > narrow.len() && wide.iter().any(|(t, _)| t == "0.02"), "{wide:?}");
    for found in [wide, narrow] {
        for (i, (a, of_a)) in found.iter().enumerate() {
            assert!(found[i + 1..].iter().all(|(_, of_b)| !of_a.overlaps(of_b)), "{a} in {found:?}");
        }
    }
}
