//! Activations as NumPy writes them.

use penult::extract::{activations, numpy};

use crate::checkpoint::numpy::{npy, npz};

fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

/// Three examples, D = 2, K = 2.
fn files(labels: &str) -> Vec<(&str, Vec<u8>)> {
    let labels_of = [0i64, 1, 1].iter().flat_map(|l| l.to_le_bytes()).collect::<Vec<u8>>();
    vec![
        ("features.npy", npy("<f4", "False", "(3, 2)", &floats(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]))),
        // Column by column, as a transposed array is saved.
        ("logits.npy", npy("<f4", "True", "(3, 2)", &floats(&[0.0, 2.0, 4.0, 1.0, 3.0, 5.0]))),
        (labels, npy("<i8", "False", "(3,)", &labels_of)),
    ]
}

#[test]
fn archives_stored_and_deflated_open_as_activations() {
    for (method, labels) in [(0, "labels.npy"), (8, "targets.npy")] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("net.npz");
        std::fs::write(&path, npz(&files(labels), method)).unwrap();
        for _ in 0..2 {
            let a = numpy::open(&path, &folder.path().join("cache")).unwrap();
            assert_eq!((a.n, a.width, a.classes), (3, 2, 2));
            assert_eq!(a.features().row(1), [3.0, 4.0]);
            assert_eq!(a.logits().row(1), [2.0, 3.0]);
            assert_eq!(a.labels, [0, 1, 1]);
        }
        let copies: Vec<_> = std::fs::read_dir(folder.path().join("cache")).unwrap().collect();
        let [Ok(copy)] = copies.as_slice() else { panic!("one copy") };
        assert!(activations::open(&copy.path()).is_ok());
    }
}

#[test]
fn what_is_wrong_names_the_file_that_was_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("net.npz");
    std::fs::write(&path, npz(&files("other.npy"), 0)).unwrap();
    let text = numpy::open(&path, folder.path()).unwrap_err().to_string();
    assert!(text.contains("labels is missing, found "), "{text}");
    assert!(text.ends_with("net.npz"), "{text}");
    std::fs::write(&path, "no archive").unwrap();
    let text = numpy::open(&path, folder.path()).unwrap_err().to_string();
    assert!(text.starts_with("no checkpoint") || text.starts_with("the zip directory is broken"), "{text}");
}

/// The arrays as files of a folder.
fn set(folder: &std::path::Path, name: impl Fn(&str) -> String) {
    std::fs::create_dir_all(folder).unwrap();
    for (file, bytes) in files("labels.npy") {
        std::fs::write(folder.join(name(file.trim_end_matches(".npy"))), bytes).unwrap();
    }
}

#[test]
fn files_side_by_side_open_as_the_archive_of_them_does() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("cache");
    let archive = folder.path().join("net.npz");
    std::fs::write(&archive, npz(&files("labels.npy"), 8)).unwrap();
    let whole = numpy::open(&archive, &cache).unwrap();
    set(folder.path(), |array| format!("net_{array}_test.npy"));
    let path = folder.path().join("net_features_test.npy");
    let a = numpy::open(&path, &cache).unwrap();
    assert_eq!(
        (a.features().data, a.logits().data, &a.labels),
        (whole.features().data, whole.logits().data, &whole.labels)
    );
    // Another array is another copy.
    let other = npy("<f4", "False", "(3, 2)", &floats(&[0.5; 6]));
    std::fs::write(folder.path().join("net_logits_test.npy"), other).unwrap();
    assert_eq!(numpy::open(&path, &cache).unwrap().logits().row(2), [0.5, 0.5]);
    std::fs::remove_file(folder.path().join("net_labels_test.npy")).unwrap();
    let text = numpy::open(&path, &cache).unwrap_err().to_string();
    assert!(text.contains("labels is missing, found "), "{text}");
    assert!(text.ends_with("net_features_test.npy"), "{text}");
}
