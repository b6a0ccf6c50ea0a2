//! η and its intervals lie at their values, chance behind the difference.

use penult::figure::diffusion::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, number, parse, points, texts, within};

#[test]
fn marks_and_chance_share_one_axis() {
    let record = Study::teachers(&["a", "b"]).record();
    let of = &record.analysis.diffusion[0];
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    // Random sets reach from -4.5 to 5: they give the scale.
    let [band] = within(&doc, "chance", "rect")[..] else { panic!("one comparison") };
    let (left, unit) = (number(band, "x"), number(band, "width") / 9.5);
    let x_of = |v: f64| left + unit * (v + 4.5);
    let lines: Vec<_> = within(&doc, "eta", "polyline").into_iter().map(points).collect();
    // The dissimilar set is undefined.
    assert_eq!(lines.len(), 2);
    for (line, metric) in lines.iter().zip([&of.similar, &of.difference]) {
        let (_, estimate) = metric.scalar().unwrap();
        assert!((line[0].0 - x_of(estimate.low.unwrap())).abs() <= 0.2, "{line:?}");
        assert!((line[1].0 - x_of(estimate.high.unwrap())).abs() <= 0.2, "{line:?}");
    }
    let mark = within(&doc, "eta", "circle")[0];
    assert!((number(mark, "cx") - x_of(of.similar.scalar().unwrap().0)).abs() <= 0.2);
}

#[test]
fn says_of_whom_and_why_not() {
    let record = Study::teachers(&["a", "b"]).record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    assert!(words.contains(&"students of a, T = 1 → 4".to_owned()), "{words:?}");
    assert!(words.contains(&"–".to_owned()), "{words:?}");
    let caption = (FIGURE.caption)(&record);
    assert!(caption.contains("–: there are two classes.") && caption.contains("(made up)"), "{caption}");
}
