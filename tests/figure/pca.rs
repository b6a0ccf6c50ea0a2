//! All points, a name a class, grey where classes are many.

use penult::figure::pca::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, parse, texts, within};

fn drawn(classes: usize, venue: &str) -> String {
    let study = Study { classes, splits: vec!["test"], ..Study::teachers(&["only"]) };
    (FIGURE.draw)(&study.record(), &Theme::for_venue(venue).unwrap()).unwrap()
}

fn colours(svg: &str) -> (usize, usize) {
    let doc = parse(svg);
    let marks = within(&doc, "examples", "circle");
    let mut found: Vec<&str> = marks.iter().filter_map(|n| n.attribute("fill")).collect();
    let count = found.len();
    found.sort_unstable();
    found.dedup();
    (count, found.len())
}

#[test]
fn ten_classes_have_a_colour_and_a_name_each() {
    let svg = drawn(10, "page");
    assert_eq!(colours(&svg), (300, 10));
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    assert!((0..10).all(|c| words.contains(&format!("class {c}"))), "{words:?}");
}

#[test]
fn of_more_classes_three_have_a_colour() {
    let svg = drawn(100, "page");
    assert_eq!(colours(&svg), (300, 4), "three and grey");
    let record = Study { classes: 100, ..Study::small() }.record();
    let caption = (FIGURE.caption)(&record);
    assert!(caption.contains("of 100 classes, class 0, class 1, class 2 are coloured"), "{caption}");
}

#[test]
fn two_classes_have_two_colours() {
    assert_eq!(colours(&drawn(2, "page")), (300, 2));
}

/// Panels of a column are too small for ten names: one key has them all, once.
#[test]
fn small_panels_share_a_key() {
    let names = ["a", "b", "c"];
    let study = Study { classes: 10, splits: vec!["test"], ..Study::teachers(&names) };
    let svg = (FIGURE.draw)(&study.record(), &Theme::for_venue("icml-column").unwrap()).unwrap();
    let named = |name: &str| texts(&svg).iter().filter(|(t, _)| t == name).count();
    assert!((0..10).all(|c| named(&format!("class {c}")) == 1));
}
