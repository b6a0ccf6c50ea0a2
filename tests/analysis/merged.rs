//! Analyses side by side: what both hold is there, what neither measured is said.

use penult::analysis::merged::merged;
use penult::analysis::schema::{Objective, Role};
use penult::analysis::{Input, Record};

use super::{Made, analysed, input, variant};

fn of(id: &str, seed: u64) -> Input {
    let made = Made::new(60, 4, 6, seed);
    let mut v = variant(Role::Teacher, id, None);
    v.checkpoint.blake3 = format!("{seed:02}").repeat(32);
    v.objective = Some(Objective { name: "cross_entropy".to_owned(), alpha: None, convention: None });
    input(id, v, &[("test", &made)])
}

fn named(parts: Vec<Record>) -> Vec<(String, Record)> {
    parts.into_iter().zip(["first", "second"]).map(|(record, name)| (name.to_owned(), record)).collect()
}

#[test]
fn variants_groups_pairs_and_arrays_of_both_are_there() {
    let (a, b) = (analysed(vec![of("one", 1), of("two", 2)], 4), analysed(vec![of("three", 3)], 4));
    let arrays = a.arrays.points.len() + b.arrays.points.len();
    let all = merged(named(vec![a.clone(), b.clone()])).unwrap();
    assert_eq!(all.analysis.variants.keys().collect::<Vec<_>>(), ["one", "two", "three"]);
    assert_eq!(all.analysis.groups.len(), 3);
    assert_eq!(all.analysis.pairs.len(), 1, "none across the two");
    assert_eq!(all.arrays.points.len(), arrays);
    let value = |of: &Record, id: &str| of.analysis.variants[id].splits["test"].metrics["nll"].scalar().unwrap().0;
    assert_eq!(value(&all, "three"), value(&b, "three"));
    let check = all.analysis.checks.iter().find(|check| check.name == "pairs_across").unwrap();
    assert_eq!(check.has_passed, None);
    assert!(check.found.starts_with("the numbers are those of first and second: "), "{}", check.found);
    // It is read back as any other.
    let folder = tempfile::tempdir().unwrap();
    Record::read(&all.write(folder.path()).unwrap()).unwrap();
}

#[test]
fn what_both_know_is_there_once() {
    let (a, b) =
        (analysed(vec![of("one", 1), of("two", 2)], 4), analysed(vec![of("one", 1), of("two", 2), of("three", 3)], 4));
    let all = merged(named(vec![a, b])).unwrap();
    assert_eq!(all.analysis.variants.len(), 3);
    assert_eq!(all.analysis.pairs.len(), 3);
}

#[test]
fn a_check_that_failed_in_one_failed() {
    let (a, mut b) = (analysed(vec![of("one", 1)], 4), analysed(vec![of("two", 2)], 4));
    let check = b.analysis.checks.iter_mut().find(|check| check.name == "bins_sum_to_n").unwrap();
    (check.has_passed, check.found) = (Some(false), "one is missing".to_owned());
    let all = merged(named(vec![a, b])).unwrap();
    let check = all.analysis.checks.iter().find(|check| check.name == "bins_sum_to_n").unwrap();
    assert_eq!(check.has_passed, Some(false));
    assert!(check.found.ends_with("; and: one is missing"), "{}", check.found);
}

#[test]
fn what_was_measured_otherwise_is_refused_with_what_to_do() {
    let refused = |b: Record| merged(named(vec![analysed(vec![of("one", 1)], 4), b])).unwrap_err();
    let mut other = analysed(vec![of("two", 2)], 4);
    other.analysis.settings.bins = 20;
    assert!(refused(other).contains("15 bins") && !refused(analysed(vec![of("one", 9)], 4)).is_empty());
    let mut other = analysed(vec![of("two", 2)], 4);
    other.analysis.data.splits.get_mut("test").unwrap().hash = "00".repeat(32);
    assert_eq!(
        refused(other),
        "first and second were measured on different examples of test; make both from the same data"
    );
    assert_eq!(
        refused(analysed(vec![of("one", 9)], 4)),
        "first and second both have a variant one, from different files; rename one in its penult.toml"
    );
    let mut other = analysed(vec![of("two", 2)], 4);
    other.analysis.penult = "9.9.9".to_owned();
    assert!(refused(other).ends_with("were made by different penults; make both with one"));
}
