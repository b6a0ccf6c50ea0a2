//! Marks lie on one axis at their values; the numbers beside them are the record's.

use penult::analysis::format::decimals;
use penult::figure::class_separation::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, number, parse, texts, within};

#[test]
fn marks_lie_at_their_values_on_a_common_axis() {
    let record = Study { splits: vec!["test"], ..Study::teachers(&["a", "b", "c"]) }.record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let values = ["a", "b", "c"].map(|v| {
        let split = &record.analysis.variants[v].splits["test"];
        split.metrics["class_separation"].scalar().unwrap().0
    });
    // Intervals reach 0.01 to each side.
    let lines: Vec<_> = within(&doc, "seeds", "polyline").into_iter().map(super::points).collect();
    assert_eq!(lines.len(), 3);
    let middle = |i: usize| f64::midpoint(lines[i][0].0, lines[i][1].0);
    // The two that lie furthest apart give the scale: coordinates are tenths of a pixel.
    let mut order = [0, 1, 2];
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let [first, between, last] = order;
    let scale = (middle(last) - middle(first)) / (values[last] - values[first]);
    assert!((middle(between) - middle(first) - scale * (values[between] - values[first])).abs() <= 0.3);
    assert!((lines[0][1].0 - lines[0][0].0 - 0.02 * scale).abs() <= 0.3);
    // The first teacher's mark is a circle in the middle of its interval.
    assert!((number(within(&doc, "seeds", "circle")[0], "cx") - middle(0)).abs() <= 0.1);
}

#[test]
fn prints_means_and_differences() {
    let record = Study::small().record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    for group in record.analysis.groups.values() {
        let mean = group.splits["test"].metrics["class_separation"].mean;
        assert!(words.contains(&decimals(mean, 3)), "{mean} in {words:?}");
    }
    let differences = words.iter().filter(|w| *w == "+0.250 [+0.125, +0.375]").count();
    assert_eq!(differences, 2, "one a split: {words:?}");
    assert!((FIGURE.caption)(&record).contains("smoothed − hard"));
}
