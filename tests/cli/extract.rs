//! `penult extract`: the same bytes however it is run, and nothing in a pipe but notes.

use std::path::Path;

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
