//! Lines run through the table; rings lie on them at the fitted temperature.

use penult::figure::softness_by_temperature::FIGURE;
use penult::figure::theme::Theme;

use super::made::{COLUMNS, TEMPERATURES};
use super::{Study, number, parse, points, texts, within};

#[test]
fn lines_run_through_the_table() {
    let record = Study::teachers(&["only"]).record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let lines: Vec<_> = within(&doc, "means", "polyline").into_iter().map(points).collect();
    assert_eq!(lines.len(), 4, "a panel a metric");
    let table = &record.arrays.matrices["only/1/test/temperatures"].values;
    for (line, metric) in lines.iter().zip(["gamma", "off_target_entropy", "ece", "nll"]) {
        let at = COLUMNS.iter().position(|c| *c == metric).unwrap();
        let values: Vec<f64> = table.iter().skip(at).step_by(COLUMNS.len()).copied().collect();
        let scale = (line[0].1 - line[5].1) / (values[5] - values[0]);
        for (point, value) in line.iter().zip(&values) {
            assert!((line[0].1 - point.1 - scale * (value - values[0])).abs() <= 0.3, "{metric}: {value}");
        }
        // From T = 0.5 to 1 is as far as from 1 to 2.
        assert!((line[1].0 - line[0].0 - (line[2].0 - line[1].0)).abs() <= 0.2, "{TEMPERATURES:?}");
    }
}

/// The made-up T* is 2.5, between 2 and 4; an open mark is two circles.
#[test]
fn rings_lie_on_the_lines_at_the_fitted_temperature() {
    let svg = (FIGURE.draw)(&Study::teachers(&["only"]).record(), &Theme::page()).unwrap();
    let doc = parse(&svg);
    let line = points(within(&doc, "means", "polyline")[0]);
    let rings = within(&doc, "optima", "circle");
    assert_eq!(rings.len(), 8);
    let share = 2.5_f64.log2() - 1.0;
    let (x, y) = (line[2].0 + share * (line[3].0 - line[2].0), line[2].1 + share * (line[3].1 - line[2].1));
    assert!((number(rings[0], "cx") - x).abs() <= 0.2 && (number(rings[0], "cy") - y).abs() <= 0.2);
}

#[test]
fn panels_are_headed_and_the_calibration_error_is_in_percent() {
    let record = Study::small().record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    assert!(words.iter().any(|w| w.starts_with("Mass off the label")), "{words:?}");
    assert!(words.contains(&"temperature T (test)".to_owned()));
    // 0.064 at most: 2, 4 and 6 percent.
    assert!(["2", "4", "6"].iter().all(|t| words.contains(&(*t).to_owned())), "{words:?}");
    let caption = (FIGURE.caption)(&record);
    assert!(caption.contains("6 temperatures from 0.5 to 64") && caption.contains("2 seeds a group"), "{caption}");
}
