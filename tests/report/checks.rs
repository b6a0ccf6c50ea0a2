//! The self-check on the page: failures first, marks with words beside them.

use penult::analysis::schema::Check;
use penult::report::page::page;

use super::study;

fn check(name: &str, has_passed: Option<bool>) -> Check {
    Check {
        name: name.to_owned(),
        statement: format!("{name} holds"),
        has_passed,
        found: format!("found of {name}"),
        deviation: has_passed.map(|_| 2e-16),
        tolerance: has_passed.map(|_| 1e-9),
    }
}

#[test]
fn failed_checks_come_first_and_every_mark_has_its_word() {
    let mut record = study();
    record.analysis.checks = vec![check("right", Some(true)), check("open", None), check("wrong", Some(false))];
    let html = page(&record, &[]);
    let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} is not on the page"));
    assert!(at("data-check=\"wrong\"") < at("data-check=\"right\""));
    assert!(at("data-check=\"right\"") < at("data-check=\"open\""));
    for words in ["✗</span> no", "✓</span> yes", "–</span> not checked", "found of wrong; up to 1.0e-9 passes."] {
        at(words);
    }
    at(
        "3 checks, each made anew with every analysis: 1 held, 1 failed: read it before any number on this page, 1 could not",
    );
}

#[test]
fn a_record_without_checks_has_no_section() {
    assert!(!page(&study(), &[]).contains("id=\"checks\""));
}

#[test]
fn the_foot_says_by_which_penult_and_with_what() {
    let mut record = study();
    assert!(page(&record, &[]).contains("<p>penult 0.1.0 · seed 0. Made from"));
    record.analysis.settings.commit = Some("4f2a91c".to_owned());
    record.analysis.settings.arguments = vec!["--equivalence 1".to_owned(), "--tsne".to_owned()];
    assert!(page(&record, &[]).contains("<p>penult 0.1.0 (4f2a91c) · seed 0 · --equivalence 1 --tsne. Made from"));
}
