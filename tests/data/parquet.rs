//! Parquet as on the Hugging Face hub.

use std::path::{Path, PathBuf};

use polars::prelude::{
    Column, DataFrame, IntoSeries as _, KeyValueMetadata, NamedFrom as _, ParquetWriter, Series, StructChunked,
};

use penult::data::{Labels, Reading, load_as};

use super::{colour, error_of, load, plain, png, scaled};

const NAMES: &str =
    r#"{"info":{"features":{"image":{"_type":"Image"},"label":{"names":["cat","dog"],"_type":"ClassLabel"}}}}"#;

/// A file of 2 x 2 images; row `i` of colour (i, i + 1, i + 2), in row groups of two.
fn write(path: &Path, images: &[Option<Vec<u8>>], labels: &[Option<i64>], metadata: Option<&str>) {
    let bytes = Series::new("bytes".into(), images);
    let paths = Series::new("path".into(), vec![None::<&str>; images.len()]);
    let image = StructChunked::from_series("image".into(), images.len(), [bytes, paths].iter()).unwrap();
    let columns: Vec<Column> = vec![image.into_series().into(), Series::new("label".into(), labels).into()];
    let mut frame = DataFrame::new(images.len(), columns).unwrap();
    let metadata = metadata.map(|m| KeyValueMetadata::from_static(vec![("huggingface".to_owned(), m.to_owned())]));
    let file = std::fs::File::create(path).unwrap();
    ParquetWriter::new(file).with_row_group_size(Some(2)).with_key_value_metadata(metadata).finish(&mut frame).unwrap();
}

fn images(n: u8) -> Vec<Option<Vec<u8>>> {
    (0..n).map(|i| Some(png(&colour(2, 2, [i, i + 1, i + 2])))).collect()
}

fn place(name: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    (folder, path)
}

#[test]
fn reads_row_groups_and_class_names_of_the_metadata() {
    let (folder, path) = place("test-00000-of-00001.parquet");
    write(&path, &images(5), &[Some(1), Some(0), Some(0), Some(1), Some(1)], Some(NAMES));
    let set = load(folder.path(), "test");
    assert_eq!((set.labels.as_slice(), set.shape), ([1, 0, 0, 1, 1].as_slice(), [3, 2, 2]));
    assert_eq!(set.classes, ["cat", "dog"]);
    let expected: Vec<u8> = (0..5u8).flat_map(|i| (i..i + 3).flat_map(|x| [x; 4])).collect();
    assert_eq!(set.batch(0..5, &plain()).unwrap(), scaled(&expected));
    assert_eq!(load(&path, "train").hash, set.hash, "a file is the split that is asked for");
}

#[test]
fn a_batch_may_span_row_groups_and_go_back() {
    let (folder, path) = place("test.parquet");
    write(&path, &images(5), &[Some(1), Some(0), Some(0), Some(1), Some(1)], Some(NAMES));
    let set = load(folder.path(), "test");
    let red = |rows| set.batch(rows, &plain()).unwrap().chunks(12).map(|image| image[0]).collect::<Vec<_>>();
    assert_eq!(red(1..5), scaled(&[1, 2, 3, 4]));
    assert_eq!(red(4..5), scaled(&[4]));
    assert_eq!(red(0..3), scaled(&[0, 1, 2]));
    assert_eq!(red(4..5), scaled(&[4]));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(red(4..5), scaled(&[4]), "the last group is still there");
    let text = set.batch(0..1, &plain()).unwrap_err().to_string();
    assert!(text.starts_with("cannot read (") && text.ends_with("test.parquet"), "{text}");
}

#[test]
fn files_of_a_split_are_read_in_order_as_one() {
    let (folder, path) = place("validation-00000-of-00002.parquet");
    write(&path, &images(2), &[Some(0), Some(1)], Some(NAMES));
    let second = folder.path().join("validation-00001-of-00002.parquet");
    write(&second, &images(3), &[Some(1), Some(1), Some(0)], Some(NAMES));
    let set = load(folder.path(), "val");
    assert_eq!((set.labels.as_slice(), set.ids.as_slice()), ([0, 1, 1, 1, 0].as_slice(), [0, 1, 2, 3, 4].as_slice()));
    assert_eq!(set.batch(4..5, &plain()).unwrap(), scaled(&[2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4]));
    assert!(
        error_of(folder.path(), "test").0.starts_with("no test split here; found validation-00000-of-00002.parquet")
    );
    write(&second, &images(1), &[Some(0)], None);
    assert_eq!(error_of(folder.path(), "val"), ("its class names differ from those of the first file".into(), second));
}

