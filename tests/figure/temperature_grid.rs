//! Lines run over the logarithm of T; the table below prints what the record holds.

use penult::analysis::format;
use penult::analysis::schema::Role;
use penult::figure::temperature_grid::FIGURE;
use penult::figure::theme::Theme;

use super::legibility::check;
use super::{Study, parse, points, texts, within};

fn grid() -> Study<'static> {
    let groups = vec![
        ("hard", Role::Teacher, 0.0, None),
        ("smoothed", Role::Teacher, 0.1, None),
        ("scratch", Role::Scratch, 0.0, None),
        ("hard_1", Role::Student, 0.0, Some("hard")),
        ("hard_4", Role::Student, 0.0, Some("hard")),
        ("hard_16", Role::Student, 0.0, Some("hard")),
        ("smoothed_1", Role::Student, 0.0, Some("smoothed")),
        ("smoothed_4", Role::Student, 0.0, Some("smoothed")),
    ];
    Study { groups, seeds: 3, ..Study::small() }
}

#[test]
fn lines_run_over_the_logarithm_of_the_temperature() {
    let record = grid().record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    let lines: Vec<_> = within(&doc, "lines", "polyline").into_iter().map(points).filter(|p| p.len() == 3).collect();
    // The hard teacher's line is the solid one: T = 1, 4, 16 stand at equal steps.
    let [line] = &lines[..] else { panic!("{lines:?}") };
    assert!((line[2].0 - line[1].0 - (line[1].0 - line[0].0)).abs() <= 0.2, "{line:?}");
    let mean = |g: &str| record.analysis.groups[g].splits["test"].metrics["accuracy"].mean;
    let unit = (line[1].1 - line[0].1) / (mean("hard_4") - mean("hard_1"));
    assert!((line[2].1 - line[0].1 - unit * (mean("hard_16") - mean("hard_1"))).abs() <= 0.3, "{line:?}");
    assert!(unit < 0.0, "better is higher");
}

#[test]
fn prints_the_table_and_the_differences() {
    let record = grid().record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let words: Vec<String> = texts(&svg).into_iter().map(|(t, _)| t).collect();
    for group in ["hard_1", "hard_16", "smoothed_4", "scratch"] {
        let cell = format::aggregate("accuracy", &record.analysis.groups[group].splits["test"].metrics["accuracy"]);
        assert!(words.contains(&cell), "{cell} in {words:?}");
    }
    for tick in ["1", "4", "16"] {
        assert_eq!(words.iter().filter(|w| *w == tick).count(), 2, "one a panel: {words:?}");
    }
    // Of the students that the record compares with another's.
    assert_eq!(words.iter().filter(|w| w.starts_with("−1.25")).count(), 4, "{words:?}");
    let caption = (FIGURE.caption)(&record);
    assert!(caption.contains("(scratch)") && caption.contains("paired 95 % intervals (made up)"), "{caption}");
}

/// With one temperature there are marks alone.
#[test]
fn one_temperature_has_no_lines() {
    let record = Study::small().record();
    let svg = (FIGURE.draw)(&record, &Theme::page()).unwrap();
    let doc = parse(&svg);
    assert!(within(&doc, "lines", "polyline").into_iter().map(points).all(|p| p.len() < 2));
    assert!(!within(&doc, "lines", "rect").is_empty() || !within(&doc, "lines", "polygon").is_empty());
}

#[test]
fn texts_stay_apart_with_long_names_of_students_and_teachers() {
    let groups = vec![
        ("resnet110_cifar100_cross_entropy_teacher", Role::Teacher, 0.0, None),
        ("resnet110_cifar100_label_smoothing_0.1", Role::Teacher, 0.1, None),
        (
            "a_student_of_the_hard_teacher_at_T_1_kd",
            Role::Student,
            0.0,
            Some("resnet110_cifar100_cross_entropy_teacher"),
        ),
        (
            "a_student_of_the_hard_teacher_at_T_4_kd",
            Role::Student,
            0.0,
            Some("resnet110_cifar100_cross_entropy_teacher"),
        ),
        ("a_student_of_the_smoothed_one_at_T_1_kd", Role::Student, 0.0, Some("resnet110_cifar100_label_smoothing_0.1")),
        ("a_student_of_the_smoothed_one_at_T_4_kd", Role::Student, 0.0, Some("resnet110_cifar100_label_smoothing_0.1")),
        ("a_network_that_nobody_taught_from_scratch", Role::Scratch, 0.0, None),
    ];
    check("long students", &Study { groups, ..Study::small() }.record());
    check("a grid", &grid().record());
}
