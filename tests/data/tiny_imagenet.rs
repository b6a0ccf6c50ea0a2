//! Tiny-ImageNet's layout, small.

use std::path::Path;

use penult::data;

use super::{colour, error_of, load, plain, scaled};

/// Two classes, listed the other way round; two images each to train on, three to validate.
fn make(root: &Path) {
    let text = |name: &str, text: &str| {
        std::fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
        std::fs::write(root.join(name), text).unwrap();
    };
    let image = |name: &str, red: u8| {
        std::fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
        colour(2, 2, [red, 0, 1]).save_with_format(root.join(name), image::ImageFormat::Png).unwrap();
    };
    text("wnids.txt", "n2\nn1\n");
    text("words.txt", "n0\tentity\nn1\tgoldfish, Carassius auratus\nn2\tcrane\n");
    for (wnid, red) in [("n1", 10), ("n2", 20)] {
        text(&format!("train/{wnid}/{wnid}_boxes.txt"), "n1_0.JPEG\t0\t0\t1\t1\n");
        for i in 0..2 {
            image(&format!("train/{wnid}/images/{wnid}_{i}.JPEG"), red + i);
        }
    }
    (0..3).for_each(|i| image(&format!("val/images/val_{i}.JPEG"), 30 + i));
    (0..3).for_each(|i| image(&format!("test/images/test_{i}.JPEG"), 90 + i));
    text(
        "val/val_annotations.txt",
        "val_2.JPEG\tn1\t0\t0\t1\t1\nval_0.JPEG\tn2\t0\t0\t1\t1\nval_1.JPEG\tn1\t0\t0\t1\t1\n",
    );
}

#[test]
fn train_is_by_folder_and_test_is_val_by_its_annotations() {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    let red = |set: &data::Dataset| {
        let batch = set.batch(0..set.len(), &plain()).unwrap();
        batch.chunks(12).map(|image| image[0]).collect::<Vec<f32>>()
    };
    let train = load(folder.path(), "train");
    assert_eq!((train.name.as_str(), train.shape), ("tiny-imagenet", [3, 2, 2]));
    assert_eq!(train.classes, ["goldfish", "crane"], "sorted by WordNet id, named by words.txt");
    assert_eq!((train.labels.as_slice(), red(&train)), ([0, 0, 1, 1].as_slice(), scaled(&[10, 11, 20, 21])));
    assert_eq!(train.note, None);
    let test = load(folder.path(), "test");
    assert_eq!((test.labels.as_slice(), red(&test)), ([0, 1, 0].as_slice(), scaled(&[32, 30, 31])));
    let note = "the test images of Tiny-ImageNet have no labels, so its val images stand for them";
    assert_eq!(test.note.as_deref(), Some(note));
    let val = load(&folder.path().join("val"), "test");
    assert_eq!((val.hash.as_str(), val.classes, val.note), (test.hash.as_str(), train.classes, None));
    assert_eq!(data::splits(folder.path()).unwrap(), ["test", "train"], "val is the test, once");
}

#[test]
fn classes_of_one_name_are_told_apart_by_their_ids() {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    std::fs::write(folder.path().join("words.txt"), "n1\tcrane\nn2\tcrane, bird\n").unwrap();
    assert_eq!(load(folder.path(), "test").classes, ["crane (n1)", "crane (n2)"]);
    std::fs::remove_file(folder.path().join("words.txt")).unwrap();
    assert_eq!(load(folder.path(), "test").classes, ["n1", "n2"]);
}

#[test]
fn names_the_line_and_the_file_that_are_wrong() {
    let folder = tempfile::tempdir().unwrap();
    make(folder.path());
    let path = folder.path().join("val/val_annotations.txt");
    let what = |text: &str| {
        std::fs::write(&path, text).unwrap();
        error_of(folder.path(), "test")
    };
    let line = |row: &str| (format!("line 2: expected a file and a class, found {row:?}"), path.clone());
    assert_eq!(what("val_0.JPEG\tn1\nval_1.JPEG\n"), line("val_1.JPEG"));
    assert_eq!(what("val_0.JPEG\tn1\n../../x.JPEG\tn1\n"), line("../../x.JPEG\tn1"));
    let (unknown, file) = what("val_0.JPEG\tn1\nval_1.JPEG\tn9\n");
    assert_eq!((unknown.as_str(), file), ("n9 is no class of wnids.txt", folder.path().join("val/images/val_1.JPEG")));
    assert!(what("val_0.JPEG\tn1\nval_9.JPEG\tn2\n").0.starts_with("cannot read the image ("));
    assert_eq!(
        what("val_0.JPEG\tn1\n").0,
        "class 1 (crane) has no example among 1; every one of the 2 classes needs one"
    );
}
