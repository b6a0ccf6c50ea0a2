//! Two figures as bitmaps, as they were last looked at. `PENULT_ACCEPT=1 cargo test --release -- pixels` writes them anew.

use std::path::Path;

use penult::figure::theme::Theme;
use penult::figure::{canvas, figure};
use resvg::tiny_skia::Pixmap;

use super::Study;

/// Differences of a channel up to this are those of rounding.
const CHANNEL: u8 = 24;
/// Share of the pixels that may differ by more.
const SHARE: f64 = 0.001;

fn differing(a: &Pixmap, b: &Pixmap) -> f64 {
    let pairs = a.pixels().iter().zip(b.pixels());
    let is_other = |(p, q): &(&resvg::tiny_skia::PremultipliedColorU8, &resvg::tiny_skia::PremultipliedColorU8)| {
        [(p.red(), q.red()), (p.green(), q.green()), (p.blue(), q.blue())].iter().any(|(a, b)| a.abs_diff(*b) > CHANNEL)
    };
    pairs.filter(is_other).count() as f64 / a.pixels().len() as f64
}

#[test]
fn figures_look_as_they_were_last_looked_at() {
    let record = Study::small().record();
    for (name, venue) in [("temperature_grid", "neurips"), ("neural_collapse", "icml-column")] {
        let file = format!("{}/fixtures/expected/figure_{name}.png", env!("CARGO_MANIFEST_DIR"));
        let svg = (figure(name).unwrap().draw)(&record, &Theme::for_venue(venue).unwrap()).unwrap();
        let png = canvas::png(&svg, 96).unwrap();
        if std::env::var_os("PENULT_ACCEPT").is_some() {
            std::fs::write(&file, &png).unwrap();
        }
        let expected = Pixmap::load_png(Path::new(&file)).unwrap_or_else(|e| panic!("{e}: {file}"));
        let drawn = Pixmap::decode_png(&png).unwrap();
        assert_eq!((drawn.width(), drawn.height()), (expected.width(), expected.height()), "{name}");
        let share = differing(&drawn, &expected);
        assert!(share <= SHARE, "{name}: {share} of the pixels differ; look at the figure, then PENULT_ACCEPT=1");
    }
}

/// The threshold sees a mark that moved by a pixel's width, and not one that did not.
#[test]
fn the_threshold_sees_a_colour_that_changed() {
    let record = Study::small().record();
    let svg = (figure("neural_collapse").unwrap().draw)(&record, &Theme::for_venue("icml-column").unwrap()).unwrap();
    let bitmap = |svg: &str| Pixmap::decode_png(&canvas::png(svg, 96).unwrap()).unwrap();
    let (as_is, changed) = (bitmap(&svg), bitmap(&svg.replace("#009E73", "#0072B2")));
    assert!(differing(&as_is, &as_is) <= SHARE);
    assert!(differing(&as_is, &changed) > SHARE);
}
