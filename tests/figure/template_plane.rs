//! Common axes, equal scales, both splits where there is room.

use penult::figure::template_plane::FIGURE;
use penult::figure::theme::Theme;

use super::{Study, number, parse, points, texts, within};

/// Templates at (0, 0), (1, 0), (0.4, 1.1): the triangle's sides show that x and y have one scale.
#[test]
fn the_triangle_keeps_its_shape_in_every_panel() {
    let svg = (FIGURE.draw)(&Study::small().record(), &Theme::page()).unwrap();
    let doc = parse(&svg);
    let triangles: Vec<_> = within(&doc, "triangle", "polyline").into_iter().map(points).collect();
    assert_eq!(triangles.len(), 4);
    let scale = triangles[0][1].0 - triangles[0][0].0;
    for t in triangles {
        assert!((t[1].0 - t[0].0 - scale).abs() <= 0.2 && (t[1].1 - t[0].1).abs() <= 0.1, "{t:?}");
        assert!((t[2].0 - t[0].0 - 0.4 * scale).abs() <= 0.2, "{t:?}");
        assert!((t[0].1 - t[2].1 - 1.1 * scale).abs() <= 0.2, "{t:?}");
    }
}

#[test]
fn examples_lie_where_the_record_says() {
    let record = Study { splits: vec!["test"], ..Study::teachers(&["only"]) }.record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let triangle = points(within(&doc, "triangle", "polyline")[0]);
    let (origin, scale) = (triangle[0], triangle[1].0 - triangle[0].0);
    // Class 0 is drawn as circles.
    let circles = within(&doc, "examples", "circle");
    let own: Vec<[f32; 2]> = record.arrays.points["only/1/test/plane"][..20].to_vec();
    assert_eq!(circles.len(), own.len());
    for (circle, [x, y]) in circles.iter().zip(own) {
        let at = (origin.0 + f64::from(x) * scale, origin.1 - f64::from(y) * scale);
        assert!((number(*circle, "cx") - at.0).abs() <= 0.5, "{at:?}");
        assert!((number(*circle, "cy") - at.1).abs() <= 0.5, "{at:?}");
    }
}

#[test]
fn few_panels_have_both_splits() {
    let panels = |study: Study<'_>| {
        let svg = (FIGURE.draw)(&study.record(), &Theme::page()).unwrap();
        let doc = parse(&svg);
        within(&doc, "triangle", "polyline").len()
    };
    assert_eq!(panels(Study::teachers(&["a", "b"])), 4);
    assert_eq!(panels(Study::teachers(&["a", "b", "c", "d"])), 4);
}

#[test]
fn names_the_three_classes_in_each_panel() {
    let svg = (FIGURE.draw)(&Study::small().record(), &Theme::page()).unwrap();
    let named = |name: &str| texts(&svg).iter().filter(|(t, _)| t == name).count();
    assert_eq!(["class 0", "class 1", "class 2", "class 3"].map(named), [4, 4, 4, 0]);
}

#[test]
fn a_record_without_heads_says_what_is_missing() {
    let record = Study { has_head: false, ..Study::small() }.record();
    let error = (FIGURE.draw)(&record, &Theme::page()).unwrap_err().to_string();
    assert!(error.contains("head.weight"), "{error}");
}
