//! The points of their own array; without them nothing is drawn.

use penult::figure::theme::Theme;
use penult::figure::tsne::FIGURE;
use penult::figure::{FigureError, pca};

use super::{Study, parse, within};

#[test]
fn a_panel_has_all_points_of_its_own_array() {
    let study = Study { classes: 10, splits: vec!["test"], ..Study::teachers(&["only"]) };
    let drawn = |figure: &penult::figure::Figure| (figure.draw)(&study.record(), &Theme::page()).unwrap();
    let places = |svg: &str| -> Vec<(String, String)> {
        let doc = parse(svg);
        let at = |n: &roxmltree::Node<'_, '_>| ["cx", "cy"].map(|a| n.attribute(a).unwrap().to_owned()).into();
        within(&doc, "examples", "circle").iter().map(at).collect()
    };
    let (own, of_pca) = (places(&drawn(&FIGURE)), places(&drawn(&pca::FIGURE)));
    assert_eq!(own.len(), 300);
    assert_ne!(own, of_pca);
    let caption = (FIGURE.caption)(&study.record());
    assert!(caption.contains("of 300 test examples") && caption.contains("seed 42"), "{caption}");
}

#[test]
fn without_points_it_says_how_to_make_them() {
    let mut record = Study::small().record();
    record.analysis.variants.values_mut().flat_map(|v| v.splits.values_mut()).for_each(|s| s.curves.tsne = None);
    let Err(FigureError::Nothing(why)) = (FIGURE.draw)(&record, &Theme::page()) else { panic!("nothing to draw") };
    assert!(why.contains("penult report --tsne"));
    assert_eq!((FIGURE.caption)(&record), "No variant has t-SNE points.");
}
