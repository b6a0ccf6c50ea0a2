//! Cells have the colours of the record's means over seeds; the last panel is the difference of the first two.

use penult::analysis::Record;
use penult::figure::heat::{Scale, UNDEFINED};
use penult::figure::off_target_matrix::FIGURE;
use penult::figure::theme::{Color, Theme};

use super::{Study, fills, parse, texts};

/// Mean over the two seeds of a group.
fn mean(record: &Record, group: &str) -> Vec<f64> {
    let of = |seed| &record.arrays.matrices[&format!("{group}/{seed}/test/off_target")].values;
    of(1).iter().zip(of(2)).map(|(a, b)| f64::midpoint(*a, *b)).collect()
}

fn colours(values: &[f64], scale: &Scale) -> Vec<Color> {
    values.iter().enumerate().map(|(i, v)| if i % 5 == 0 { UNDEFINED } else { scale.colour(*v) }).collect()
}

#[test]
fn cells_have_the_colours_of_both_teachers_and_of_their_difference() {
    let record = Study::small().record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let (hard, smoothed) = (mean(&record, "hard"), mean(&record, "smoothed"));
    let difference: Vec<f64> = hard.iter().zip(&smoothed).map(|(a, b)| b - a).collect();
    let scale = Scale::from_zero(hard.iter().chain(&smoothed).copied());
    let signed = Scale::about_zero(difference.iter().copied());
    let expected = [colours(&hard, &scale), colours(&smoothed, &scale), colours(&difference, &signed)].concat();
    assert_eq!(fills(&parse(&svg), "cells"), expected);
}

#[test]
fn classes_are_named_where_they_are_few_and_counted_where_they_are_many() {
    let words = |classes: usize, venue: &str| -> Vec<String> {
        let record = Study { classes, ..Study::small() }.record();
        let svg = (FIGURE.draw)(&record, &Theme::for_venue(venue).unwrap()).unwrap();
        texts(&svg).into_iter().map(|(t, _)| t).collect()
    };
    let few = words(10, "page");
    assert_eq!(few.iter().filter(|t| *t == "class 7").count(), 4, "beside the first panel, under all three: {few:?}");
    // 40 of 1000 classes: every 25th, by its own index.
    let many = words(1000, "page");
    assert!(many.iter().any(|t| t == "250") && !many.iter().any(|t| t.starts_with("class ")), "{many:?}");
}

#[test]
fn a_teacher_without_a_reference_stands_alone() {
    let record = Study::teachers(&["only"]).record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    assert_eq!(fills(&parse(&svg), "cells").len(), 16);
    let caption = (FIGURE.caption)(&record);
    assert!(!caption.contains("Right:") && caption.contains("all 4 classes in label order, one seed"), "{caption}");
    let caption = (FIGURE.caption)(&Study::small().record());
    assert!(caption.contains("smoothed − hard") && caption.contains("means over 2 seeds a group"), "{caption}");
}
