//! The command on the fixtures: the main job, equal bytes, and errors that say what to do.

use std::path::Path;
use std::process::{Command, Output};

fn penult(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_penult")).current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap()
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn reports_the_fixtures_and_renders_the_same_bytes_on_one_thread_or_two() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    let cache = folder.path().join("cache");
    let out = penult(&["report", "fixtures/fashion_mnist", "--cache", cache.to_str().unwrap(), "--out", a.to_str().unwrap()]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let analysis: serde_json::Value = serde_json::from_str(&text(&a.join("analysis.json"))).unwrap();
    assert_eq!(analysis["data"]["splits"]["test"]["n"], 10_000);
    let teacher = &analysis["variants"]["teacher_hard_seed1"]["splits"]["test"];
    let accuracy = teacher["metrics"]["accuracy"]["value"].as_f64().unwrap();
    assert!(accuracy > 0.8, "{accuracy}");
    let counts: u64 = teacher["curves"]["reliability"].as_array().unwrap().iter().map(|b| b["count"].as_u64().unwrap()).sum();
    assert_eq!(counts, 10_000);
    let single = Command::new(env!("CARGO_BIN_EXE_penult"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("RAYON_NUM_THREADS", "1")
        .args(["report", "fixtures/fashion_mnist", "--cache", cache.to_str().unwrap(), "--out", b.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(single.status.success());
    assert!(text(&a.join("analysis.json")) == text(&b.join("analysis.json")), "one thread gave other bytes");
    let before = text(&a.join("index.html"));
    assert!(penult(&["render", a.join("analysis.json").to_str().unwrap()]).status.success());
    assert!(before == text(&a.join("index.html")), "render gave other bytes");
}

#[test]
fn an_empty_folder_says_what_to_write() {
    let folder = tempfile::tempdir().unwrap();
    let out = penult(&["report", folder.path().to_str().unwrap()]);
    let error = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(1));
    assert!(error.contains("no checkpoints") && error.contains("[[variant]]"), "{error}");
}

#[test]
fn two_variants_with_one_id_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let variant = "[[variant]]\nid = \"a\"\npath = \"a.safetensors\"\n";
    std::fs::write(folder.path().join("penult.toml"), variant.repeat(2)).unwrap();
    let out = penult(&["report", folder.path().to_str().unwrap()]);
    let error = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(error.contains("two variants have the id \"a\""), "{error}");
}
