//! `--paper` and `--export`: what is written beside the page, and what is refused.

use std::path::Path;

use super::{penult, printed, text};

fn analysis() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/fashion_mnist/analysis.json")
}

#[test]
fn render_writes_the_kit_and_the_files_for_other_tools_and_says_where() {
    let out = tempfile::tempdir().unwrap();
    let switches = ["--paper=icml-column", "--export", "projector,parquet,markdown"];
    let analysis = analysis();
    let said = printed(&[&["render", text(&analysis), "--out", text(out.path())][..], &switches].concat());
    for name in ["index.html", "paper/main.tex", "projector/projector_config.pbtxt", "tables", "summary.md"] {
        let line = said.lines().find(|line| line.ends_with(name)).unwrap_or_else(|| panic!("{name} in {said}"));
        assert!(out.path().join(name).exists(), "{line}");
    }
    assert!(said.contains("\npaper: "), "{said}");
    assert!(out.path().join("tables/comparison.parquet").is_file());
    assert!(out.path().join("projector/teacher_hard_seed1.test.tensors.tsv").is_file());
}

#[test]
fn a_venue_or_tool_that_is_not_known_is_refused_before_anything_is_read() {
    let out = penult(&["render", "nowhere.json", "--paper=neurps"], None);
    assert_eq!(out.status.code(), Some(2));
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(said.contains("no venue is called neurps") && said.contains("icml-column"), "{said}");
    let out = penult(&["render", "nowhere.json", "--export", "tikz"], None);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("projector"));
}
