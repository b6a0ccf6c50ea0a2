//! The kit for a paper: sound LaTeX whatever names are, the same bytes, and a document that compiles.

mod compile; // by pdfLaTeX, where it is
mod names; // letters, once each
mod numbers; // as the tables show them
mod references; // as the ledger prints them
mod syntax; // what a compiler would refuse

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use penult::analysis::Record;
use penult::report::paper::{self, Target};

use super::study;

/// The committed study.
fn committed() -> Record {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/fashion_mnist/analysis.json");
    Record::read(&file).unwrap()
}

/// A kit in a folder of its own.
fn kit(record: &Record, venue: &str) -> (tempfile::TempDir, PathBuf) {
    let out = tempfile::tempdir().unwrap();
    let main = paper::write(record, &Target::of(venue).unwrap(), out.path()).unwrap();
    let folder = main.parent().unwrap().to_path_buf();
    assert_eq!(folder, out.path().join("paper"));
    (out, folder)
}

/// Names that LaTeX would stumble over, as long as people make them, in twelve groups.
fn adversarial() -> Record {
    let text = study().json().unwrap();
    let name = r"wrn_40#2_α=0.1_50%&~T^4_{東京}_label_smoothing\\x";
    let mut record = study();
    record.analysis = serde_json::from_str(&text.replace("smooth", name)).unwrap();
    let one = record.analysis.variants["hard_1"].clone();
    for i in 0..10 {
        let mut v = one.clone();
        v.group = format!("{:_<40}", format!("teacher_resnet$32x4_trial {i} --best"));
        record.analysis.variants.insert(v.group.clone(), v);
    }
    record
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                out.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    out
}

#[test]
fn a_kit_has_its_parts_and_the_same_bytes_twice() {
    let record = committed();
    let [(_a, first), (_b, second)] = [kit(&record, "icml-column"), kit(&record, "icml-column")];
    let (first, second) = (files(&first), files(&second));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (name, bytes) in &first {
        assert!(*bytes == second[name], "{name} differs");
    }
    for name in [
        "main.tex",
        "numbers.tex",
        "captions.tex",
        "references.bib",
        "README.md",
        "fig/reliability.pdf",
        "fig/reliability.svg",
        "fig/reliability.png",
        "tab/comparison-test.tex",
        "tab/differences-test.tex",
        "tab/calibration-test.tex",
        "tab/distillation-test.tex",
        "tab/chain-teacher-ls01.tex",
        "tab/ledger.tex",
        "data/reliability.csv",
        "data/comparison.csv",
        "data/ledger.csv",
    ] {
        assert!(first.contains_key(name), "{name}");
    }
    // A column of ICML is 3.25 in = 234 pt wide.
    assert!(String::from_utf8_lossy(&first["fig/reliability.svg"]).contains("width=\"234.00pt\""));
    let readme = String::from_utf8_lossy(&first["README.md"]);
    assert!(readme.contains("Not drawn:") && readme.contains("t-SNE"), "{readme}");
}

#[test]
fn an_unknown_venue_is_told_the_known_ones() {
    let message = Target::of("neurps").unwrap_err();
    assert!(message.contains("neurps") && message.contains("neurips") && message.contains("icml-column"), "{message}");
}

#[test]
fn figures_across_two_columns_and_tables_take_a_star() {
    let record = study();
    let main = |venue| {
        let (_out, folder) = kit(&record, venue);
        let table = std::fs::read_to_string(folder.join("tab/comparison-test.tex")).unwrap();
        (std::fs::read_to_string(folder.join("main.tex")).unwrap(), table)
    };
    let (text, table) = main("icml");
    assert!(
        text.contains("textwidth=6.75in") && text.contains(r"\begin{figure*}") && table.contains(r"\begin{table*}")
    );
    let (text, table) = main("icml-column");
    assert!(text.contains(r"\begin{figure}") && table.contains(r"\begin{table*}"), "tables need both columns");
    let (text, table) = main("neurips");
    assert!(text.contains("textwidth=5.5in") && text.contains(r"\begin{figure}") && !text.contains("figure*"));
    assert!(table.contains(r"\begin{table}"));
}