#[test]
fn names_the_row_of_a_bad_label() {
    let (folder, path) = place("test.parquet");
    let what = |label: Option<i64>, metadata: Option<&str>| {
        write(&path, &images(2), &[Some(0), label], metadata);
        let (what, last) = error_of(folder.path(), "test");
        assert_eq!(last, path);
        what
    };
    assert_eq!(what(Some(2), Some(NAMES)), "column label: row 1: label 2 is outside 0..2");
    assert_eq!(what(Some(-1), None), "column label: row 1: label -1 is outside 0..");
    assert_eq!(what(None, None), "column label: row 1: label null is outside 0..");
}

#[test]
fn names_the_row_of_a_bad_image() {
    let (folder, path) = place("test.parquet");
    let what = |image: Option<Vec<u8>>| {
        let mut all = images(3);
        all[2] = image;
        write(&path, &all, &[Some(0), Some(1), Some(1)], Some(NAMES));
        let (what, last) = error_of(folder.path(), "test");
        assert_eq!(last, path);
        what
    };
    assert!(what(Some(b"no image".to_vec())).starts_with("row 2: undecodable image ("));
    assert_eq!(what(None), "row 2: the image is null");
    assert!(
        what(Some(png(&colour(3, 2, [0; 3]))))
            .starts_with("row 2: an image of 2 x 3 pixels (height x width), the first has 2 x 2;")
    );
}

#[test]
fn names_the_columns_that_are_missing_and_files_that_are_none() {
    let (folder, path) = place("test.parquet");
    let mut frame = DataFrame::new(1, vec![Series::new("pixels".into(), [1i64]).into()]).unwrap();
    ParquetWriter::new(std::fs::File::create(&path).unwrap()).finish(&mut frame).unwrap();
    assert_eq!(error_of(folder.path(), "test"), ("expected a column image or img, found pixels".into(), path.clone()));
    std::fs::write(&path, "PAR1").unwrap();
    assert!(error_of(folder.path(), "test").0.starts_with("not a readable Parquet file ("));
    write(&path, &images(1), &[Some(0)], Some("{"));
    assert!(error_of(folder.path(), "test").0.starts_with("the metadata \"huggingface\" is no JSON ("));
}

#[test]
fn of_fine_and_coarse_labels_those_count_that_are_asked_for() {
    let (folder, path) = place("test.parquet");
    let image = StructChunked::from_series(
        "img".into(),
        3,
        [Series::new("bytes".into(), images(3)), Series::new("path".into(), vec![None::<&str>; 3])].iter(),
    );
    let columns: Vec<Column> = vec![
        image.unwrap().into_series().into(),
        Series::new("fine_label".into(), [2i64, 0, 1]).into(),
        Series::new("coarse_label".into(), [0i64, 1, 0]).into(),
    ];
    let mut frame = DataFrame::new(3, columns).unwrap();
    let names = r#"{"info":{"features":{"fine_label":{"names":["a","b","c"]},"coarse_label":{"names":["x","y"]}}}}"#;
    let metadata = KeyValueMetadata::from_static(vec![("huggingface".to_owned(), names.to_owned())]);
    let file = std::fs::File::create(&path).unwrap();
    ParquetWriter::new(file).with_key_value_metadata(Some(metadata)).finish(&mut frame).unwrap();
    let fine = load(folder.path(), "test");
    assert_eq!((fine.labels.as_slice(), fine.classes.join(" ")), ([2, 0, 1].as_slice(), "a b c".to_owned()));
    let reading = Reading { labels: Labels::Coarse, ..Reading::default() };
    let coarse = load_as(folder.path(), "test", reading).unwrap();
    assert_eq!((coarse.labels.as_slice(), coarse.classes.join(" ")), ([0, 1, 0].as_slice(), "x y".to_owned()));
    write(&path, &images(2), &[Some(0), Some(1)], Some(NAMES));
    let text = load_as(folder.path(), "test", reading).unwrap_err().to_string();
    assert!(text.starts_with("expected a column coarse_label or coarse_labels, found image, label: "), "{text}");
}
