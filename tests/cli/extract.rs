//! `penult extract`: the same bytes however it is run, and nothing in a pipe but notes.

use std::path::Path;

use image::imageops::FilterType;
use image::{ImageFormat, Rgb, RgbImage};

use super::{fixtures, penult, text};

/// 300 PNGs of 32 × 32 in five classes: two batches.
fn pictures(folder: &Path) {
    for i in 0..300u32 {
        let class = folder.join(format!("test/{}", i % 5));
        std::fs::create_dir_all(&class).unwrap();
        let value = |x: u32, y: u32, c: u32| u8::try_from((7 * i + 13 * x * x + 5 * y * c) % 256).unwrap();
        let image = RgbImage::from_fn(32, 32, |x, y| Rgb([value(x, y, 1), value(x, y, 2), value(x, y, 3)]));
        image.save_with_format(class.join(format!("{i:03}.png")), ImageFormat::Png).unwrap();
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    pictures(folder.path());
    let network = fixtures().join("networks/cifar_option_a.safetensors");
    let run = |threads: &str| {
        let out = folder.path().join(threads);
        let arguments = ["extract", text(&network), "--data", text(folder.path()), "--normalize", "0.5/0.25"];
        let ran = penult(&[&arguments[..], &["--no-cache", "--out", text(&out)]].concat(), Some(threads));
        let said = String::from_utf8(ran.stderr).unwrap();
        assert!(ran.status.success(), "{said}");
        assert!(said.lines().all(|line| line.starts_with("note: ")), "no progress in a pipe: {said}");
        std::fs::read(String::from_utf8(ran.stdout).unwrap().trim()).unwrap()
    };
    let one = run("1");
    assert!(one.len() > 300 * (16 + 5) * 4);
    for threads in ["2", "3", "7"] {
        assert!(run(threads) == one, "{threads} threads");
    }
}

#[test]
fn images_of_other_sizes_are_resized_and_cropped_where_that_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    pictures(folder.path());
    let wide = folder.path().join("test/0/000.png");
    image::open(&wide).unwrap().resize_exact(80, 40, FilterType::Triangle).save(&wide).unwrap();
    let network = fixtures().join("networks/cifar_option_a.safetensors");
    let run = |more: &[&str]| {
        let arguments = ["extract", text(&network), "--data", text(folder.path()), "--normalize", "0.5/0.25"];
        let out = ["--no-cache", "--out", text(folder.path())];
        penult(&[&arguments[..], &out, more].concat(), None)
    };
    let refused = String::from_utf8(run(&[]).stderr).unwrap();
    assert!(refused.contains("give --resize and --crop, or images of one size"), "{refused}");
    let ran = run(&["--resize", "36", "--crop", "32"]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn a_type_that_the_device_lacks_is_replaced_and_said() {
    let folder = tempfile::tempdir().unwrap();
    pictures(folder.path());
    let network = fixtures().join("networks/cifar_option_a.safetensors");
    let arguments = ["extract", text(&network), "--data", text(folder.path()), "--normalize", "0.5/0.25"];
    let more = ["--device", "cpu", "--dtype", "bf16", "--no-cache", "--out", text(folder.path())];
    let ran = penult(&[&arguments[..], &more].concat(), None);
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(ran.status.success(), "{said}");
    assert!(said.contains("note: this device has no bf16, f16 is used"), "{said}");
}
