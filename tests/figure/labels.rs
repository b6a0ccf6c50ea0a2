//! Boxes stay apart, within bounds, in order.

use penult::figure::labels::{Placer, flow, leader, spread};
use penult::figure::layout::Rect;

#[test]
fn boxes_of_one_anchor_stay_apart_within_bounds() {
    let bounds = Rect { x: 0.0, y: 0.0, w: 100.0, h: 100.0 };
    let mut placer = Placer { bounds, taken: Vec::new(), marks: Vec::new() };
    let boxes: Vec<Rect> = (0..8).filter_map(|_| placer.place((50.0, 50.0), (30.0, 10.0), (60.0, 50.0))).collect();
    assert_eq!(boxes.len(), 8);
    assert!(boxes[0].x >= 50.0, "the first lies on the side that was asked for: {:?}", boxes[0]);
    for (i, a) in boxes.iter().enumerate() {
        assert!(bounds.holds(a));
        assert!(boxes[i + 1..].iter().all(|b| !a.overlaps(b)));
    }
}

#[test]
fn a_box_goes_beside_marks_where_there_is_room() {
    let bounds = Rect { x: 0.0, y: 0.0, w: 100.0, h: 100.0 };
    let marks = (0..20).map(|i| (52.0 + f64::from(i), 50.0)).collect();
    let mut placer = Placer { bounds, taken: Vec::new(), marks };
    let r = placer.place((50.0, 50.0), (30.0, 10.0), (60.0, 50.0)).unwrap();
    assert!(r.right() <= 50.0 || r.bottom() <= 50.0 || r.y >= 50.0, "{r:?}");
}

#[test]
fn a_full_panel_has_no_place() {
    let bounds = Rect { x: 0.0, y: 0.0, w: 10.0, h: 10.0 };
    assert_eq!(
        Placer { bounds, taken: vec![bounds], marks: Vec::new() }.place((5.0, 5.0), (4.0, 2.0), (9.0, 5.0)),
        None
    );
}

#[test]
fn a_far_box_has_a_leader() {
    let r = Rect { x: 20.0, y: 0.0, w: 30.0, h: 10.0 };
    assert_eq!(leader((0.0, 5.0), &r), Some([(0.0, 5.0), (20.0, 5.0)]));
    assert_eq!(leader((12.0, 5.0), &r), None);
}

/// Wanted 10, 11, 12 with gap 5: the middle one stays. 50 is far and stays too.
#[test]
fn heights_move_apart_as_little_as_may_be() {
    let moved = spread(&[12.0, 10.0, 50.0, 11.0], 5.0, 0.0, 100.0);
    for (a, b) in moved.iter().zip([16.0, 6.0, 50.0, 11.0]) {
        assert!((a - b).abs() < 1e-9, "{moved:?}");
    }
    // At the edge all move up.
    assert_eq!(spread(&[0.0, 0.0], 5.0, 0.0, 100.0), [0.0, 5.0]);
    // Without room they share what there is.
    assert_eq!(spread(&[1.0, 1.0, 1.0], 50.0, 0.0, 10.0), [0.0, 5.0, 10.0]);
    assert!(spread(&[], 5.0, 0.0, 1.0).is_empty());
}

#[test]
fn a_key_breaks_at_its_width() {
    assert_eq!(flow(&[4.0, 4.0, 4.0], 10.0), [(0, 0.0), (0, 4.0), (1, 0.0)]);
    assert_eq!(flow(&[20.0, 4.0], 10.0), [(0, 0.0), (1, 0.0)]);
}
