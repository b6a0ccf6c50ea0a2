//! The index of a folder of reports.

use penult::report::{self, gallery};

use super::study;

#[test]
fn names_each_study_with_its_verdict_and_leads_to_its_page() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["second", "first"] {
        let record = study();
        record.write(&folder.path().join(name)).unwrap();
        report::write(&record, &folder.path().join(name)).unwrap();
    }
    std::fs::create_dir(folder.path().join("bench")).unwrap();
    let index = std::fs::read_to_string(gallery::write(folder.path()).unwrap()).unwrap();
    let place = |name: &str| index.find(&format!("<a href=\"{name}/index.html\">{name}</a>")).unwrap();
    assert!(place("first") < place("second"));
    assert_eq!(index.matches("smooth is smoother than hard").count(), 2);
    assert!(!index.contains("bench"), "a folder without an analysis is none");
    let again = std::fs::read_to_string(gallery::write(folder.path()).unwrap()).unwrap();
    assert!(index == again, "the same bytes");
}

#[test]
fn says_what_to_do_where_there_is_no_report() {
    let folder = tempfile::tempdir().unwrap();
    let error = gallery::write(folder.path()).unwrap_err().to_string();
    assert!(error.contains("penult report CKPT_DIR --out") && error.ends_with(&folder.path().display().to_string()));
    let missing = folder.path().join("none");
    let error = gallery::write(&missing).unwrap_err().to_string();
    assert!(error.contains("cannot list the reports") && error.ends_with(&missing.display().to_string()));
}
