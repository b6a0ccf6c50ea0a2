use penult::extract::probes::barrier;
use penult::metrics::interpolation_barrier;

use super::{Case, digits};
use crate::network::golden;

#[test]
fn a_linear_network_has_no_barrier_and_its_ends_are_the_networks() {
    // The loss is convex in the weights of one layer: never above the line.
    let case = Case::mlp(&[36, 10], 60);
    let mut other = case.checkpoint.clone();
    other.tensors.get_mut("fc1.weight").unwrap().data.iter_mut().for_each(|w| *w *= -0.5);
    other.blake3 = "other".to_owned();
    let found = case.run(|of, settings| barrier::run(of, ("reference", &other), settings)).unwrap().0;
    let (offsets, losses) =
        (&found.get("barrier.offsets").unwrap().values, &found.get("barrier.reference").unwrap().values);
    assert_eq!((offsets.len(), losses.len(), offsets[5]), (11, 11, 0.5));
    // f32 logits.
    assert!(interpolation_barrier::barrier(offsets, losses).unwrap() < 1e-5);
    let back = Case::of(other, digits(60, "mnist"), tempfile::tempdir().unwrap());
    let found = back.run(|of, settings| barrier::run(of, ("reference", &case.checkpoint), settings)).unwrap().0;
    let reversed = &found.get("barrier.reference").unwrap().values;
    for (a, b) in losses.iter().zip(reversed.iter().rev()) {
        assert!((a - b).abs() < 1e-5 * a.abs().max(1.0), "{losses:?} and {reversed:?}");
    }
}

#[test]
fn hidden_units_in_another_order_make_a_barrier() {
    let case = Case::mlp(&[36, 8, 10], 60);
    let mut other = case.checkpoint.clone();
    let reverse = |data: &[f32], width: usize| data.chunks(width).rev().flatten().copied().collect::<Vec<f32>>();
    let first = other.tensors.get_mut("fc1.weight").unwrap();
    first.data = reverse(&first.data, 36);
    let bias = other.tensors.get_mut("fc1.bias").unwrap();
    bias.data = reverse(&bias.data, 1);
    let last = other.tensors.get_mut("fc2.weight").unwrap();
    last.data = last.data.chunks(8).flat_map(|row| row.iter().rev().copied().collect::<Vec<f32>>()).collect();
    other.blake3 = "other".to_owned();
    let found = case.run(|of, settings| barrier::run(of, ("seed", &other), settings)).unwrap().0;
    let losses = &found.get("barrier.seed").unwrap().values;
    assert!((losses[0] - losses[10]).abs() < 1e-5, "the same function at both ends");
    assert!((losses[5] - losses[0]).abs() > 1e-4, "another one between them");
}

#[test]
fn batch_norm_statistics_are_recomputed_at_the_ends_too() {
    // Statistics of the file are of other data: what stands in it must not matter.
    let checkpoint = golden("cifar_option_a");
    let mut other = checkpoint.clone();
    for (name, tensor) in &mut other.tensors {
        if name.contains("running") {
            tensor.data.iter_mut().for_each(|v| *v = 3.0 * *v + 1.0);
        }
    }
    let (set, folder) = colours();
    let mut case = Case::of(checkpoint, set, folder);
    case.normalise = penult::data::Normalise { mean: vec![0.5; 3], std: vec![0.25; 3] };
    other.blake3 = "other".to_owned();
    let found = case.run(|of, settings| barrier::run(of, ("reference", &other), settings)).unwrap().0;
    let losses = &found.get("barrier.reference").unwrap().values;
    for loss in losses {
        assert!((loss - losses[0]).abs() < 1e-5, "{losses:?}");
    }
}

/// 20 images of 16 × 16 in three channels and five classes, in a folder.
fn colours() -> (penult::data::Dataset, tempfile::TempDir) {
    use image::{ImageFormat, Rgb, RgbImage};
    let folder = tempfile::tempdir().unwrap();
    for i in 0..20u32 {
        let class = folder.path().join(format!("test/{}", i % 5));
        std::fs::create_dir_all(&class).unwrap();
        let value = |x: u32, y: u32, c: u32| u8::try_from((7 * i + 13 * x * x + 5 * y * c) % 256).unwrap();
        let image = RgbImage::from_fn(16, 16, |x, y| Rgb([value(x, y, 1), value(x, y, 2), value(x, y, 3)]));
        image.save_with_format(class.join(format!("{i:03}.png")), ImageFormat::Png).unwrap();
    }
    (penult::data::load(folder.path(), "test").unwrap(), folder)
}
