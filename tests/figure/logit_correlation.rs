//! Cells are absolute differences of a student's correlations from its own teacher's.

use penult::figure::FigureError;
use penult::figure::heat::Scale;
use penult::figure::logit_correlation::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, fills, parse, texts};

#[test]
fn cells_are_absolute_differences_from_the_teacher() {
    let record = Study { seeds: 1, ..Study::small() }.record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let matrix = |group: &str| &record.arrays.matrices[&format!("{group}/1/test/logit_correlation")].values;
    let pairs = [("hard", "student_of_hard"), ("smoothed", "student_of_smoothed")];
    let differences: Vec<f64> =
        pairs.iter().flat_map(|(t, s)| matrix(t).iter().zip(matrix(s)).map(|(t, s)| (t - s).abs())).collect();
    let scale = Scale::from_zero(differences.iter().copied());
    let drawn = fills(&parse(&svg), "cells");
    assert_eq!(drawn.len(), 32, "students alone have a panel");
    for (at, (colour, value)) in drawn.iter().zip(&differences).enumerate().filter(|(at, _)| at % 16 % 5 != 0) {
        assert_eq!(*colour, scale.colour(*value), "cell {at}");
    }
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    assert!(words.contains(&"student_of_hard".to_owned()) && words.contains(&"of hard".to_owned()), "{words:?}");
}

#[test]
fn without_students_there_is_nothing() {
    let record = Study::teachers(&["a", "b"]).record();
    assert!(matches!((FIGURE.draw)(&record, &Theme::page()), Err(FigureError::Nothing(_))));
    assert!((FIGURE.caption)(&record).starts_with("No variant"));
}
