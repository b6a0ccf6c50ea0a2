//! Marks lie at accuracy minus confidence; many classes are sorted.

use penult::analysis::Record;
use penult::figure::class_calibration::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, number, parse, points, texts, within};

fn gaps(record: &Record, variant: &str) -> Vec<f64> {
    let table = &record.arrays.matrices[&format!("{variant}/1/test/per_class")].values;
    table.chunks(4).map(|row| row[1] - row[2]).collect()
}

#[test]
fn marks_lie_at_the_gap_of_their_class() {
    let record = Study { classes: 10, ..Study::teachers(&["only"]) }.record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let (marks, gaps) = (within(&doc, "means", "circle"), gaps(&record, "only"));
    assert_eq!(marks.len(), 10);
    // Each mark ends a line from 0.
    let stems: Vec<_> = within(&doc, "means", "polyline").into_iter().map(points).collect();
    let zero = stems[0][0].0;
    let scale = (number(marks[0], "cx") - zero) / gaps[0];
    for (mark, gap) in marks.iter().zip(&gaps) {
        assert!((number(*mark, "cx") - zero - scale * gap).abs() <= 0.3, "{gap}");
    }
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    assert!(words.contains(&"class 9".to_owned()), "{words:?}");
}

/// A class without examples has no mark.
#[test]
fn an_absent_class_has_no_mark() {
    let mut record = Study { classes: 10, ..Study::teachers(&["only"]) }.record();
    let table = record.arrays.matrices.get_mut("only/1/test/per_class").unwrap();
    table.values[4..8].fill(f64::NAN);
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    assert_eq!(within(&parse(&svg), "means", "circle").len(), 9);
    assert!(!svg.contains("NaN"));
}

#[test]
fn many_classes_are_sorted_and_three_of_them_told() {
    let record = Study { classes: 100, ..Study::teachers(&["only"]) }.record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let line = points(within(&doc, "sorted", "polyline")[0]);
    assert_eq!(line.len(), 100);
    assert!(line.windows(2).all(|p| p[0].0 < p[1].0 && p[0].1 >= p[1].1), "rises to the right");
    let mut gaps = gaps(&record, "only");
    gaps.sort_by(f64::total_cmp);
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    let median = format!("50 %: {}", penult::analysis::format::signed("accuracy", gaps[50]));
    assert!(words.contains(&median), "{median} in {words:?}");
}
