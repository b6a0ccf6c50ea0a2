//! The lines are running sums of the record's shares.

use penult::figure::pca::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, parse, points, texts, within};

/// Shares 0.4, 0.3, 0.1, 0.05, 0.02: the sums rise by those steps, on one scale.
#[test]
fn lines_rise_by_the_shares() {
    let svg = (FIGURE.draw)(&Study::teachers(&["only"]).record(), &Theme::page()).unwrap();
    let doc = parse(&svg);
    let lines = within(&doc, "spectra", "polyline");
    assert_eq!(lines.len(), 1);
    let line = points(lines[0]);
    assert_eq!(line.len(), 5);
    let scale = (line[0].1 - line[1].1) / 0.3;
    for (pair, share) in line.windows(2).zip([0.3, 0.1, 0.05, 0.02]) {
        assert!((pair[0].1 - pair[1].1 - share * scale).abs() <= 0.2, "{line:?}");
    }
    // Components lie at their logarithms: 1 to 2 is as far as 2 to 4.
    assert!((line[1].0 - line[0].0 - (line[3].0 - line[1].0)).abs() <= 0.2, "{line:?}");
}

#[test]
fn every_line_is_named() {
    let svg = (FIGURE.draw)(&Study::small().record(), &Theme::page()).unwrap();
    // Once above its panel, once beside its line.
    let named = |name: &str| texts(&svg).iter().filter(|(t, _)| t == name).count();
    assert_eq!(named("hard") + named("smoothed"), 4);
}
