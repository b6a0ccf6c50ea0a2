//! A record that cannot be read or written names its file and what to do.

use std::path::{Path, PathBuf};

use penult::analysis::record::{FILE, SIDECAR};
use penult::analysis::schema::Role;
use penult::analysis::{Arrays, Record};

use super::{Made, analysed, input, variant};

fn record() -> Record {
    analysed(vec![input("only", variant(Role::Teacher, "only", None), &[("test", &Made::new(30, 3, 4, 1))])], 3)
}

fn written() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = record().write(folder.path()).unwrap();
    (folder, path)
}

fn refused(path: &Path) -> String {
    Record::read(path).unwrap_err().to_string()
}

#[test]
fn scatters_come_from_the_sidecar() {
    let (_folder, path) = written();
    let again = Record::read(&path).unwrap();
    let curves = &again.analysis.variants["only"].splits["test"].curves;
    let points: Vec<([f64; 2], usize)> = again.scatter(curves.pca.as_ref().unwrap()).collect();
    assert_eq!(points.len(), 30);
    assert_eq!(points.iter().map(|p| p.1).collect::<Vec<_>>(), (0..30).map(|i| i % 3).collect::<Vec<_>>());
}

#[test]
fn a_missing_sidecar_is_named() {
    let (folder, path) = written();
    std::fs::remove_file(folder.path().join(SIDECAR)).unwrap();
    let said = refused(&path);
    assert!(said.contains("cannot read the sidecar that analysis.json names"), "{said}");
    assert!(said.ends_with(SIDECAR), "the path comes last: {said}");
}

#[test]
fn a_damaged_sidecar_is_named() {
    let (folder, path) = written();
    let sidecar = folder.path().join(SIDECAR);
    let bytes = std::fs::read(&sidecar).unwrap();
    std::fs::write(&sidecar, &bytes[..bytes.len() - 5]).unwrap();
    let said = refused(&path);
    assert!(said.contains("not a sidecar of arrays") && said.ends_with(SIDECAR), "{said}");
}

#[test]
fn the_sidecar_of_another_analysis_is_named() {
    let (folder, path) = written();
    let other = Record { arrays: Arrays::default(), ..record() };
    let elsewhere = tempfile::tempdir().unwrap();
    other.write(elsewhere.path()).unwrap();
    std::fs::copy(elsewhere.path().join(SIDECAR), folder.path().join(SIDECAR)).unwrap();
    let said = refused(&path);
    assert!(
        said.contains("the sidecar of another analysis (no array only/test/pca)") && said.ends_with(SIDECAR),
        "{said}"
    );
}

#[test]
fn text_that_is_no_analysis_is_refused_with_its_line() {
    let (folder, path) = written();
    std::fs::write(&path, "{\n  \"schema_version\": 1\n}\n").unwrap();
    let said = refused(&path);
    assert!(said.contains("schema version 1") && said.contains("line 3") && said.contains("penult report"), "{said}");
    assert!(said.ends_with(FILE), "{said}");
    let absent = refused(&folder.path().join("no.json"));
    assert!(absent.contains("cannot read the analysis") && absent.ends_with("no.json"), "{absent}");
}

#[test]
fn another_schema_version_is_refused() {
    let (_folder, path) = written();
    let text = std::fs::read_to_string(&path).unwrap().replacen("\"schema_version\": 1", "\"schema_version\": 9", 1);
    std::fs::write(&path, text).unwrap();
    assert!(refused(&path).contains("schema version 9, expected 1"));
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("taken");
    std::fs::write(&file, "a file").unwrap();
    let said = record().write(&file).unwrap_err().to_string();
    assert!(said.contains("cannot write the analysis") && said.contains("--out") && said.ends_with("taken"), "{said}");
}
