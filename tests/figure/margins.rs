//! Outlines are as high as the shares, on one scale for all rows.

use penult::figure::margins::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, parse, points, texts, within};

#[test]
fn bins_are_as_high_as_their_shares() {
    let record = Study::teachers(&["a", "b"]).record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let outlines: Vec<_> = within(&doc, "bins", "polygon").into_iter().map(points).collect();
    let shares = |v: &str| &record.analysis.variants[v].splits["test"].curves.margins.as_ref().unwrap().shares;
    assert_eq!(outlines.len(), 2);
    let most = shares("a").iter().chain(shares("b")).copied().fold(0.0, f64::max);
    let tallest = outlines.iter().flatten().zip(0..).map(|(p, i)| outlines[i / 42][0].1 - p.1).fold(0.0, f64::max);
    for (outline, name) in outlines.iter().zip(["a", "b"]) {
        // From the floor over two corners a bin back to the floor.
        assert_eq!(outline.len(), 42);
        for (corners, share) in outline[1..].chunks(2).zip(shares(name)) {
            let expected = outline[0].1 - share / most * tallest;
            assert!((corners[0].1 - expected).abs() <= 0.3, "{share} at {} is not {expected}", corners[0].1);
        }
    }
    // Bins are one unit wide from −5: the line at 0 is the left edge of the sixth.
    let dashes = within(&doc, "axes", "polyline");
    let zero = dashes.iter().map(|n| points(*n)).find(|p| p[0].0 == p[1].0 && p[1].1 > p[0].1 && p[0].1 < 30.0);
    assert!((zero.unwrap()[0].0 - outlines[0][11].0).abs() <= 0.2);
}

#[test]
fn the_mean_margin_stands_beside_its_row() {
    let svg = (FIGURE.draw)(&Study::small().record(), &Theme::page()).unwrap();
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    assert_eq!(words.iter().filter(|w| *w == "4.25").count(), 4, "{words:?}");
    let caption = (FIGURE.caption)(&Study::small().record());
    assert!(caption.contains("bins of 1.00") && caption.contains("1,000 examples"), "{caption}");
}

/// Bins that are empty in all rows, beyond the others, are not drawn.
#[test]
fn empty_ends_are_left_out() {
    let mut record = Study::teachers(&["only"]).record();
    let split = record.analysis.variants["only"].splits.get_mut("test").unwrap();
    let margins = split.curves.margins.as_mut().unwrap();
    margins.shares[15..].fill(0.0);
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    assert_eq!(points(within(&doc, "bins", "polygon")[0]).len(), 2 * 15 + 2);
    assert!(texts(&svg).iter().any(|(t, _)| t == "10") && !texts(&svg).iter().any(|(t, _)| t == "15"));
}
