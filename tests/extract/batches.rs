//! Decoding ahead changes nothing but the time.

use std::path::Path;

use candle_core::{DType, Device};
use image::{ImageFormat, Rgb, RgbImage};
use penult::data::{self, Dataset, Normalise};
use penult::extract::{self, Activations, ExtractError, Settings, Source};
use penult::network;

use super::{mlp, scattered};

/// 300 PNGs of 6 × 6, ten classes: two batches on the CPU.
fn pictures(folder: &Path) {
    for i in 0..300u32 {
        let class = folder.join(format!("test/{}", i % 10));
        std::fs::create_dir_all(&class).unwrap();
        let value = |x: u32, y: u32, c: u32| u8::try_from((7 * i + 31 * x + 5 * y * c) % 256).unwrap();
        let image = RgbImage::from_fn(6, 6, |x, y| Rgb([value(x, y, 1), value(x, y, 2), value(x, y, 3)]));
        image.save_with_format(class.join(format!("{i:03}.png")), ImageFormat::Png).unwrap();
    }
}

/// A network 108-8-10 over them.
fn run(folder: &Path, data: &Dataset) -> Result<Activations, ExtractError> {
    let checkpoint = mlp(folder, &[108, 8, 10], scattered);
    let plan = network::recognise(&checkpoint).unwrap();
    let normalise = Normalise { mean: vec![0.5], std: vec![0.5] };
    let source = Source { checkpoint: &checkpoint, plan: &plan, normalise: &normalise };
    let cache = folder.join("cache");
    let settings =
        Settings { device: &Device::Cpu, dtype: DType::F32, folder: &cache, taps: &[], progress: &|_, _| {} };
    extract::run(&source, data, "test", &settings)
}

#[test]
fn rows_are_in_the_order_of_the_data() {
    let folder = tempfile::tempdir().unwrap();
    pictures(folder.path());
    let data = data::load(folder.path(), "test").unwrap();
    let found = run(folder.path(), &data).unwrap();
    let weight = |output: usize, x: &[f32]| -> f32 {
        x.iter().enumerate().map(|(i, x)| x * scattered(0, output, i)).sum::<f32>() + 0.1 * output as f32
    };
    let normalise = Normalise { mean: vec![0.5], std: vec![0.5] };
    for row in [0, 1, 249, 250, 299] {
        let x = data.batch(row..row + 1, &normalise).unwrap();
        for (output, feature) in found.features().row(row).iter().enumerate() {
            // f32 sums of 108 terms in another order.
            assert!((weight(output, &x).max(0.0) - feature).abs() < 1e-4, "row {row}");
        }
    }
    assert_eq!(found.labels, data.labels);
}

#[test]
fn an_image_that_breaks_midway_stops_the_run_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    pictures(folder.path());
    let data = data::load(folder.path(), "test").unwrap();
    // The last image, in the second batch, is cut behind its header.
    let last = folder.path().join("test/9/299.png");
    let whole = std::fs::read(&last).unwrap();
    std::fs::write(&last, &whole[..whole.len() / 2]).unwrap();
    let text = run(folder.path(), &data).unwrap_err().to_string();
    assert!(text.starts_with("undecodable image (") && text.ends_with("test/9/299.png"), "{text}");
    assert_eq!(std::fs::read_dir(folder.path().join("cache")).unwrap().count(), 0, "no file is left");
}
