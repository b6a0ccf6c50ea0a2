//! Data flows one way: a module uses only modules to its left.

use std::path::{Path, PathBuf};

const ORDER: [&str; 12] = [
    "random",
    "linalg",
    "checkpoint",
    "network",
    "data",
    "study",
    "extract",
    "metrics",
    "analysis",
    "figure",
    "report",
    "cli",
];

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

/// Modules that a source text names after `crate::`, in paths and in `use crate::{…}`.
fn used(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let names =
            rest.strip_prefix('{').map_or_else(|| vec![rest], |r| r.split('}').next().unwrap().split(',').collect());
        for name in names {
            out.push(name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    out
}

fn allowed(module: &str) -> Vec<&'static str> {
    match module {
        "lab" => vec!["random", "linalg", "checkpoint", "network", "data"],
        // The two seams: nothing right of the analysis sees weights, data or statistics.
        "figure" => vec!["analysis"],
        "report" => vec!["checkpoint", "metrics", "analysis", "figure"],
        "cli" => ORDER.iter().copied().chain(["lab"]).collect(),
        _ => ORDER.iter().copied().take_while(|m| *m != module).collect(),
    }
}

#[test]
fn every_module_uses_only_modules_to_its_left() {
    let mut wrong = Vec::new();
    for module in ORDER.iter().copied().chain(["lab"]) {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(module), &mut files);
        assert!(!files.is_empty(), "src/{module} has no sources");
        for file in files {
            for name in used(&std::fs::read_to_string(&file).unwrap()) {
                let is_module = ORDER.contains(&name.as_str()) || name == "lab";
                if is_module && name != module && !allowed(module).contains(&name.as_str()) {
                    wrong.push(format!("{} uses {name}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
