//! Means over seeds are those of the rows; rows that do not fit are left out.

use penult::figure::seeds::{self, Seeds};

use super::Study;

#[test]
fn the_mean_is_taken_place_by_place() {
    let group = Seeds { group: "a", each: vec![vec![1.0, 0.0, 3.0], vec![2.0, f64::NAN, 5.0]] };
    let mean = group.mean();
    assert_eq!((mean[0], mean[2]), (1.5, 4.0));
    assert!(mean[1].is_nan(), "undefined for one seed is undefined");
}

#[test]
fn groups_keep_the_order_of_the_study_and_rows_one_length() {
    let record = Study::small().record();
    let row = |v: &penult::analysis::schema::Variant| {
        let is_odd_one = v.group == "smoothed" && v.seed == Some(2);
        (v.group != "student_of_hard").then(|| vec![1.0; if is_odd_one { 3 } else { 2 }])
    };
    let found = seeds::of(&record, row);
    let shape: Vec<(&str, usize)> = found.iter().map(|s| (s.group, s.each.len())).collect();
    assert_eq!(shape, [("hard", 2), ("smoothed", 1), ("student_of_smoothed", 2)]);
    assert_eq!(seeds::says(&found), "means over 1 to 2 seeds a group");
    assert_eq!(seeds::left_out(&found, 2), " Not drawn: student_of_smoothed.");
    assert_eq!(seeds::split(&record, |c| !c.reliability.is_empty()), Some("test"));
}

#[test]
fn a_statistic_is_the_groups_mean_or_its_only_variants() {
    let mut record = Study::small().record();
    let of = |record: &_, group| seeds::statistic(record, (group, "test"), "margin");
    assert_eq!(of(&record, "hard"), Some(4.25));
    record.analysis.groups.values_mut().for_each(|g| g.splits.clear());
    assert_eq!(of(&record, "hard"), None, "two seeds and no mean of theirs");
    assert_eq!(of(&Study::teachers(&["only"]).record(), "only"), Some(4.25));
}
