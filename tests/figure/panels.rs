//! Rows are lineages, each group is shown by its first seed, and what has no panel is said.

use penult::analysis::schema::Role;
use penult::figure::panels::Selection;
use penult::figure::theme::Theme;

use super::Study;

fn groups<'a>(rows: &[Vec<penult::figure::panels::Panel<'a>>]) -> Vec<Vec<&'a str>> {
    rows.iter().map(|r| r.iter().map(|p| p.group).collect()).collect()
}

#[test]
fn a_row_is_a_teacher_with_what_it_taught() {
    let mut study = Study::small();
    study.groups.push(("scratch", Role::Scratch, 0.0, None));
    let record = study.record();
    let selection = Selection::of(&record, |_| true);
    let rows = selection.arranged(&Theme::page());
    assert_eq!(groups(&rows), [["hard", "student_of_hard"], ["smoothed", "student_of_smoothed"]]);
    assert_eq!(rows[0][0].id, "hard_seed1");
    assert_eq!(selection.left_out, ["scratch"]);
    assert!(selection.says().ends_with("without a panel: scratch."), "{}", selection.says());
}

#[test]
fn lone_variants_flow_into_equal_rows() {
    let record = Study::teachers(&["a", "b", "c", "d", "e", "f", "g"]).record();
    let selection = Selection::of(&record, |_| true);
    assert_eq!(groups(&selection.arranged(&Theme::page())), [["a", "b", "c"], ["d", "e", "f"]]);
    assert_eq!(selection.left_out, ["g"]);
    let narrow = Selection::of(&record, |v| v.group.as_str() < "e");
    let theme = Theme::for_venue("icml-column").unwrap();
    assert_eq!(groups(&narrow.arranged(&Theme::page())), [["a", "b", "c", "d"]]);
    assert_eq!(groups(&narrow.arranged(&theme)), [["a", "b"], ["c", "d"]]);
}
