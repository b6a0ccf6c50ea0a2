//! Rows and columns of the comparison.

use penult::analysis::schema::Role;
use penult::report::comparison::{by_topic, further, groups, headline, place, splits, variants};

use super::{STUDENT, record_of, study, undefined, value, variant};

#[test]
fn roles_come_in_their_order_and_groups_stand_for_their_seeds() {
    let analysis = study().analysis;
    let ids = |blocks: Vec<penult::report::comparison::Block>| -> Vec<(Role, Vec<String>)> {
        blocks.into_iter().map(|b| (b.role, b.rows.into_iter().map(|r| r.id).collect())).collect()
    };
    let columns = headline(&analysis, "test");
    let expected =
        vec![(Role::Teacher, vec!["hard".into(), "smooth".into()]), (Role::Student, vec![STUDENT.to_owned()])];
    assert_eq!(ids(groups(&analysis, "test", &columns)), expected);
    assert_eq!(ids(variants(&analysis, "test", &columns))[0].1, ["hard_1", "hard_2", "smooth_1", "smooth_2"]);
    assert_eq!(splits(&analysis).into_iter().collect::<Vec<_>>(), ["test", "train"]);
}

#[test]
fn headline_and_further_statistics_share_out_all_single_numbers() {
    let mut record = study();
    let test = record.analysis.variants["hard_1"].splits.get_mut("test").unwrap();
    test.metrics.insert("a_foreign_one".into(), value(1.0, 0.0, 2.0));
    let first = headline(&record.analysis, "test");
    assert_eq!(first, ["accuracy", "nll", "ece", "temperature", "gamma", "class_separation"]);
    assert_eq!(further(&record.analysis, "test"), ["brier", "a_foreign_one"], "spectra are no columns");
    assert!(place("accuracy") < place("brier") && place("brier") < place("a_foreign_one"));
}

#[test]
fn a_group_spans_the_intervals_of_its_seeds() {
    let analysis = study().analysis;
    let rows = groups(&analysis, "test", &["accuracy".to_owned()]);
    let (low, high) = rows[0].rows[0].cells[0].range.unwrap();
    assert!((low - 0.79).abs() < 1e-12 && (high - 0.82).abs() < 1e-12, "hard: [0.79, 0.81] and [0.80, 0.82]");
}

#[test]
fn a_statistic_that_is_undefined_everywhere_keeps_its_column() {
    let mut only = variant(Role::Teacher, "only", 1, 0.8);
    only.splits.get_mut("test").unwrap().metrics.insert("gamma".into(), undefined("K = 1"));
    let analysis = record_of(vec![("only", only)]).analysis;
    let columns = headline(&analysis, "test");
    let at = columns.iter().position(|name| name == "gamma").unwrap();
    assert_eq!(groups(&analysis, "test", &columns)[0].rows[0].cells[at].notes, ["K = 1"]);
}

#[test]
fn further_statistics_come_by_topic_and_foreign_ones_last() {
    let names: Vec<String> = ["a_foreign_one", "margin", "brier"].map(str::to_owned).to_vec();
    let expected = [("Calibration", "brier"), ("Information in the logits", "margin"), ("Others", "a_foreign_one")];
    assert_eq!(by_topic(&names), expected.map(|(topic, name)| (topic, vec![name.to_owned()])));
}
