//! CIFAR's binary records and pickled batches, written by hand, and a batch that Python pickled.

use std::path::{Path, PathBuf};

use penult::data::{Dataset, Labels, Reading, load_as};

use super::pickled::{Order, dictionary, ints, matrix, strings};
use super::{error_of, load, plain, scaled};

const IMAGE: usize = 3072;

/// Images of one channel value each: image `i` is filled with its channel plus 10 i.
fn images(count: usize) -> Vec<u8> {
    (0..count).flat_map(|i| (0..3).flat_map(move |channel| [(channel + 10 * i) as u8; IMAGE / 3])).collect()
}

/// Records of these labels.
fn write(path: &Path, records: &[&[u8]]) {
    let images = images(records.len());
    let record = |(labels, image): (&&[u8], &[u8])| [labels, image].concat();
    std::fs::write(path, records.iter().zip(images.chunks(IMAGE)).flat_map(record).collect::<Vec<u8>>()).unwrap();
}

/// A batch of these labels under a key.
fn batch(labels: &[(&str, Vec<i64>)]) -> Vec<u8> {
    let count = labels[0].1.len();
    let mut entries = vec![("data", matrix([count, IMAGE], Order::C, &images(count)))];
    entries.extend(labels.iter().map(|(key, labels)| (*key, ints(labels))));
    dictionary(&entries)
}

fn coarse(path: &Path) -> Result<Dataset, String> {
    load_as(path, "test", Reading { labels: Labels::Coarse, ..Reading::default() }).map_err(|e| e.to_string())
}

fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_path_buf();
    (folder, path)
}

#[test]
fn reads_the_batches_of_cifar10_in_order() {
    let (_folder, path) = place();
    write(&path.join("data_batch_2.bin"), &[&[8], &[9]]);
    let first: Vec<[u8; 1]> = (0..8).map(|l| [l]).collect();
    write(&path.join("data_batch_1.bin"), &first.iter().map(|l| &l[..]).collect::<Vec<_>>());
    let set = load(&path, "train");
    assert_eq!((set.name.as_str(), set.shape, set.classes[9].as_str()), ("cifar10", [3, 32, 32], "truck"));
    assert_eq!(set.labels, (0..10).collect::<Vec<_>>());
    let batch = set.batch(9..10, &plain()).unwrap();
    assert_eq!([batch[0], batch[1024], batch[2048]].as_slice(), scaled(&[10, 11, 12]));
    assert!(error_of(&path, "test").0.starts_with("no test split here; found data_batch_1.bin, data_batch_2.bin"));
}

#[test]
fn of_cifar100_the_fine_label_counts_or_the_coarse_one_where_it_is_asked_for() {
    let (_folder, path) = place();
    let records: Vec<[u8; 2]> = (0..100).map(|fine| [fine % 20, fine]).collect();
    write(&path.join("test.bin"), &records[..25].iter().map(|l| &l[..]).collect::<Vec<_>>());
    let (what, _) = error_of(&path, "test");
    assert_eq!(what, "class 25 (couch) has no example among 25; every one of the 100 classes needs one");
    write(&path.join("test.bin"), &records.iter().map(|l| &l[..]).collect::<Vec<_>>());
    let set = load(&path.join("test.bin"), "test");
    assert_eq!((set.name.as_str(), set.len(), set.classes[99].as_str()), ("cifar100", 100, "worm"));
    assert_eq!(set.labels, (0..100).collect::<Vec<_>>());
    let superclasses = coarse(&path).unwrap();
    assert_eq!((superclasses.name.as_str(), superclasses.classes.len()), ("cifar100-coarse", 20));
    assert_eq!(superclasses.classes[19], "vehicles_2");
    assert_eq!(superclasses.labels, (0..100).map(|fine| fine % 20).collect::<Vec<_>>());
    assert_eq!(superclasses.named("cifar100").unwrap().classes.len(), 20, "the set by its coarse labels");
    // The same as pickled batches: the same images, labels and hash.
    let (_other, other) = place();
    let labels = [("fine_labels", (0..100).collect()), ("coarse_labels", (0..100).map(|fine| fine % 20).collect())];
    std::fs::write(other.join("test"), batch(&labels)).unwrap();
    assert_eq!(load(&other, "test").hash, set.hash);
    let pickled = coarse(&other).unwrap();
    assert_eq!((pickled.name.as_str(), pickled.labels), ("cifar100-coarse", coarse(&path).unwrap().labels));
    assert!(coarse(Path::new(FIXTURE)).unwrap_err().starts_with("these data have no coarse labels"), "CIFAR-10");
}

/// Where `tests/reference/cifar.py` writes a batch of 10 images, as Python 2 wrote them.
const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/data/cifar-10-batches-py");

