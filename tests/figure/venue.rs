//! Names of venues and what they ask for.

use penult::figure::theme::Theme;
use penult::figure::venue::{VENUES, find, names};

#[test]
fn finds_text_and_column_widths() {
    assert_eq!(find("neurips").unwrap().1, 5.5);
    assert_eq!(find("ICML").unwrap().1, 6.75);
    assert_eq!(find("icml-column").unwrap().1, 3.25);
    assert_eq!(find("slides").unwrap().1, 40.0 / 3.0);
    assert_eq!(names().len(), VENUES.iter().map(|v| 1 + usize::from(v.column_inches.is_some())).sum::<usize>());
}

#[test]
fn an_unknown_venue_lists_the_known() {
    let error = Theme::for_venue("icmll").unwrap_err();
    assert!(error.starts_with("no venue is called icmll; known: neurips, iclr, icml, icml-column"), "{error}");
    assert!(error.ends_with(", page"), "{error}");
    // One column has no columns.
    assert!(find("neurips-column").unwrap_err().contains("neurips-column"));
}
