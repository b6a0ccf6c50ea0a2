//! The best is bold and the second underlined only where intervals lie apart.

use penult::report::latex::rank::{Marks, marks};
use penult::report::latex::table::Cell;

#[test]
fn best_and_second_lie_apart_from_all_that_are_left() {
    let of = |ranges: &[(f64, f64)]| marks("accuracy", &ranges.iter().copied().map(Some).collect::<Vec<_>>());
    assert_eq!(of(&[(0.1, 0.2), (0.8, 0.9), (0.5, 0.6)]), Marks { best: Some(1), second: Some(2) });
    // The second overlaps the third.
    assert_eq!(of(&[(0.1, 0.55), (0.8, 0.9), (0.5, 0.6)]), Marks { best: Some(1), second: None });
    // The first two overlap: nobody is best, so nobody is second.
    assert_eq!(of(&[(0.1, 0.2), (0.58, 0.9), (0.5, 0.6)]), Marks::default());
    // One rival: no second.
    assert_eq!(of(&[(0.1, 0.2), (0.8, 0.9)]), Marks { best: Some(1), second: None });
    assert_eq!(of(&[(0.8, 0.9)]), Marks::default(), "no rival");
}

#[test]
fn direction_decides_and_a_missing_interval_marks_nothing() {
    let ranges = [Some((0.1, 0.2)), Some((0.8, 0.9))];
    assert_eq!(marks("nll", &ranges).best, Some(0));
    assert_eq!(marks("gamma", &ranges), Marks::default(), "no better side");
    assert_eq!(marks("no_such_metric", &ranges), Marks::default());
    assert_eq!(marks("nll", &[Some((0.1, 0.2)), None]), Marks::default());
}

#[test]
fn marks_wrap_the_value_alone() {
    let marks = Marks { best: Some(0), second: Some(1) };
    let cell = || Cell::number("88.80 ± 0.03");
    assert_eq!(marks.on(0, cell()), Cell { first: r"\textbf{88.80}".into(), second: r"$\pm$ 0.03".into() });
    assert_eq!(marks.on(1, cell()).first, r"\underline{88.80}");
    assert_eq!(marks.on(2, cell()), cell());
}
