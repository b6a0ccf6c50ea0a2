//! Each check passes on what is right, fails on what is not, and says why it could not be made.

use std::collections::BTreeMap;

use penult::analysis::schema::{Check, Preprocessing, Role, StoredAccuracy};
use penult::analysis::{Input, Record, checks};

use super::{Made, analysed, input, study, variant};

fn inputs() -> Vec<Input> {
    let of = |id: &str, seed: u64| {
        let made = Made { ids: Some((0..60).rev().collect()), ..Made::new(60, 4, 6, seed) };
        input(id, variant(Role::Teacher, id, None), &[("test", &made)])
    };
    vec![of("one", 1), of("two", 2)]
}

/// The check of the record after a change, by name.
fn checked(name: &str, change: impl FnOnce(&mut Record)) -> Check {
    let mut record = analysed(inputs(), 4);
    change(&mut record);
    let all = checks::checks(&record.analysis, &record.arrays, &inputs());
    all.into_iter().find(|check| check.name == name).unwrap()
}

#[test]
fn every_check_of_numbers_passes_on_a_run() {
    let record = analysed(inputs(), 4);
    for name in [
        "cka_of_itself",
        "bins_sum_to_n",
        "bins_give_ece",
        "classes_sum_to_n",
        "probabilities_sum_to_one",
        "rows_aligned",
        "head_gives_logits",
        "class_count",
    ] {
        let check = record.analysis.checks.iter().find(|check| check.name == name).unwrap();
        assert_eq!(check.has_passed, Some(true), "{check:?}");
        if let Some(deviation) = check.deviation {
            assert!(deviation <= check.tolerance.unwrap(), "{check:?}");
        }
    }
    let cka = checked("cka_of_itself", |_| {});
    assert!(cka.found.starts_with("checked 2 times; "), "{}", cka.found);
}

#[test]
fn a_bin_that_lost_an_example_is_found_and_named() {
    let check = checked("bins_sum_to_n", |record| {
        let curves = &mut record.analysis.variants["two"].splits.get_mut("test").unwrap().curves;
        curves.reliability.iter_mut().find(|bin| bin.count > 0).unwrap().count -= 1;
    });
    assert_eq!((check.has_passed, check.deviation, check.tolerance), (Some(false), Some(1.0), Some(0.0)));
    assert_eq!(check.found, "checked 2 times; largest deviation 1.0e0, of two on test");
}

#[test]
fn an_ece_that_the_bins_do_not_give_fails() {
    let check = checked("bins_give_ece", |record| {
        let split = record.analysis.variants["one"].splits.get_mut("test").unwrap();
        split.curves.reliability.iter_mut().for_each(|bin| bin.confidence = bin.confidence.map(|c| c / 2.0));
    });
    assert_eq!(check.has_passed, Some(false));
}

#[test]
fn other_examples_than_those_of_the_split_fail() {
    let check = checked("rows_aligned", |record| {
        record.analysis.data.splits.get_mut("test").unwrap().hash = "00".repeat(32);
    });
    assert_eq!((check.has_passed, check.deviation), (Some(false), Some(1.0)));
    let check = checked("classes_sum_to_n", |record| {
        record.analysis.data.splits.get_mut("test").unwrap().absent_classes = vec!["class 3".to_owned()];
    });
    assert_eq!(check.has_passed, Some(false));
}

#[test]
fn what_could_not_be_checked_says_why() {
    let all = study().analysis.checks;
    let found = |name: &str| all.iter().find(|check| check.name == name).unwrap();
    let rows = found("rows_aligned");
    assert_eq!((rows.has_passed, rows.deviation, rows.tolerance), (None, None, None));
    assert_eq!(rows.found, "could not be checked 36 times: without ids in the file, labels alone were compared");
    assert_eq!(found("folded_network").has_passed, None);
    assert!(found("folded_network").found.ends_with("the activations were given, not made by this penult"));
    assert_eq!(found("stored_accuracy").has_passed, None);
    assert_eq!(found("architecture").found, "activations were given, no network was run");
    assert_eq!(found("preprocessing").has_passed, None);
}

#[test]
fn a_stored_accuracy_that_is_not_measured_again_fails() {
    let stored = |value: f64| {
        let mut inputs = inputs();
        inputs[0].variant.checkpoint.stored_accuracy = Some(StoredAccuracy { value, key: "best_acc".to_owned() });
        let all = analysed(inputs, 4).analysis.checks;
        all.into_iter().find(|check| check.name == "stored_accuracy").unwrap()
    };
    let wrong = stored(0.01);
    assert_eq!(wrong.has_passed, Some(false));
    assert!(wrong.found.starts_with("one: the file says 1.00 % (best_acc), "), "{}", wrong.found);
    let right = analysed(inputs(), 4).analysis.variants["one"].splits["test"].metrics["accuracy"].scalar().unwrap().0;
    let right = stored(right);
    assert_eq!(right.has_passed, Some(true));
    assert_eq!(right.found, "1 of 2 files store one; the largest difference is 0.00 points");
}

#[test]
fn what_was_inferred_is_no_pass() {
    let sources = |role: &'static str, constants: &'static str| {
        let lineage = checked("lineage", |record| {
            for v in record.analysis.variants.values_mut() {
                v.found_by = BTreeMap::from([("role".to_owned(), role.to_owned())]);
            }
        });
        let preprocessing = checked("preprocessing", |record| {
            let found_by = constants.to_owned();
            record.analysis.data.preprocessing = Some(Preprocessing { mean: vec![0.5], std: vec![0.25], found_by });
            for v in record.analysis.variants.values_mut() {
                v.network = Some(super::network());
            }
        });
        (lineage, preprocessing)
    };
    let (lineage, preprocessing) = sources("penult.toml", "metadata of the file");
    assert_eq!((lineage.has_passed, preprocessing.has_passed), (Some(true), Some(true)));
    assert_eq!(lineage.found, "role: penult.toml (2)");
    assert_eq!(preprocessing.found, "mean 0.5, std 0.25, from metadata of the file (2)");
    let (lineage, preprocessing) = sources("its name", "a trial: mnist");
    assert_eq!((lineage.has_passed, preprocessing.has_passed), (None, None));
    assert_eq!(lineage.found, "inferred, which nothing here confirms: role: its name (2)");
}
