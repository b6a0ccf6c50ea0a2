use penult::analysis::schema::Role;
use penult::analysis::shown::classes::nearest;
use penult::analysis::{Options, run};
use penult::metrics::template_plane::default_classes;

use super::super::{Made, data, input, variant};
use super::teacher;

#[test]
fn few_classes_are_all_shown() {
    let shown = teacher(&Made::new(80, 40, 4, 1)).analysis.data.shown.unwrap();
    assert_eq!((shown.classes, shown.chosen_by.as_str()), ((0..40).collect(), "all of them"));
}

/// Templates on a line, at distances that rise: the rule is read off their places.
#[test]
fn of_many_classes_the_planes_are_shown_and_the_closest() {
    let mut made = Made::new(120, 60, 2, 1);
    // Class c at c²: its nearest is the one below, 2c - 1 away; class 0 and 1 are the closest pair.
    let head = (0..60u16).flat_map(|c| [f32::from(c * c), 0.0]).collect();
    made.head = Some(head);
    let made = made.with_logits(1.0);
    let record = teacher(&made);
    let shown = record.analysis.data.shown.unwrap();
    let a = made.open();
    assert_eq!(default_classes(a.templates().unwrap(), None).unwrap(), [0, 1, 59]);
    assert_eq!(shown.classes, (0..39).chain([59]).collect::<Vec<usize>>());
    assert_eq!(
        shown.chosen_by,
        "40 of 60: those of the template plane, then those of the closest pairs of templates in the head of only"
    );
}

#[test]
fn without_a_head_the_class_means_choose() {
    let mut made = Made::around((600, 60, 2), 1, 0.0);
    // Classes of the highest numbers lie closest together.
    made.features = made.labels.iter().flat_map(|l| [1.0 / (1.0 + *l as f32), 0.0]).collect();
    made.head = None;
    let shown = teacher(&made).analysis.data.shown.unwrap();
    assert_eq!(shown.classes, (20..60).collect::<Vec<usize>>());
    assert_eq!(shown.chosen_by, "40 of 60: those of the closest pairs of class means of the features of only");
}

/// The teacher without a reference decides, wherever it stands in the study.
#[test]
fn the_reference_decides() {
    let of = |id: &str, reference: Option<&str>, seed: u64| {
        let mut v = variant(Role::Teacher, id, None);
        v.reference = reference.map(str::to_owned);
        input(id, v, &[("test", &Made::new(120, 60, 6, seed))])
    };
    let inputs = vec![of("smooth", Some("hard"), 1), of("hard", None, 2)];
    let shown = run(inputs, data(60), &Options::default()).unwrap().analysis.data.shown.unwrap();
    assert!(shown.chosen_by.ends_with("in the head of hard"), "{}", shown.chosen_by);
    assert_eq!(shown.classes, teacher(&Made::new(120, 60, 6, 2)).analysis.data.shown.unwrap().classes);
}

#[test]
fn nearest_is_the_least_squared_distance() {
    let vectors: Vec<Vec<f64>> = vec![vec![0.0, 0.0], vec![3.0, 4.0], vec![3.0, 5.0], vec![-1.0, 0.0]];
    assert_eq!(nearest(&vectors), [1.0, 1.0, 1.0, 1.0]);
    assert_eq!(nearest(&vectors[..2]), [25.0, 25.0]);
    assert_eq!(nearest(&vectors[..1]), [f64::INFINITY], "there is no other");
}
