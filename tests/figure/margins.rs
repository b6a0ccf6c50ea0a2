//! Outlines are as high as the shares, on one scale for all rows.

use penult::figure::margins::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, number, parse, texts, within};

#[test]
fn bins_are_as_high_as_their_shares() {
    let record = Study::teachers(&["a", "b"]).record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let bars = within(&doc, "bins", "rect");
    let shares: Vec<f64> = ["a", "b"]
        .into_iter()
        .flat_map(|v| &record.analysis.variants[v].splits["test"].curves.margins.as_ref().unwrap().shares)
        .copied()
        .collect();
    assert_eq!((bars.len(), shares.len()), (40, 40));
    let height = |i: usize| number(bars[i], "height");
    let most = (0..40).max_by(|a, b| shares[*a].total_cmp(&shares[*b])).unwrap();
    for (index, share) in shares.iter().enumerate() {
        let expected = share / shares[most] * height(most);
        assert!((height(index) - expected).abs() <= 0.3, "bin {index}: {} is not {expected}", height(index));
    }
    // Bins are one unit wide from −5: the line at 0 is the left edge of the sixth.
    let dashes = within(&doc, "axes", "polyline");
    let zero = dashes.iter().map(|n| super::points(*n)).find(|p| p[0].0 == p[1].0 && p[1].1 > p[0].1 && p[0].1 < 30.0);
    assert!((zero.unwrap()[0].0 - number(bars[5], "x")).abs() <= 0.2);
}

#[test]
fn the_mean_margin_stands_beside_its_row() {
    let svg = (FIGURE.draw)(&Study::small().record(), &Theme::page()).unwrap();
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    assert_eq!(words.iter().filter(|w| *w == "4.25").count(), 4, "{words:?}");
    let caption = (FIGURE.caption)(&Study::small().record());
    assert!(caption.contains("20 bins") && caption.contains("1,000 examples"), "{caption}");
}
