//! Folders of images.

use std::path::Path;

use image::ImageFormat;

use super::{colour, error_of, load, plain, scaled};

/// `<class>/<name>` as an image of one colour.
fn write(root: &Path, name: &str, rgb: [u8; 3]) {
    let path = root.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    colour(3, 2, rgb).save(path).unwrap();
}

#[test]
fn classes_and_files_are_sorted_by_name() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "test/dog/2.png", [1, 2, 3]);
    write(folder.path(), "test/dog/1.PNG", [4, 5, 6]);
    write(folder.path(), "test/cat/1.png", [7, 8, 9]);
    write(folder.path(), "train/cat/1.png", [0; 3]);
    std::fs::write(folder.path().join("test/cat/notes.txt"), "").unwrap();
    std::fs::write(folder.path().join("test/.DS_Store"), "").unwrap();
    let set = load(folder.path(), "test");
    assert_eq!(
        (set.classes.as_slice(), set.labels.as_slice()),
        (["cat".to_owned(), "dog".to_owned()].as_slice(), [0, 1, 1].as_slice())
    );
    assert_eq!(set.shape, [3, 2, 3]);
    let planes = |rgb: [u8; 3]| scaled(&rgb.iter().flat_map(|x| [*x; 6]).collect::<Vec<u8>>());
    assert_eq!(set.batch(0..3, &plain()).unwrap(), [planes([7, 8, 9]), planes([4, 5, 6]), planes([1, 2, 3])].concat());
    // the folder of a split alone
    assert_eq!(load(&folder.path().join("test"), "test").hash, set.hash);
    assert!(error_of(folder.path(), "val").0.starts_with("no val split here; found test, train;"));
}

#[test]
fn reads_jpeg_and_repeats_grey_images_among_coloured_ones() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a/1.jpg", [200, 200, 200]);
    image::GrayImage::from_pixel(3, 2, image::Luma([100])).save(folder.path().join("a/2.png")).unwrap();
    let set = load(folder.path(), "test");
    assert_eq!(set.shape, [3, 2, 3]);
    assert_eq!(set.batch(1..2, &plain()).unwrap(), scaled(&[100; 18]));
    std::fs::remove_file(folder.path().join("a/1.jpg")).unwrap();
    assert_eq!(load(folder.path(), "test").shape, [1, 2, 3]);
}

#[test]
fn names_the_image_of_another_size() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a/1.png", [0; 3]);
    colour(4, 2, [0; 3]).save(folder.path().join("a/2.png")).unwrap();
    let what = "an image of 2 x 4 pixels (height x width), the first has 2 x 3; give --resize and --crop, or images of one size";
    assert_eq!(error_of(folder.path(), "test"), (what.into(), folder.path().join("a/2.png")));
}

#[test]
fn names_the_class_without_images() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a/1.png", [0; 3]);
    std::fs::create_dir(folder.path().join("b")).unwrap();
    let what = "this class has no images (png, jpg, jpeg); add some or remove it";
    assert_eq!(error_of(folder.path(), "test"), (what.into(), folder.path().join("b")));
}

#[test]
fn names_the_file_that_is_no_image_at_loading_or_in_its_batch() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a/1.png", [0; 3]);
    let path = folder.path().join("a/2.png");
    std::fs::write(&path, "no image").unwrap();
    let (what, last) = error_of(folder.path(), "test");
    assert!(what.starts_with("undecodable image (") && last == path, "{what}");
    // A whole header and broken pixels pass the loading; the batch fails.
    let mut bytes = Vec::new();
    let noisy = image::RgbImage::from_raw(3, 2, (0..18).map(|i| i * 13).collect()).unwrap();
    noisy.write_to(&mut std::io::Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    std::fs::write(&path, &bytes[..45]).unwrap();
    let set = load(folder.path(), "test");
    assert!(set.batch(0..1, &plain()).is_ok());
    let text = set.batch(0..2, &plain()).unwrap_err().to_string();
    assert!(text.starts_with("undecodable image (") && text.ends_with(&path.display().to_string()), "{text}");
}
