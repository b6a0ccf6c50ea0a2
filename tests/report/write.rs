//! Files: same bytes, foreign files left alone, figures linked, errors that name the file.

use std::collections::BTreeMap;
use std::path::Path;

use penult::analysis::Record;
use penult::figure::theme::Theme;
use penult::figure::{Figure, FigureError};
use penult::report::{write, write_with};

use super::study;

#[allow(clippy::unnecessary_wraps)] // the signature of a figure
fn drawn(_: &Record, _: &Theme) -> Result<String, FigureError> {
    Ok("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\"><rect width=\"9\" height=\"9\"/></svg>".into())
}

fn nothing(_: &Record, _: &Theme) -> Result<String, FigureError> {
    Err(FigureError::Nothing("no variant has a head".into()))
}

fn broken(_: &Record, _: &Theme) -> Result<String, FigureError> {
    Err(FigureError::Draw("no font".into()))
}

fn figure(name: &'static str, draw: fn(&Record, &Theme) -> Result<String, FigureError>) -> Figure {
    Figure {
        name,
        title: "A figure",
        shows: "",
        link: "",
        caption: |r| format!("Drawn from {}.", r.analysis.data.name),
        draw,
    }
}

/// All files below a folder, by relative path.
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
fn writes_page_figures_and_tables_with_the_same_bytes_twice() {
    let [first, second] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    for folder in [&first, &second] {
        let figures = [figure("plane", drawn), figure("pca", nothing)];
        let page = write_with(&study(), &figures, folder.path()).unwrap();
        assert_eq!(page, folder.path().join("index.html"));
    }
    let (first, second) = (files(first.path()), files(second.path()));
    assert_eq!(first, second);
    for name in [
        "index.html",
        "figures/plane.svg",
        "figures/plane.png",
        "figures/plane.pdf",
        "tables/comparison.csv",
        "tables/differences.csv",
        "tables/pairs.csv",
        "tables/results.csv",
        "tables/comparison.tex",
        "tables/differences.tex",
    ] {
        assert!(first.contains_key(name), "{name}");
    }
    assert!(!first.contains_key("figures/pca.svg"));
    assert!(first["figures/plane.png"].starts_with(b"\x89PNG") && first["figures/plane.pdf"].starts_with(b"%PDF"));
}

#[test]
fn every_relative_link_of_the_page_is_a_file_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let page = write_with(&study(), &[figure("plane", drawn), figure("pca", nothing)], folder.path()).unwrap();
    let html = std::fs::read_to_string(page).unwrap();
    let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).filter(|l| !l.starts_with('#'));
    let links: Vec<&str> = links.collect();
    assert!(links.contains(&"figures/plane.svg") && links.contains(&"tables/pairs.csv"));
    for link in links {
        assert!(folder.path().join(link).is_file(), "{link}");
    }
    assert!(html.contains("Drawn from tiny.") && html.contains("<li>A figure: no variant has a head.</li>"));
    assert!(!html.contains("<?xml"), "an XML declaration has no place inside HTML");
}

#[test]
fn leaves_foreign_files_alone_and_replaces_its_own() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    std::fs::write(folder.path().join("index.html"), "old").unwrap();
    write(&study(), folder.path()).unwrap();
    let files = files(folder.path());
    assert_eq!(files["notes.txt"], b"mine");
    assert!(files["index.html"].starts_with(b"<!DOCTYPE html>"));
    assert!(files.keys().all(|name| !name.ends_with(".partial")));
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("taken");
    std::fs::write(&file, "a file, no folder").unwrap();
    let message = write(&study(), &file).unwrap_err().to_string();
    assert!(message.starts_with("cannot write the report ("), "{message}");
    assert!(message.contains("--out") && message.contains("taken"), "{message}");
}

#[test]
fn a_figure_that_fails_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = write_with(&study(), &[figure("plane", broken)], folder.path()).unwrap_err().to_string();
    assert!(error.contains("no font") && error.ends_with("plane.svg"), "{error}");
}
