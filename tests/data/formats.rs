//! The choice among formats.

use std::collections::BTreeSet;

use penult::data::{FORMATS, Labels, Reading, Transform, load_as};

use super::{error_of, idx};

#[test]
fn the_registry_has_each_name_once() {
    let names: Vec<&str> = FORMATS.iter().map(|f| f.name).collect();
    assert_eq!(names, ["idx", "cifar", "parquet", "arrays", "tiny-imagenet", "folder"]);
    let looks: BTreeSet<&str> = FORMATS.iter().map(|f| f.looks_like).collect();
    assert_eq!(looks.len(), names.len());
}

#[test]
fn where_nothing_fits_it_lists_what_was_seen_and_what_would_do() {
    let folder = tempfile::tempdir().unwrap();
    let (what, _) = error_of(folder.path(), "test");
    assert!(
        what.starts_with("no test split here; found nothing; any of these would do:\n  idx: train-images"),
        "{what}"
    );
    std::fs::write(folder.path().join("b.txt"), "").unwrap();
    std::fs::write(folder.path().join("a.csv"), "").unwrap();
    let (what, _) = error_of(folder.path(), "test");
    assert!(what.starts_with("no test split here; found a.csv, b.txt; any of these would do:"), "{what}");
    for format in FORMATS {
        assert!(what.contains(&format!("\n  {}: {}", format.name, format.looks_like)), "{what}");
    }
    let (what, _) = error_of(&folder.path().join("none"), "test");
    assert!(what.starts_with("cannot read the data (No such file"), "{what}");
    let (what, _) = error_of(&folder.path().join("a.csv"), "test");
    assert!(what.starts_with("no test split here; found a.csv;"), "{what}");
}

#[test]
fn a_transform_needs_encoded_images() {
    let folder = tempfile::tempdir().unwrap();
    idx::write(folder.path(), "t10k", &[[0; 4]], &[0]);
    let transform = Transform { resize: Some(1), crop: None };
    let reading = Reading { transform: Some(transform), ..Reading::default() };
    let text = load_as(folder.path(), "test", reading).unwrap_err().to_string();
    assert!(text.starts_with("resize and crop need encoded images (a folder or Parquet): "), "{text}");
}

#[test]
fn coarse_labels_are_refused_where_there_are_none() {
    let folder = tempfile::tempdir().unwrap();
    idx::write(folder.path(), "t10k", &[[0; 4]], &[0]);
    let reading = Reading { labels: Labels::Coarse, ..Reading::default() };
    let text = load_as(folder.path(), "test", reading).unwrap_err().to_string();
    assert!(text.starts_with("these data have no coarse labels, as CIFAR-100 has; leave --labels out: "), "{text}");
    assert_eq!("coarse".parse(), Ok(Labels::Coarse));
    assert_eq!("rough".parse::<Labels>(), Err("expected fine or coarse, found \"rough\"".to_owned()));
}
