//! Cells have the colours and numbers of the matrix, the first layers bottom left; references come before variants themselves.

use penult::analysis::Record;
use penult::analysis::format::decimals;
use penult::figure::FigureError;
use penult::figure::heat::viridis;
use penult::figure::layer_cka::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, number, parse, texts, within};

fn svg(record: &Record) -> String {
    (FIGURE.draw)(record, &Theme::page()).unwrap()
}

/// One teacher, five layers with four.
fn one() -> Record {
    let mut record = Study::teachers(&["only"]).record();
    record.analysis.layers.truncate(1);
    record
}

#[test]
fn cells_have_the_colours_of_their_values_from_bottom_left() {
    let record = one();
    let (svg, matrix) = (svg(&record), &record.arrays.matrices["only/test/layers/only"]);
    let doc = parse(&svg);
    let cells = within(&doc, "cells", "rect");
    assert_eq!(cells.len(), 20);
    let place = |at: usize| (number(cells[at], "x"), number(cells[at], "y") + number(cells[at], "height"));
    assert!(place(1).0 > place(0).0 && (place(1).1 - place(0).1).abs() < 0.1, "columns run to the right");
    assert!(place(4).1 < place(0).1 && (place(4).0 - place(0).0).abs() < 0.1, "rows run upwards");
    for (cell, value) in cells.iter().zip(&matrix.values) {
        let c = viridis(*value);
        let hex = format!("#{:02X}{:02X}{:02X}", c.0, c.1, c.2);
        assert!(cell.attribute("fill").unwrap().eq_ignore_ascii_case(&hex));
    }
    let numbers: Vec<String> =
        within(&doc, "cells", "text").iter().map(|n| n.text().unwrap().trim().to_owned()).collect();
    let expected: Vec<String> = matrix.values.iter().map(|v| decimals(*v, 2)).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn references_come_first_and_six_panels_at_most() {
    let record = Study::small().record();
    let words: Vec<String> = texts(&svg(&record)).into_iter().map(|(t, _)| t).collect();
    let at = |head: &str| words.iter().position(|w| w == head).unwrap_or_else(|| panic!("{head} in {words:?}"));
    assert!(at("smoothed, hard") < at("hard"));
    let doc = svg(&record);
    assert_eq!(within(&parse(&doc), "cells", "rect").len(), 6 * 20);
}

#[test]
fn the_caption_states_the_projection_and_what_is_not_there_is_said() {
    let caption = (FIGURE.caption)(&one());
    assert!(caption.contains("at most 18 % (Johnson and Lindenstrauss; 11 % measured)"), "{caption}");
    assert!(caption.contains("layer1 to layer5") && caption.contains("1000 examples"), "{caption}");
    let mut record = one();
    record.analysis.layers.clear();
    let Err(FigureError::Nothing(why)) = (FIGURE.draw)(&record, &Theme::page()) else { panic!("nothing to draw") };
    assert!(why.contains("penult report --layers"));
}
