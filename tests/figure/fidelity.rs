//! A mark a student, at its agreement and its accuracy.

use penult::figure::fidelity::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, parse, points, texts, within};

/// Where a polygon's middle lies along x: shapes are symmetric.
fn middle(node: roxmltree::Node<'_, '_>) -> f64 {
    let xs: Vec<f64> = points(node).into_iter().map(|p| p.0).collect();
    f64::midpoint(xs.iter().copied().fold(f64::MAX, f64::min), xs.iter().copied().fold(f64::MIN, f64::max))
}

#[test]
fn marks_lie_at_agreement() {
    let record = Study { splits: vec!["test"], ..Study::small() }.record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let marks: Vec<f64> = within(&doc, "points", "polygon").into_iter().map(middle).collect();
    // Two groups of two seeds in two panels.
    assert_eq!(marks.len(), 8);
    let own = |metric: &str| {
        let pairs = record.analysis.pairs.iter().filter_map(|p| p.metrics.get(metric)?.scalar());
        pairs.map(|(v, _)| v).collect::<Vec<_>>()
    };
    for (drawn, values) in [(&marks[..4], own("agreement")), (&marks[4..], own("kl"))] {
        assert_eq!(values.len(), 4);
        let unit = (drawn[1] - drawn[0]) / (values[1] - values[0]);
        assert!(unit > 0.0);
        for (x, v) in drawn.iter().zip(&values) {
            assert!((x - drawn[0] - unit * (v - values[0])).abs() <= 0.5, "{drawn:?} {values:?}");
        }
    }
}

#[test]
fn says_the_correlation_of_the_record() {
    let record = Study::small().record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    assert!(words.contains(&"ρ = −0.50, p = 0.125".to_owned()), "{words:?}");
    assert!((FIGURE.caption)(&record).contains("4 students, one mark each"));
}
