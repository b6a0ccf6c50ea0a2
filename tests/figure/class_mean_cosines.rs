//! Cells have the colours of the cosines, on one scale about 0.

use penult::figure::class_mean_cosines::FIGURE;
use penult::figure::heat::Scale;
use penult::figure::theme::Theme;

use super::{Study, fills, parse};

#[test]
fn panels_share_a_scale_about_zero() {
    let record = Study::teachers(&["a", "b"]).record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let values =
        ["a", "b"].map(|g| record.arrays.matrices[&format!("{g}/1/test/class_mean_cosines")].values.clone()).concat();
    let off_diagonal: Vec<f64> = values.into_iter().enumerate().filter(|(i, _)| i % 16 % 5 != 0).map(|v| v.1).collect();
    let scale = Scale::about_zero(off_diagonal.iter().copied());
    let drawn = fills(&parse(&svg), "cells");
    let drawn: Vec<_> = drawn.into_iter().enumerate().filter(|(i, _)| i % 16 % 5 != 0).map(|c| c.1).collect();
    assert_eq!(drawn, off_diagonal.iter().map(|v| scale.colour(*v)).collect::<Vec<_>>());
}

/// Four classes: the simplex has cosines of −1/3.
#[test]
fn the_caption_says_where_collapse_ends() {
    let caption = (FIGURE.caption)(&Study::small().record());
    assert!(caption.contains("−1/(K − 1) = −0.333") && caption.contains("hard, student_of_hard"), "{caption}");
}
