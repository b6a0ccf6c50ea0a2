//! References say what the ledger says of each paper.

use penult::analysis::claims::CLAIMS;
use penult::report::latex::escape;
use penult::report::paper::references::{REFERENCES, file};

use super::committed;

/// Letters and digits alone, small.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect::<String>().to_lowercase()
}

#[test]
fn every_paper_of_the_ledger_has_its_authors_year_and_title() {
    let keys: Vec<&str> = CLAIMS.iter().map(|p| p.key).collect();
    assert_eq!(REFERENCES.iter().map(|r| r.key).collect::<Vec<_>>(), keys);
    for (paper, reference) in CLAIMS.iter().zip(REFERENCES) {
        let (who, title) = paper.title.split_once(": ").unwrap();
        let (authors, year) = who.rsplit_once(' ').unwrap();
        assert_eq!(year, reference.year.to_string(), "{}", paper.key);
        let authors = authors.replace(" et al.", ", others");
        let found = reference.authors.replace(" and ", ", ").replace(['{', '}'], "").replace("\\\"u", "ü");
        assert_eq!(found, authors, "{}", paper.key);
        let title = title.split(" (with").next().unwrap();
        assert_eq!(plain(reference.title), plain(title), "{}", paper.key);
        assert_eq!(reference.arxiv.len(), 10, "{}", paper.key);
    }
}

#[test]
fn the_file_has_penult_and_the_papers_of_the_record() {
    let record = committed();
    let text = file(&record);
    assert!(
        text.contains("@misc{penult,")
            && text.contains("@misc{muller2019,")
            && text.contains("@inproceedings{tian2020_crd,")
    );
    assert_eq!(text.matches('{').count(), text.matches('}').count());
    assert!(text.contains(&format!("note = {{Version {}}}", escape(&record.analysis.penult))));
    let mut fewer = record;
    fewer.analysis.ledger.retain(|c| c.paper == "guo2017");
    assert_eq!(file(&fewer).matches("eprint = {").count(), 1);
}
