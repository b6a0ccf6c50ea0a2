//! Classes in another order than the data's.

use penult::data::ClassMap;
use penult::extract::class_order::other_order;

use crate::analysis::{Chance, Made};

/// `made` with output j standing for class `classes[j]`.
fn permuted(made: &Made, classes: &[usize]) -> Made {
    let logits = made.logits.chunks(made.classes).flat_map(|row| classes.iter().map(|class| row[*class])).collect();
    let head = made.head.as_ref().unwrap();
    let row = |class: &usize| head[class * made.width..(class + 1) * made.width].to_vec();
    Made { logits, head: Some(classes.iter().flat_map(row).collect()), ..made.clone() }
}

const ORDER: [usize; 5] = [3, 0, 4, 1, 2];

#[test]
fn the_order_is_found_and_its_map_undoes_it() {
    let made = Made::around((400, 5, 8), 1, 0.5);
    let right = made.open();
    assert!(other_order(&right).is_none(), "the order of the data");
    let a = permuted(&made, &ORDER).open();
    let found = other_order(&a).unwrap();
    assert_eq!(found.map, ClassMap::new(ORDER.to_vec()).unwrap());
    assert!(found.before < 0.3 && found.after > 0.7, "{} and {}", found.before, found.after);
    let mended = a.in_class_order(&found.map).unwrap();
    assert_eq!((mended.logits().data, mended.labels.as_slice()), (right.logits().data, right.labels.as_slice()));
    assert_eq!(mended.templates().unwrap().data, right.templates().unwrap().data);
    assert!(other_order(&mended).is_none());
    assert_ne!(mended.content(), a.content(), "statistics of the one are not those of the other");
}

#[test]
fn a_map_of_other_classes_is_refused() {
    let a = Made::new(20, 5, 8, 1).open();
    let text = a.in_class_order(&ClassMap::new(vec![1, 0]).unwrap()).unwrap_err().to_string();
    assert!(text.starts_with("the class map has 2 classes, the logits have 5: "), "{text}");
}

#[test]
fn what_has_learnt_nothing_or_few_examples_is_left_alone() {
    // Features without classes: some renaming of the answers is always best, but not by much.
    let mut chance = Chance(3);
    let made = Made::new(2000, 5, 8, 1);
    let logits = (0..made.logits.len()).map(|_| chance.normal() as f32).collect();
    let blind = Made { logits, head: None, ..made };
    assert!(other_order(&blind.open()).is_none());
    // One answer for all.
    let constant = Made { logits: [0.0, 0.0, 1.0, 0.0, 0.0].repeat(2000), head: None, ..Made::new(2000, 5, 8, 1) };
    assert!(other_order(&constant.open()).is_none());
    let few = permuted(&Made::new(20, 5, 8, 1), &ORDER);
    assert!(other_order(&few.open()).is_none(), "10 examples decide nothing");
}

#[test]
fn two_classes_that_are_swapped_among_many_do_not_stop_a_run() {
    let swapped = permuted(&Made::new(400, 5, 8, 1), &[1, 0, 2, 3, 4]);
    assert!(other_order(&swapped.open()).is_none(), "most of the diagonal is there");
}
