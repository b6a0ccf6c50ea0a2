//! A group keeps its colour and mark in all figures.

use penult::analysis::schema::Role;
use penult::figure::font::Face;
use penult::figure::theme::{HARD_TEACHER, SCRATCH, SMOOTHED_TEACHER, STUDENT, Theme, style_of};

use super::Study;

#[test]
fn colours_are_roles_and_marks_tell_groups_of_a_role_apart() {
    let mut study = Study::small();
    study.groups.push(("scratch", Role::Scratch, 0.0, None));
    let record = study.record();
    let style = |g| style_of(&record, g);
    let colours = ["hard", "smoothed", "student_of_hard", "scratch"].map(|g| style(g).color);
    assert_eq!(colours, [HARD_TEACHER, SMOOTHED_TEACHER, STUDENT, SCRATCH]);
    assert_ne!(style("student_of_hard").shape, style("student_of_smoothed").shape);
    assert_ne!(style("student_of_hard").dash, style("student_of_smoothed").dash);
    assert_ne!(style("hard").shape, style("smoothed").shape);
    assert_eq!(style("hard_seed2"), style("hard"), "a variant looks like its group");
}

#[test]
fn ten_teachers_of_a_kind_differ() {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let record = Study::teachers(&names).record();
    let styles: Vec<_> = names.iter().map(|n| style_of(&record, n)).collect();
    for (i, a) in styles.iter().enumerate() {
        assert!(styles[i + 1..].iter().all(|b| (a.shape, a.fill) != (b.shape, b.fill)));
    }
}

/// What has a reference is compared with it, also where its objective is not known.
#[test]
fn a_teacher_of_unknown_objective_with_a_reference_counts_as_smoothed() {
    let mut record = Study::teachers(&["a", "b"]).record();
    for variant in record.analysis.variants.values_mut() {
        variant.objective = None;
    }
    record.analysis.variants["b"].reference = Some("a".to_owned());
    assert_eq!((style_of(&record, "a").color, style_of(&record, "b").color), (HARD_TEACHER, SMOOTHED_TEACHER));
}

#[test]
fn venues_set_width_and_fonts() {
    let theme = Theme::for_venue("icml-column").unwrap();
    assert_eq!((theme.width, theme.label, theme.tick, theme.unit), (234.0, 8.0, 6.0, "pt"));
    assert!(theme.is_narrow() && !Theme::for_venue("neurips").unwrap().is_narrow());
    assert_eq!(Theme::for_venue("page").unwrap(), Theme::page());
    let ieee = Theme::for_venue("ieee").unwrap();
    assert_eq!((ieee.dpi, ieee.face), (600, Face::Serif));
    assert_eq!(ieee.in_face(Face::Sans).face, Face::Sans);
}
