//! Lines over epochs, a panel a statistic.

use penult::figure::FigureError;
use penult::figure::theme::Theme;
use penult::figure::trajectories::FIGURE;

use super::{Study, parse, points, texts, within};

/// Four variants in two groups: two runs, epochs 10 to 40.
#[test]
fn lines_follow_the_values_over_epochs() {
    let mut record = Study { splits: vec!["test"], ..Study::small() }.record();
    record.analysis.trajectories.truncate(1);
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let run = &record.analysis.trajectories[0];
    let lines: Vec<_> = within(&doc, "run", "polyline").into_iter().map(points).collect();
    // Accuracy comes first; the first run's line is solid.
    let line = &lines[0];
    assert_eq!(line.len(), 8);
    let values: Vec<f64> = run
        .variants
        .iter()
        .map(|id| record.analysis.variants[id].splits["test"].metrics["accuracy"].scalar().unwrap().0)
        .collect();
    let unit = (line[1].1 - line[0].1) / (values[1] - values[0]);
    for (at, value) in line.iter().zip(&values) {
        assert!((at.1 - line[0].1 - unit * (value - values[0])).abs() <= 0.3, "{line:?} {values:?}");
    }
    let steps: Vec<f64> = line.windows(2).map(|p| p[1].0 - p[0].0).collect();
    assert!(steps.iter().all(|s| (s - steps[0]).abs() <= 0.2), "{steps:?}");
}

#[test]
fn says_split_unit_and_runs() {
    let record = Study::small().record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    assert!(words.contains(&"Acc (%) ↑ test".to_owned()), "{words:?}");
    assert!(words.iter().any(|w| w.starts_with("NC1") && w.ends_with("train")), "{words:?}");
    assert!(words.contains(&"run/smoothed".to_owned()), "{words:?}");
    assert!((FIGURE.caption)(&record).contains("run/hard (8 checkpoints)"));
}

#[test]
fn one_checkpoint_is_no_trajectory() {
    let record = Study::teachers(&["only"]).record();
    assert!(matches!((FIGURE.draw)(&record, &Theme::page()), Err(FigureError::Nothing(_))));
}
