//! The record keeps what was typed of the options that the numbers depend on, and no path.

use penult::analysis::Record;

use super::files::study;
use super::{penult, text};

fn arguments(typed: &[&str]) -> Vec<String> {
    let folder = study(&[]);
    let out = folder.path().join("out");
    let fixed = ["report", text(folder.path()), "--normalize", "0.5/0.5", "--out", text(&out), "--no-cache"];
    let ran = penult(&[&fixed[..], typed].concat(), None);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    Record::read(&out.join("analysis.json")).unwrap().analysis.settings.arguments
}

#[test]
fn options_that_numbers_depend_on_are_kept_in_one_order_and_paths_are_not() {
    assert_eq!(arguments(&["--quiet"]), ["--normalize 0.5/0.5"]);
    let typed = ["--tsne", "--equivalence", "1", "--classes", "0,1,2"];
    let expected = ["--normalize 0.5/0.5", "--classes 0,1,2", "--equivalence 1", "--tsne"];
    assert_eq!(arguments(&typed), expected);
    let otherwise = ["--classes", "0", "--classes", "1", "--classes", "2", "--equivalence=1", "--tsne"];
    assert_eq!(arguments(&otherwise), expected);
}
