//! Students by teacher and temperature.

use penult::analysis::schema::{Distillation, Role};
use penult::report::latex::distillation::tables;
use penult::report::latex::table::PAGE;

use crate::report::{record_of, study, variant};

fn student(group: &str, teacher: &str, temperature: f64, accuracy: f64) -> penult::analysis::schema::Variant {
    let mut v = variant(Role::Student, group, 1, accuracy);
    v.teacher = Some(teacher.to_owned());
    v.distillation = Some(Distillation { temperature, convention: "both".into(), label_weight: 0.0 });
    v
}

#[test]
fn rows_are_temperatures_and_columns_teachers() {
    let record = record_of(vec![
        ("hard", variant(Role::Teacher, "hard", 1, 0.9)),
        ("smooth", variant(Role::Teacher, "smooth", 1, 0.91)),
        ("scratch", variant(Role::Scratch, "scratch", 1, 0.7)),
        ("s_t4", student("s_t4", "smooth", 4.0, 0.75)),
        ("h_t4", student("h_t4", "hard", 4.0, 0.81)),
        ("h_t1", student("h_t1", "hard", 1.0, 0.8)),
    ]);
    let [table] = tables(&record, "test").try_into().unwrap();
    let text = table.print("C.", PAGE);
    let lines: Vec<&str> = text.lines().filter(|l| l.ends_with(r"\\")).collect();
    assert!(lines[0].starts_with("Students of & hard & smooth"), "{text}");
    assert_eq!(lines[2], r"the teacher itself & 90.00 & 91.00 \\");
    // Only the hard teacher taught at T = 1.
    assert_eq!(lines[4], r"T~=~1 & 80.00 & -- \\");
    assert_eq!(lines[6], r"T~=~4 & \textbf{81.00} & 75.00 \\");
    assert_eq!(lines[8], r"no teacher & \multicolumn{2}{c}{70.00} \\");
}

/// Name and number of columns of each table on students of these teachers.
fn columns(ids: &[String]) -> Vec<(String, usize)> {
    let mut variants: Vec<(&str, _)> = ids.iter().map(|id| (id.as_str(), variant(Role::Teacher, id, 1, 0.9))).collect();
    let names: Vec<String> = ids.iter().map(|id| format!("of_{id}")).collect();
    for (name, teacher) in names.iter().zip(ids) {
        variants.push((name.as_str(), student(name, teacher, 2.0, 0.8)));
    }
    tables(&record_of(variants), "test").into_iter().map(|t| (t.name, t.heads.len())).collect()
}

#[test]
fn more_teachers_than_stand_side_by_side_fold_into_further_tables() {
    let ids: Vec<String> = (0..6).map(|i| format!("t{i}")).collect();
    assert_eq!(columns(&ids), [("distillation-test".to_owned(), 5), ("distillation-test-2".to_owned(), 3)]);
    let long: Vec<String> = (0..6).map(|i| format!("{i:_<40}")).collect();
    assert_eq!(columns(&long).iter().map(|(_, n)| *n).collect::<Vec<_>>(), [3, 3, 3]);
}

#[test]
fn nothing_distilled_is_no_table() {
    let mut record = study();
    record.analysis.variants.values_mut().for_each(|v| v.distillation = None);
    assert!(tables(&record, "test").is_empty());
}
