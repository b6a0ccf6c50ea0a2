//! The line has the record's slope; ρ, p and slope are printed.

use penult::figure::FigureError;
use penult::figure::capacity_gap::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, number, parse, points, texts, within};

/// Points stand at x = 0, 0.1, 0.2, 0.3; the slope is 2.5 points of percent a doubling.
#[test]
fn the_line_has_the_slope_of_the_record() {
    let record = Study::small().record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let pieces: Vec<_> = within(&doc, "slope", "polyline").into_iter().map(points).collect();
    let (first, last) = (pieces[0][0], *pieces[pieces.len() - 1].last().unwrap());
    let marks: Vec<_> = within(&doc, "points", "circle");
    // The first group of each panel is a circle: accuracy of the teacher, then size.
    let [_, gap] = marks[..] else { panic!("{marks:?}") };
    assert!((first.0 - number(gap, "cx")).abs() <= 0.2, "the line begins at the first point");
    let relation = record.analysis.relations.iter().find(|r| r.name == "capacity_gap").unwrap();
    let mean = relation.points.iter().map(|p| p.y).sum::<f64>() / 4.0;
    // Heights: the first point gives where its accuracy is, the slope how far a point of accuracy is.
    let unit = (first.1 - number(gap, "cy")) / (100.0 * (relation.points[0].y - (mean - 0.025 * 0.15)));
    assert!((first.1 - last.1 - unit * 0.3 * 2.5).abs() <= 3.0, "{first:?} {last:?} {unit}");
}

#[test]
fn prints_rank_and_slope() {
    let record = Study::small().record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    assert_eq!(words.iter().filter(|w| *w == "ρ = −0.50, p = 0.125, n = 4").count(), 2, "{words:?}");
    assert!(words.contains(&"slope +2.50 points a doubling".to_owned()), "{words:?}");
}

#[test]
fn teachers_of_one_size_and_accuracy_say_nothing() {
    let mut record = Study::small().record();
    record.analysis.relations.iter_mut().flat_map(|r| &mut r.points).for_each(|p| p.x = 1.0);
    assert!(matches!((FIGURE.draw)(&record, &Theme::page()), Err(FigureError::Nothing(_))));
}
