//! Variants are brought to the same examples by their ids, or the clash is named.

use penult::analysis::schema::Role;
use penult::analysis::{Options, run};

use super::{Made, analysed, data, input, value, variant};

fn teachers(a: &Made, b: &Made) -> Vec<penult::analysis::Input> {
    let of = |id: &str, made: &Made| input(id, variant(Role::Teacher, id, None), &[("test", made)]);
    vec![of("first", a), of("second", b)]
}

fn clash(a: &Made, b: &Made) -> String {
    run(teachers(a, b), data(3), &Options::default()).unwrap_err()
}

fn with_ids(seed: u64) -> Made {
    Made { ids: Some((0..90).map(|i| 1000 - 3 * i).collect()), ..Made::new(90, 3, 4, seed) }
}

#[test]
fn permuted_ids_are_brought_back() {
    let (a, b) = (with_ids(1), with_ids(2));
    let order: Vec<usize> = (0..90).map(|i| (i * 37 + 5) % 90).collect();
    let (straight, permuted) = (analysed(teachers(&a, &b), 3), analysed(teachers(&a, &b.pick(&order)), 3));
    assert_eq!(straight.json().unwrap(), permuted.json().unwrap());
    assert_eq!(straight.arrays, permuted.arrays);
}

#[test]
fn ids_that_differ_are_named_with_both_variants() {
    let (a, mut b) = (with_ids(1), with_ids(2));
    b.ids.as_mut().unwrap()[4] = 77;
    let said = clash(&a, &b);
    for part in
        ["\"first\"", "\"second\"", "split test", "id 988 is in the first alone", "extract both from the same data"]
    {
        assert!(said.contains(part), "{part} is not in: {said}");
    }
    assert!(said.ends_with("second.activations.safetensors"), "the path comes last: {said}");
}

#[test]
fn without_ids_labels_must_agree_in_order() {
    let (a, mut b) = (Made::new(90, 3, 4, 1), Made::new(90, 3, 4, 2));
    b.labels[7] = 0;
    assert!(clash(&a, &b).contains("row 7 has label 1 in one and 0 in the other"));
    assert!(clash(&a, &Made::new(60, 3, 4, 2)).contains("90 examples and 60"));
}

#[test]
fn absent_classes_are_named() {
    let made = Made::new(60, 3, 4, 1);
    let inputs = vec![input("only", variant(Role::Teacher, "only", None), &[("test", &made)])];
    let record = analysed(inputs, 5);
    let split = &record.analysis.data.splits["test"];
    assert_eq!((split.n, split.absent_classes.clone()), (60, vec!["class 3".to_owned(), "class 4".to_owned()]));
    assert!(value(&record.analysis.variants["only"].splits["test"], "class_separation") > 0.0);
}
