//! Contours lie where a level is reached.

use penult::figure::contour::contour;

/// Values x on a grid of 3 × 3: the level 0.5 is the line x = 0.5, in two pieces.
#[test]
fn a_slope_has_a_straight_contour() {
    let values = [0.0, 1.0, 2.0, 0.0, 1.0, 2.0, 0.0, 1.0, 2.0];
    let pieces = contour(&values, 3, 0.5);
    assert_eq!(pieces.len(), 2);
    assert!(pieces.iter().flatten().all(|p| (p.0 - 0.5).abs() < 1e-12), "{pieces:?}");
    assert!(contour(&values, 3, 5.0).is_empty());
}

/// A peak in the middle: a closed line of four pieces, each end met twice.
#[test]
fn a_peak_has_a_closed_contour() {
    let values = [0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0];
    let pieces = contour(&values, 3, 0.5);
    assert_eq!(pieces.len(), 4);
    let ends: Vec<(f64, f64)> = pieces.iter().flatten().copied().collect();
    for end in &ends {
        assert_eq!(ends.iter().filter(|e| *e == end).count(), 2, "{end:?}");
    }
}

/// Opposite corners high: the middle, 0.5, is above the level 0.4, and joins them.
#[test]
fn a_saddle_follows_its_middle() {
    let pieces = contour(&[1.0, 0.0, 0.0, 1.0], 2, 0.4);
    assert_eq!(pieces.len(), 2);
    // Each piece cuts off a low corner: (1, 0) and (0, 1).
    for piece in &pieces {
        let near = |corner: (f64, f64)| piece.iter().all(|p| (p.0 - corner.0).abs() + (p.1 - corner.1).abs() < 0.5);
        assert!(near((1.0, 0.0)) || near((0.0, 1.0)), "{pieces:?}");
    }
}

#[test]
fn what_is_not_finite_has_no_contour() {
    assert!(contour(&[0.0, f64::NAN, 1.0, 1.0], 2, 0.5).is_empty());
    assert!(contour(&[], 0, 0.5).is_empty());
}
