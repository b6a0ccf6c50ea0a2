//! Every figure of every kind of study, in every width: no text covers another, none leaves the sheet.

use penult::analysis::Record;
use penult::analysis::schema::Role;
use penult::figure::layout::Rect;
use penult::figure::theme::Theme;
use penult::figure::{FIGURES, FigureError};

use super::{Study, parse, texts};

const LONG: [&str; 3] = [
    "resnet110_cifar100_label_smoothing_0.1_s1",
    "resnet110_cifar100_label_smoothing_0.2_s1",
    "aNameOfFortyLettersWithoutAnyPlaceToBreak",
];
const TWELVE: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];

fn sheet(svg: &str) -> Rect {
    let doc = parse(svg);
    let size = doc.root_element().attribute("viewBox").unwrap().to_owned();
    let size: Vec<f64> = size.split(' ').map(|v| v.parse::<f64>().unwrap() / 10.0).collect();
    Rect { x: size[0], y: size[1], w: size[2], h: size[3] }
}

pub fn check(what: &str, record: &Record) {
    for venue in ["page", "neurips", "icml-column", "eccv", "nature", "slides"] {
        let theme = Theme::for_venue(venue).unwrap();
        for figure in FIGURES {
            let svg = match (figure.draw)(record, &theme) {
                Ok(svg) => svg,
                Err(FigureError::Nothing(_)) => continue,
                Err(e) => panic!("{what}, {venue}, {}: {e}", figure.name),
            };
            let (texts, sheet) = (texts(&svg), sheet(&svg));
            assert!(!texts.is_empty(), "{what}, {venue}, {}: no text", figure.name);
            for (i, (a, of_a)) in texts.iter().enumerate() {
                assert!(
                    sheet.holds(of_a),
                    "{what}, {venue}, {}: {a:?} leaves the sheet: {of_a:?} in {sheet:?}",
                    figure.name
                );
                for (b, of_b) in &texts[i + 1..] {
                    assert!(
                        !of_a.overlaps(of_b),
                        "{what}, {venue}, {}: {a:?} covers {b:?}: {of_a:?} {of_b:?}",
                        figure.name
                    );
                }
            }
        }
    }
}

#[test]
fn texts_stay_apart_in_a_small_study() {
    check("small", &Study::small().record());
}

#[test]
fn texts_stay_apart_with_one_variant() {
    check("one", &Study::teachers(&["only"]).record());
}

#[test]
fn texts_stay_apart_with_twelve_variants() {
    check("twelve", &Study::teachers(&TWELVE).record());
}

#[test]
fn texts_stay_apart_with_names_of_forty_letters() {
    check(
        "long",
        &Study {
            classes: 10,
            class_name: |c| format!("a class of a very long name, the {c}th"),
            ..Study::teachers(&LONG)
        }
        .record(),
    );
}

#[test]
fn texts_stay_apart_with_two_classes() {
    check("K = 2", &Study { classes: 2, ..Study::small() }.record());
}

#[test]
fn texts_stay_apart_with_many_classes() {
    check("K = 100", &Study { classes: 100, ..Study::small() }.record());
    check("K = 1000", &Study { classes: 1000, ..Study::small() }.record());
}

#[test]
fn texts_stay_apart_without_a_head_on_one_split() {
    check("no head", &Study { has_head: false, splits: vec!["test"], ..Study::small() }.record());
}

#[test]
fn texts_stay_apart_in_a_study_of_forty_groups() {
    let names: Vec<String> = (0..40).map(|i| format!("variant_{i:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    check("forty", &Study::teachers(&names).record());
}

#[test]
fn texts_stay_apart_with_every_role_and_many_students() {
    let groups = vec![
        ("hard", Role::Teacher, 0.0, None),
        ("ls_005", Role::Teacher, 0.05, None),
        ("ls_01", Role::Teacher, 0.1, None),
        ("assistant", Role::Assistant, 0.0, Some("hard")),
        ("t1", Role::Student, 0.0, Some("hard")),
        ("t2", Role::Student, 0.0, Some("hard")),
        ("t4", Role::Student, 0.0, Some("ls_005")),
        ("t8", Role::Student, 0.0, Some("ls_01")),
        ("t16", Role::Student, 0.0, Some("ls_01")),
        ("scratch", Role::Scratch, 0.0, None),
    ];
    check("roles", &Study { groups, seeds: 3, ..Study::small() }.record());
}

/// Where there is nothing to draw, the reason is said, and the caption says so too.
#[test]
fn says_why_nothing_is_drawn() {
    let mut record = Study::teachers(&["only"]).record();
    record.analysis.variants.values_mut().for_each(|v| v.splits.clear());
    record.analysis.layers.clear();
    record.analysis.relations.clear();
    record.analysis.diffusion.clear();
    for figure in FIGURES {
        let drawn = (figure.draw)(&record, &Theme::page());
        let Err(FigureError::Nothing(reason)) = drawn else { panic!("{} drew something", figure.name) };
        assert!(reason.contains("variant"), "{reason}");
        assert!((figure.caption)(&record).starts_with("No "), "{}", figure.name);
    }
}

#[test]
fn texts_stay_apart_in_lineages_with_long_names_of_groups_and_classes() {
    let groups = vec![
        ("resnet110_cifar100_hard_labels_trial_1of5", Role::Teacher, 0.0, None),
        ("resnet110_cifar100_label_smoothing_0.1_s1", Role::Teacher, 0.1, None),
        (
            "aStudentOfFortyLettersWithoutAnyBreakHere",
            Role::Student,
            0.0,
            Some("resnet110_cifar100_hard_labels_trial_1of5"),
        ),
        (
            "resnet20_taught_by_label_smoothing_0.1_s1",
            Role::Student,
            0.0,
            Some("resnet110_cifar100_label_smoothing_0.1_s1"),
        ),
    ];
    for classes in [3, 20, 21, 1000] {
        let class_name = |c| format!("a class of a very long name, the {c}th");
        let study = Study { groups: groups.clone(), classes, class_name, ..Study::small() };
        check(&format!("long lineage, K = {classes}"), &study.record());
    }
}

/// A class that no example has, in every matrix and table; temperatures that could not be fitted, groups without means.
#[test]
fn texts_stay_apart_where_numbers_are_undefined() {
    let mut record = Study { classes: 10, ..Study::small() }.record();
    for matrix in record.arrays.matrices.values_mut() {
        matrix.values[..matrix.cols].fill(f64::NAN);
    }
    for variant in record.analysis.variants.values_mut() {
        variant.splits.values_mut().for_each(|s| drop(s.metrics.shift_remove("temperature")));
    }
    record.analysis.groups.values_mut().for_each(|g| g.splits.clear());
    check("undefined", &record);
}