#[test]
fn a_batch_that_python_pickled_has_the_pixels_that_it_was_made_of() {
    let set = load(Path::new(FIXTURE), "test");
    assert_eq!((set.name.as_str(), set.shape, set.classes[0].as_str()), ("cifar10", [3, 32, 32], "airplane"));
    assert_eq!(set.labels, [3, 8, 1, 0, 6, 9, 5, 7, 4, 2]);
    let pixel = |i: usize, j: usize| ((7 * i + 31 * j + j / 1024) % 256) as u8;
    let expected: Vec<u8> = (0..10).flat_map(|i| (0..IMAGE).map(move |j| pixel(i, j))).collect();
    assert_eq!(set.batch(0..10, &plain()).unwrap(), scaled(&expected));
    // Those that lie column by column are the same, and those that Python 3 writes.
    for name in ["columns", "python3"] {
        let (_folder, path) = place();
        std::fs::copy(Path::new(FIXTURE).with_file_name(name), path.join("test_batch")).unwrap();
        assert_eq!(load(&path, "test").hash, set.hash, "{name}");
    }
    // The folder above, as torchvision's root.
    let (_folder, path) = place();
    let inner = path.join("cifar-10-batches-py");
    std::fs::create_dir(&inner).unwrap();
    std::fs::copy(Path::new(FIXTURE).join("test_batch"), inner.join("test_batch")).unwrap();
    assert_eq!(load(&path, "test").hash, set.hash);
    // Of two sets none is guessed.
    std::fs::create_dir(path.join("cifar-100-python")).unwrap();
    std::fs::copy(Path::new(FIXTURE).join("test_batch"), path.join("cifar-100-python/test")).unwrap();
    assert!(error_of(&path, "test").0.starts_with("no test split here; found cifar-10-batches-py, cifar-100-python;"));
}

#[test]
fn the_names_of_the_meta_file_are_those_of_the_classes() {
    let (_folder, path) = place();
    std::fs::write(path.join("test_batch"), batch(&[("labels", vec![1, 0])])).unwrap();
    std::fs::write(path.join("batches.meta"), dictionary(&[("label_names", strings(&["cat", "dog"]))])).unwrap();
    let set = load(&path, "test");
    assert_eq!(set.classes, ["cat", "dog"]);
    assert_ne!(set.name, "cifar10", "another set in this form");
    std::fs::write(path.join("batches.meta"), dictionary(&[("names", strings(&["cat"]))])).unwrap();
    assert_eq!(
        error_of(&path, "test"),
        ("the pickle has no \"label_names\"; found names".into(), path.join("batches.meta"))
    );
}

#[test]
fn names_the_file_and_the_row() {
    let (_folder, folder) = place();
    let path = folder.join("test_batch.bin");
    write(&path, &[&[0], &[10]]);
    assert_eq!(error_of(&folder, "test"), ("row 1: label 10 is outside 0..10".into(), path.clone()));
    std::fs::write(&path, vec![0; 3074]).unwrap();
    let what = "expected records of 3073 bytes, found 3074 bytes; download it again";
    assert_eq!(error_of(&folder, "test"), (what.into(), path));
}

#[test]
fn a_pickle_that_is_no_batch_is_refused_with_what_it_holds() {
    let (_folder, folder) = place();
    let path = folder.join("test_batch");
    let what = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let (what, last) = error_of(&folder, "test");
        assert_eq!(last, path);
        what
    };
    let data = || ("data", matrix([2, IMAGE], Order::C, &images(2)));
    assert_eq!(what(&batch(&[("labels", vec![0, 10])])), "row 1: label 10 is outside 0..10");
    assert_eq!(what(&batch(&[("labels", vec![0, -1])])), "labels row 1: -1 is no class");
    assert_eq!(what(&dictionary(&[data()])), "the pickle has no \"labels\"; found data");
    assert_eq!(
        what(&dictionary(&[data(), ("labels", ints(&[0]))])),
        "data: expected the shape [1, 3072] as there are labels, found [2, 3072]"
    );
    assert_eq!(
        what(&dictionary(&[("data", matrix([2, IMAGE], Order::C, &[0; 300])), ("labels", ints(&[0, 1]))])),
        "data: expected an array of bytes (uint8), found an array of NumPy, with 300 bytes for the shape [2, 3072]"
    );
    assert_eq!(
        what(&dictionary(&[("data", ints(&[1])), ("labels", ints(&[0]))])),
        "data: expected an array of bytes (uint8), found a list"
    );
    assert_eq!(what(b"\x80\x02]."), "expected a pickled dictionary, found a list; download the file again");
    // What a pickle would run is named, and not run.
    let evil = b"\x80\x02cos\nsystem\nU\x09rm -rf /x\x85R.";
    assert_eq!(what(evil), "the pickle asks for os.system, which is no data; penult runs nothing, so it is refused");
    assert!(
        what(&batch(&[("labels", vec![0, 1])])[..4000]).starts_with("cannot read the pickle: the pickle ends inside")
    );
}
