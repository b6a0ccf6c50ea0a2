//! Profiles through the weights, the plane with the first direction to the right, one scale for all.

use penult::figure::landscape::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, parse, points, texts, within};

fn green(node: roxmltree::Node<'_, '_>) -> u32 {
    u32::from_str_radix(&node.attribute("fill").unwrap()[3..5], 16).unwrap()
}

/// The bowl is twice as steep along the first direction: its loss is higher at the right than at the top.
#[test]
fn the_first_direction_runs_to_the_right() {
    let record = Study::teachers(&["only"]).record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let cells = within(&doc, "cells", "rect");
    assert_eq!(cells.len(), 25);
    // Viridis grows greener: right, top, middle.
    let [right, top, middle] = [(2, 4), (0, 2), (2, 2)].map(|(row, col)| green(cells[5 * row + col]));
    assert!(right > top && top > middle, "{right} {top} {middle}");
    assert_eq!(green(cells[10]), right, "the bowl is symmetric");
    assert!(!within(&doc, "contours", "polyline").is_empty());
}

#[test]
fn profiles_are_lowest_at_the_weights() {
    let record = Study::teachers(&["only"]).record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let line = within(&doc, "profile", "polyline").into_iter().map(points).find(|p| p.len() == 9).unwrap();
    let lowest = line.iter().enumerate().max_by(|a, b| a.1.1.total_cmp(&b.1.1)).unwrap().0;
    assert_eq!(lowest, 4);
    // There along the lower end of the range, back along the upper.
    assert_eq!(points(within(&doc, "range", "polygon")[0]).len(), 18);
}

/// Equal losses have equal colours in all panels: the flattest panel has the least green corner.
#[test]
fn panels_share_one_scale() {
    let record = Study::teachers(&["a", "b"]).record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let cells = within(&doc, "cells", "rect");
    assert_eq!(cells.len(), 50);
    let corner = |id: &str| record.arrays.matrices[&format!("{id}/test/landscape/plane")].values[0];
    assert_eq!(corner("a") > corner("b"), green(cells[0]) > green(cells[25]));
    assert!(texts(&svg).iter().any(|(t, _)| t == "direction 2"));
    assert!((FIGURE.caption)(&record).contains("range (band) over 3 directions"));
}
