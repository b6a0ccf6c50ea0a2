//! Marks lie at (confidence, accuracy), bars end at their counts.

use penult::figure::reliability::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, number, parse, points, texts, within};

#[test]
fn marks_lie_at_their_accuracy() {
    let record = Study::teachers(&["only"]).record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let marks = within(&doc, "accuracy", "circle");
    // The axes' line runs from the upper end of y through the origin to the right end of x.
    let lines = within(&doc, "diagonal", "polyline");
    let axes = lines.into_iter().map(points).find(|p| p.len() == 3).unwrap();
    let bins: Vec<_> =
        record.analysis.variants["only"].splits["test"].curves.reliability.iter().filter(|b| b.count > 0).collect();
    assert_eq!(marks.len(), bins.len());
    assert_eq!(bins.len(), 13);
    for (mark, bin) in marks.iter().zip(bins) {
        let x = axes[1].0 + bin.confidence.unwrap() * (axes[2].0 - axes[1].0);
        let y = axes[1].1 + bin.accuracy.unwrap() * (axes[0].1 - axes[1].1);
        // Coordinates are tenths of a pixel.
        assert!((number(*mark, "cx") - x).abs() <= 0.1, "{} is not {x}", number(*mark, "cx"));
        assert!((number(*mark, "cy") - y).abs() <= 0.1, "{} is not {y}", number(*mark, "cy"));
    }
    let side = (axes[2].0 - axes[1].0, axes[1].1 - axes[0].1);
    assert!((side.0 - side.1).abs() <= 0.2, "the panel is square: {side:?}");
}

/// Counts are 1, 2, 4, …: on a logarithmic axis each bar is higher than the last by the same step.
#[test]
fn bars_are_logarithms_of_counts() {
    let record = Study::teachers(&["only"]).record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let heights: Vec<f64> = within(&doc, "counts", "rect").iter().map(|n| number(*n, "height")).collect();
    assert_eq!(heights.len(), 13);
    let step = (heights[12] - heights[0]) / 12.0;
    assert!(step > 1.0);
    for pair in heights.windows(2) {
        assert!((pair[1] - pair[0] - step).abs() <= 0.2, "{heights:?}");
    }
}

#[test]
fn prints_the_error_in_percent_with_its_interval() {
    let record = Study::teachers(&["only"]).record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    assert!(words.contains(&"ECE 1.23 %".to_owned()), "{words:?}");
    assert!(words.contains(&"[1.00, 2.00]".to_owned()), "{words:?}");
    assert!(words.contains(&"confidence (test)".to_owned()));
}

#[test]
fn takes_train_where_there_is_no_test() {
    let record = Study { splits: vec!["train"], ..Study::small() }.record();
    let caption = (FIGURE.caption)(&record);
    assert!(caption.contains("train split, 1000 examples") && caption.contains("15 bins"), "{caption}");
    assert!(caption.contains("95 % interval (made up)"), "the method is the record's: {caption}");
}

/// The made-up T* is 2.5; the nearest of the grid, by ratio, is 2, where accuracies are 0.02 below confidences.
#[test]
fn shows_what_temperature_scaling_makes_of_it() {
    let record = Study::teachers(&["only"]).record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let line = points(within(&doc, "after", "polyline")[0]);
    let lines = within(&doc, "diagonal", "polyline");
    let axes = lines.into_iter().map(points).find(|p| p.len() == 3).unwrap();
    let side = axes[2].0 - axes[1].0;
    assert_eq!(line.len(), 10, "bins that hold examples");
    for (bin, (x, y)) in (5..15).zip(&line) {
        let middle = (f64::from(bin) + 0.5) / 15.0;
        assert!((x - axes[1].0 - middle * side).abs() <= 0.2);
        assert!((axes[1].1 - y - (middle - 0.02) * side).abs() <= 0.2);
    }
    let table = &record.arrays.matrices["only/1/test/temperatures"].values;
    let text = format!("T = 2: {} %", penult::analysis::format::number("ece", table[2 * 4 + 1]));
    assert!(texts(&svg).iter().any(|(t, _)| *t == text), "{text}");
    assert!((FIGURE.caption)(&record).contains("after temperature scaling"));
}

#[test]
fn without_a_fitted_temperature_there_is_no_after() {
    let mut record = Study::teachers(&["only"]).record();
    record.analysis.variants["only"].splits.get_mut("test").unwrap().metrics.shift_remove("temperature");
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    assert!(within(&parse(&svg), "after", "polyline").is_empty());
    assert!(!(FIGURE.caption)(&record).contains("after temperature scaling"));
}
