//! A record that cannot be read or written names its file and what to do.

use std::path::{Path, PathBuf};

use penult::analysis::record::{FILE, Images, Matrix, Outputs, SIDECAR};
use penult::analysis::schema::{Role, Thumbnails};
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
        said.contains("the sidecar of another analysis (no array test/sample.labels)") && said.ends_with(SIDECAR),
        "{said}"
    );
}

/// A record whose arrays are changed is refused: with this in the text.
fn refused_with(change: impl FnOnce(&mut Arrays), says: &str) {
    let mut record = record();
    change(&mut record.arrays);
    let folder = tempfile::tempdir().unwrap();
    let said = refused(&record.write(folder.path()).unwrap());
    assert!(said.contains("the sidecar of another analysis") && said.contains(says), "{says}: {said}");
}

#[test]
fn every_array_that_is_named_must_be_there() {
    let all = record().arrays;
    let no = |name: &String| format!("no array {name})");
    all.points.keys().for_each(|name| refused_with(|arrays| _ = arrays.points.remove(name), &no(name)));
    all.labels.keys().for_each(|name| refused_with(|arrays| _ = arrays.labels.remove(name), &no(name)));
    all.ids.keys().for_each(|name| refused_with(|arrays| _ = arrays.ids.remove(name), &no(name)));
    all.matrices.keys().for_each(|name| refused_with(|arrays| _ = arrays.matrices.remove(name), &no(name)));
    all.outputs.keys().for_each(|name| refused_with(|arrays| _ = arrays.outputs.remove(name), &no(name)));
    assert_eq!((all.points.len(), all.labels.len(), all.ids.len()), (2, 2, 1), "PCA, plane; sample, plane");
    assert_eq!((all.matrices.len(), all.outputs.len()), (8, 2));
}

#[test]
fn every_array_must_have_the_size_that_is_said() {
    let all = record().arrays;
    for (name, matrix) in &all.matrices {
        // The rows of `per_class` are said nowhere.
        if !name.ends_with("per_class") {
            let short = Matrix { values: matrix.values[matrix.cols..].to_vec(), ..*matrix };
            refused_with(|arrays| _ = arrays.matrices.insert(name.clone(), short), &format!("{name} is not of"));
        }
        let narrow = Matrix { cols: 1, ..matrix.clone() };
        refused_with(|arrays| _ = arrays.matrices.insert(name.clone(), narrow), &format!("{name} is not of"));
    }
    for (name, outputs) in &all.outputs {
        let short = Outputs { values: outputs.values[outputs.cols..].to_vec(), ..*outputs };
        refused_with(|arrays| _ = arrays.outputs.insert(name.clone(), short), &format!("29 rows of {name}"));
    }
}

/// Images of the sample, as a run with data at hand keeps them.
#[test]
fn thumbnails_must_be_of_the_sample() {
    let with = |count: usize, shape: [usize; 3]| {
        let mut record = record();
        let array = "test/sample.thumbnails".to_owned();
        let sample = record.analysis.data.splits.get_mut("test").unwrap().sample.as_mut().unwrap();
        sample.thumbnails = Some(Thumbnails { array: array.clone(), height: 2, width: 3, channels: 1 });
        let bytes = (0..count * shape.iter().product::<usize>()).map(|i| u8::try_from(i % 251).unwrap()).collect();
        record.arrays.images.insert(array, Images { shape, bytes });
        let folder = tempfile::tempdir().unwrap();
        let path = record.write(folder.path()).unwrap();
        Record::read(&path).map(|again| assert_eq!(again.arrays, record.arrays)).map_err(|e| e.to_string())
    };
    assert_eq!(with(30, [2, 3, 1]), Ok(()));
    assert!(with(29, [2, 3, 1]).unwrap_err().contains("29 rows of test/sample.thumbnails, 30 of test/sample.labels"));
    assert!(with(30, [3, 2, 1]).unwrap_err().contains("is not of 2 x 3 pixels and 1 channels"));
}

/// NaN stands where a value is undefined, an id may be below 0, and two classes are no points.
#[test]
fn arrays_come_back_as_they_were() {
    let mut record = record();
    let shape = [1, 2, 3];
    record.arrays.matrices.insert("of".to_owned(), Matrix { cols: 2, values: vec![f64::NAN, 1.0, -0.0, 2.0] });
    record.arrays.outputs.insert("of two".to_owned(), Outputs { cols: 2, values: vec![1.0, 2.0, 3.0, 4.0] });
    record.arrays.ids.insert("ids".to_owned(), vec![-7, i64::MAX]);
    record.arrays.images.insert("images".to_owned(), Images { shape, bytes: (0..12).collect() });
    let folder = tempfile::tempdir().unwrap();
    let again = Record::read(&record.write(folder.path()).unwrap()).unwrap();
    assert_eq!(again.arrays, record.arrays);
    assert_eq!(again.arrays.images["images"].count(), 2);
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
