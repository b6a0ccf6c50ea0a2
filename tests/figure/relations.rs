//! A panel for each correlation that is defined, in the unit that its values are shown in.

use penult::figure::relations::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, parse, texts, within};

#[test]
fn draws_what_is_defined() {
    let mut record = Study::small().record();
    let count = |record: &_| {
        let svg = (FIGURE.draw)(record, &Theme::page()).unwrap();
        let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
        words.iter().filter(|w| *w == "ρ = −0.50, p = 0.125, n = 4").count()
    };
    assert_eq!(count(&record), 7);
    record.analysis.relations[2].rho = None;
    assert_eq!(count(&record), 6);
    let caption = (FIGURE.caption)(&record);
    assert!(caption.contains("1 are undefined") && caption.contains("4934 parameters"), "{caption}");
}

#[test]
fn shared_key_names_every_group_once() {
    let record = Study::small().record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    assert_eq!(within(&doc, "key", "text").len(), 4);
    // Fractions are in percent on their axes.
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    assert!(words.contains(&"Top-1 accuracy of the teacher (%)".to_owned()), "{words:?}");
    assert!(words.contains(&"Parameters of the teacher".to_owned()), "{words:?}");
}
