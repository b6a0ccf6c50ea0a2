//! Points lie at the logarithms of ranks and shares.

use penult::figure::rank_size::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, parse, points, texts, within};

/// The made-up shares fall by a power of the rank: a straight line, as steep as the power.
#[test]
fn a_power_law_is_a_straight_line() {
    let record = Study { classes: 100, ..Study::teachers(&["a"]) }.record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let lines: Vec<_> = within(&doc, "means", "polyline").into_iter().map(points).collect();
    let uniform = points(within(&doc, "uniform", "polyline")[0])[0].1;
    assert_eq!((lines.len(), lines[0].len()), (1, 99));
    // From rank 1 to rank 10, a decade to the right.
    let decade = lines[0][9].0 - lines[0][0].0;
    assert!((lines[0][98].0 - lines[0][0].0 - decade * 99_f64.log10()).abs() <= 0.3);
    let shares = &record.analysis.variants["a"].splits["test"].curves.rank_size.as_ref().unwrap().shares;
    // Units of height a decade, from the line of equal shares.
    let height = (uniform - lines[0][0].1) / (shares[0] * 99.0).log10();
    for (point, share) in lines[0].iter().zip(shares) {
        let y = uniform - height * (share * 99.0).log10();
        assert!((point.1 - y).abs() <= 0.5, "{} is not {y}", point.1);
    }
}

#[test]
fn every_line_is_named_and_the_seeds_are_pale() {
    let svg = (FIGURE.draw)(&Study::small().record(), &Theme::page()).unwrap();
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    for name in ["hard", "smoothed", "student_of_hard", "student_of_smoothed", "all alike"] {
        assert_eq!(words.iter().filter(|w| *w == name).count(), 1, "{name} in {words:?}");
    }
    assert_eq!(within(&parse(&svg), "seeds", "polyline").len(), 8, "two seeds of four groups");
    assert!((FIGURE.caption)(&Study::small().record()).contains("all 3 wrong classes alike"));
}
