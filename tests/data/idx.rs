//! IDX files, written by hand.

use std::io::Write as _;
use std::path::Path;

use penult::data::{self, Normalise};

use super::{error_of, load, plain, scaled};

fn header(dimensions: &[u32]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, u8::try_from(dimensions.len()).unwrap()];
    bytes.extend(dimensions.iter().flat_map(|d| d.to_be_bytes()));
    bytes
}

/// The pair of files of 2 x 2 images.
pub(super) fn write(folder: &Path, stem: &str, images: &[[u8; 4]], labels: &[u8]) {
    let count = |n: usize| u32::try_from(n).unwrap();
    let mut bytes = header(&[count(images.len()), 2, 2]);
    bytes.extend(images.iter().flatten());
    std::fs::write(folder.join(format!("{stem}-images-idx3-ubyte")), bytes).unwrap();
    let mut bytes = header(&[count(labels.len())]);
    bytes.extend(labels);
    std::fs::write(folder.join(format!("{stem}-labels-idx1-ubyte")), bytes).unwrap();
}

fn gzip(path: &Path) {
    let bytes = std::fs::read(path).unwrap();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&bytes).unwrap();
    std::fs::write(format!("{}.gz", path.display()), encoder.finish().unwrap()).unwrap();
    std::fs::remove_file(path).unwrap();
}

#[test]
fn reads_either_split_alone_plain_or_gzipped() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "train", &[[1, 2, 3, 4], [5, 6, 7, 8]], &[1, 0]);
    let set = load(folder.path(), "train");
    assert_eq!((set.len(), set.shape, set.labels.as_slice()), (2, [1, 2, 2], [1, 0].as_slice()));
    assert_eq!((set.ids.as_slice(), set.classes.len()), ([0, 1].as_slice(), 2));
    assert_eq!(set.batch(1..2, &plain()).unwrap(), scaled(&[5, 6, 7, 8]));
    let (what, _) = error_of(folder.path(), "test");
    assert!(what.starts_with("no test split here; found train-images-idx3-ubyte, train-labels-idx1-ubyte;"), "{what}");
    gzip(&folder.path().join("train-images-idx3-ubyte"));
    gzip(&folder.path().join("train-labels-idx1-ubyte"));
    assert_eq!(load(folder.path(), "train").hash, set.hash);
    write(folder.path(), "t10k", &[[9; 4]], &[0]);
    assert_eq!(load(folder.path(), "test").len(), 1);
    assert_eq!(load(&folder.path().join("t10k-images-idx3-ubyte"), "train").len(), 1);
    for (from, to) in
        [("t10k-images-idx3-ubyte", "t10k-images.idx3-ubyte"), ("t10k-labels-idx1-ubyte", "t10k-labels.idx1-ubyte")]
    {
        std::fs::rename(folder.path().join(from), folder.path().join(to)).unwrap();
    }
    assert_eq!(load(folder.path(), "test").len(), 1);
}

#[test]
fn the_name_of_the_folder_gives_the_classes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fashion_mnist");
    std::fs::create_dir(&path).unwrap();
    let labels: Vec<u8> = (0..10).collect();
    write(&path, "t10k", &[[0; 4]; 10], &labels);
    let set = load(&path, "test");
    assert_eq!((set.name.as_str(), set.classes[9].as_str()), ("fashion-mnist", "Ankle boot"));
    write(&path, "t10k", &[[0; 4]; 11], &(0..11).collect::<Vec<u8>>());
    assert_eq!(error_of(&path, "test").0, "row 10: label 10 is outside 0..10");
}

#[test]
fn normalises_as_pytorch_does() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "t10k", &[[0, 51, 102, 255]], &[0]);
    // (0 - 0.5)/0.25 = -2, (0.2 - 0.5)/0.25 = -1.2, (0.4 - 0.5)/0.25 = -0.4, (1 - 0.5)/0.25 = 2
    let batch = load(folder.path(), "test").batch(0..1, &Normalise { mean: vec![0.5], std: vec![0.25] }).unwrap();
    for (found, expected) in batch.iter().zip([-2.0, -1.2, -0.4, 2.0]) {
        assert!((found - expected).abs() < 1e-6, "{found} {expected}"); // f32 rounding
    }
}

#[test]
fn names_what_is_wrong_with_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let images = folder.path().join("t10k-images-idx3-ubyte");
    let labels = folder.path().join("t10k-labels-idx1-ubyte");
    write(folder.path(), "t10k", &[[0; 4]; 2], &[0, 0, 0]);
    assert_eq!(
        error_of(folder.path(), "test"),
        ("expected 2 labels as there are images, found 3".into(), labels.clone())
    );
    std::fs::remove_file(&labels).unwrap();
    let what = "the labels of these images are missing: *-labels-idx1-ubyte beside";
    assert_eq!(error_of(folder.path(), "test"), (what.into(), images.clone()));
    write(folder.path(), "t10k", &[[0; 4]; 2], &[0, 0]);
    let whole = std::fs::read(&images).unwrap();
    std::fs::write(&images, &whole[..20]).unwrap();
    let what = "its header says [2, 2, 2], but 4 bytes follow; download it again";
    assert_eq!(error_of(folder.path(), "test"), (what.into(), images.clone()));
    std::fs::write(&images, "<html>not found</html>").unwrap();
    let what = "expected IDX bytes of 3 dimensions (magic [00, 00, 08, 03]), found [3c, 68, 74, 6d]";
    assert_eq!(error_of(folder.path(), "test"), (what.into(), images.clone()));
    std::fs::write(&images, b"\x1f\x8b\x08broken").unwrap();
    assert!(error_of(folder.path(), "test").0.starts_with("a broken gzip file ("));
    std::fs::write(&images, [header(&[u32::MAX, u32::MAX, u32::MAX]), vec![0; 4]].concat()).unwrap();
    assert!(
        error_of(folder.path(), "test").0.starts_with("its header says [4294967295, 4294967295, 4294967295], but 4")
    );
    write(folder.path(), "t10k", &[], &[]);
    assert_eq!(
        data::load(folder.path(), "test").unwrap_err().to_string(),
        format!("it holds no images: {}", labels.display())
    );
}
