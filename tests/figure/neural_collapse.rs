//! Rows at their values: NC1 at its logarithm, the others in the unit that they are shown in; numbers are the record's.

use penult::analysis::format;
use penult::figure::FigureError;
use penult::figure::neural_collapse::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, parse, points, texts, within};

#[test]
fn intervals_lie_at_their_values() {
    let record = Study { splits: vec!["train"], ..Study::teachers(&["a", "b", "c"]) }.record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    // A panel a measure, a row a group, one interval each.
    let lines: Vec<_> = within(&doc, "seeds", "polyline").into_iter().map(points).collect();
    assert_eq!(lines.len(), 6 * 3);
    let ends = |group: &str, metric: &str| {
        let (_, e) = record.analysis.variants[group].splits["train"].metrics[metric].scalar().unwrap();
        [e.low.unwrap(), e.high.unwrap()]
    };
    for (panel, metric, scale) in
        [(0, "nc1_pinv", f64::ln as fn(f64) -> f64), (2, "nc2_etf_err", |v| v), (4, "nc4_agree", |v| v)]
    {
        let drawn: Vec<f64> = lines[3 * panel..3 * panel + 3].iter().flat_map(|l| [l[0].0, l[1].0]).collect();
        let values: Vec<f64> = ["a", "b", "c"].iter().flat_map(|g| ends(g, metric)).map(scale).collect();
        let (from, to) = (
            values.iter().position(|v| *v == values.iter().copied().fold(f64::MAX, f64::min)).unwrap(),
            values.iter().position(|v| *v == values.iter().copied().fold(f64::MIN, f64::max)).unwrap(),
        );
        let unit = (drawn[to] - drawn[from]) / (values[to] - values[from]);
        for (x, v) in drawn.iter().zip(&values) {
            assert!((x - drawn[from] - unit * (v - values[from])).abs() <= 0.2, "{metric}: {drawn:?} {values:?}");
        }
    }
}

#[test]
fn prints_means_and_which_way_collapse_lies() {
    let record = Study::small().record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    for group in record.analysis.groups.values() {
        for metric in ["nc1_pinv", "nc4_agree", "class_separation"] {
            let mean = format::number(metric, group.splits["train"].metrics[metric].mean);
            assert!(words.contains(&mean), "{mean} in {words:?}");
        }
    }
    assert!(words.iter().any(|w| w.starts_with("NC1") && w.ends_with('↓')), "{words:?}");
    assert!(words.iter().any(|w| w.ends_with("% ↑")), "{words:?}");
    assert!((FIGURE.caption)(&record).contains("train split, 1,000 examples"));
}

/// Class separation alone has a figure of its own.
#[test]
fn needs_a_measure_of_collapse_proper() {
    let mut record = Study::small().record();
    for split in record.analysis.variants.values_mut().flat_map(|v| v.splits.values_mut()) {
        split.metrics.retain(|name, _| !name.starts_with("nc"));
    }
    assert!(matches!((FIGURE.draw)(&record, &Theme::page()), Err(FigureError::Nothing(_))));
}
