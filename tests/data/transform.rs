//! Resize and crop against torchvision's on PIL images.

use std::path::Path;

use image::{Rgb, RgbImage};
use penult::data::{Dataset, Reading, Transform, load_as};

use super::{plain, png};

/// Channel c of pixel (x, y) is (7 x + 11 y + 3 c x y) mod 256.
fn pattern(width: u32, height: u32) -> RgbImage {
    let value = |c: u32, x: u32, y: u32| u8::try_from((7 * x + 11 * y + 3 * c * x * y) % 256).unwrap();
    RgbImage::from_fn(width, height, |x, y| Rgb([value(0, x, y), value(1, x, y), value(2, x, y)]))
}

fn load(folder: &Path, transform: Transform) -> Result<Dataset, String> {
    load_as(folder, "test", Reading { transform: Some(transform), ..Reading::default() }).map_err(|e| e.to_string())
}

fn folder_of(images: &[RgbImage]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("a")).unwrap();
    for (i, image) in images.iter().enumerate() {
        std::fs::write(folder.path().join(format!("a/{i}.png")), png(image)).unwrap();
    }
    folder
}

/// Width, height, resize, crop, and what torchvision 0.29 gives: `Resize(resize)`, `CenterCrop(crop)`; (C, H, W).
#[rustfmt::skip] // rows of numbers
const EXPECTED: [([usize; 4], &[u8]); 3] = [
    ([12, 9, 6, 5], &[
        27, 37, 48, 58, 69, 43, 53, 64, 74, 85, 58, 68, 79, 89, 100, 76, 86, 97, 107, 118,
        91, 101, 112, 122, 133, 31, 43, 55, 67, 79, 59, 78, 96, 115, 133, 89, 115, 139, 165, 189,
        121, 154, 185, 200, 174, 151, 191, 200, 88, 68, 34, 48, 62, 76, 90, 76, 104, 129, 154, 157,
        121, 161, 171, 139, 67, 167, 188, 92, 74, 125, 183, 97, 92, 148, 146,
    ]),
    ([9, 14, 5, 4], &[
        54, 65, 78, 91, 76, 87, 100, 113, 98, 109, 122, 135, 120, 131, 144, 157, 61, 93, 132, 170,
        87, 128, 178, 187, 112, 163, 177, 85, 138, 187, 83, 86, 69, 122, 178, 133, 98, 169, 135, 96,
        127, 177, 100, 138, 146, 120, 132, 101,
    ]),
    ([6, 5, 8, 8], &[
        0, 4, 8, 13, 18, 22, 27, 32, 5, 9, 13, 18, 23, 27, 32, 37, 12, 16, 20, 25,
        30, 34, 39, 44, 19, 23, 27, 32, 37, 41, 46, 51, 25, 29, 33, 38, 43, 47, 52, 57,
        32, 36, 40, 45, 50, 54, 59, 64, 39, 43, 47, 52, 57, 61, 66, 71, 44, 48, 52, 57,
        62, 66, 71, 76, 0, 4, 8, 13, 18, 22, 27, 32, 5, 9, 15, 20, 26, 31, 37, 43,
        12, 17, 24, 30, 37, 44, 50, 58, 19, 25, 33, 41, 49, 57, 65, 73, 25, 33, 42, 51,
        61, 70, 79, 89, 32, 40, 51, 61, 72, 83, 93, 104, 39, 48, 60, 72, 84, 95, 107, 119,
        44, 54, 66, 79, 92, 104, 117, 130, 0, 4, 8, 13, 18, 22, 27, 32, 5, 10, 16, 23,
        29, 35, 42, 49, 12, 19, 27, 36, 46, 54, 63, 72, 19, 28, 38, 50, 62, 73, 84, 96,
        25, 36, 50, 64, 78, 91, 106, 120, 32, 45, 61, 78, 94, 110, 127, 144, 39, 54, 72, 91,
        111, 129, 148, 167, 44, 60, 80, 101, 122, 142, 163, 184,
    ]),
];

#[test]
fn gives_the_pixels_of_torchvision() {
    for ([width, height, resize, crop], expected) in EXPECTED {
        let folder = folder_of(&[pattern(u32::try_from(width).unwrap(), u32::try_from(height).unwrap())]);
        let set = load(folder.path(), Transform { resize: Some(resize), crop: Some(crop) }).unwrap();
        assert_eq!(set.shape, [3, crop, crop]);
        let found = set.batch(0..1, &plain()).unwrap();
        let difference = found.iter().zip(expected).map(|(f, e)| (f * 255.0 - f32::from(*e)).abs()).fold(0.0, f32::max);
        // PIL rounds to bytes between its two passes, `image` does not: one level at most.
        assert!(difference < 1.01, "{width} x {height}: {difference}");
    }
}

#[test]
fn images_of_several_sizes_become_one() {
    let folder = folder_of(&[pattern(12, 9), pattern(9, 14), pattern(8, 8)]);
    let set = load(folder.path(), Transform { resize: Some(8), crop: Some(8) }).unwrap();
    assert_eq!((set.shape, set.len()), ([3, 8, 8], 3));
    let other = load(folder.path(), Transform { resize: Some(9), crop: Some(8) }).unwrap();
    assert_ne!(set.hash, other.hash, "the transform is part of the hash");
    let text = load(folder.path(), Transform { resize: Some(8), crop: None }).unwrap_err();
    assert!(text.starts_with("an image of 12 x 8 pixels (height x width), the first has 8 x 10;"), "{text}");
}

#[test]
fn refuses_a_crop_larger_than_the_image() {
    let folder = folder_of(&[pattern(12, 9)]);
    let text = load(folder.path(), Transform { resize: None, crop: Some(10) }).unwrap_err();
    let expected = "a centre of 10 pixels cannot be cut from 9 x 12 (height x width); resize to more: ";
    assert!(text.starts_with(expected) && text.ends_with("0.png"), "{text}");
}
