//! Batches on the device.

use candle_core::{Device, Tensor};
use penult::data::{self, Normalise};
use penult::lab::augment::Augment;
use penult::lab::examples::Examples;
use penult::random::Random;

fn normalise() -> Normalise {
    Normalise { mean: vec![0.1307], std: vec![0.3081] }
}

#[test]
fn a_batch_is_the_rows_asked_for_normalised() {
    let folder = super::data();
    let set = data::load(&folder.path().join("mnist"), "train").unwrap();
    let examples = Examples::new(&set, None, &normalise(), &Device::Cpu).unwrap();
    assert_eq!((examples.n, examples.classes, examples.shape), (95, 10, [1, 6, 6]));
    let rows = Tensor::new(&[12u32, 3], &Device::Cpu).unwrap();
    assert_eq!(examples.labels(&rows).unwrap().to_vec1::<u32>().unwrap(), [2, 3]);
    let x = examples.inputs(&rows).unwrap();
    assert_eq!(x.dims(), [2, 1, 6, 6]);
    let got = x.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    // Row 12 is of class 2: pixels 8 to 11 are 255, pixel 1 is 31; (p/255 − 0.1307)/0.3081.
    assert!((got[8] - (1.0 - 0.1307) / 0.3081).abs() < 1e-5);
    assert!((got[1] - (31.0 / 255.0 - 0.1307) / 0.3081).abs() < 1e-5);
}

#[test]
fn augmentation_without_crop_and_flip_changes_nothing_and_padding_is_black() {
    let folder = super::data();
    let set = data::load(&folder.path().join("mnist"), "train").unwrap();
    let examples = Examples::new(&set, None, &normalise(), &Device::Cpu).unwrap();
    let rows = Tensor::new(&[0u32, 9], &Device::Cpu).unwrap();
    let values = |t: Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    let mut random = Random::new(1, "cuts");
    let plain = values(examples.inputs(&rows).unwrap());
    assert_eq!(values(examples.augmented(&rows, Augment::default(), &mut random).unwrap()), plain);
    let cut = Augment { crop_padding: 2, flip: true };
    let moved = values(examples.augmented(&rows, cut, &mut random).unwrap());
    assert_ne!(moved, plain);
    let black = -0.1307 / 0.3081;
    assert!(moved.iter().filter(|v| (**v - black).abs() < 1e-5).count() > 6);
}

#[test]
fn constants_of_another_number_of_channels_are_refused() {
    let folder = super::data();
    let set = data::load(&folder.path().join("mnist"), "train").unwrap();
    let text = Examples::new(&set, None, &Normalise { mean: vec![0.5; 3], std: vec![0.5; 3] }, &Device::Cpu)
        .err()
        .unwrap()
        .to_string();
    assert!(text.contains("the normalisation has 3 channels, the data have 1"), "{text}");
}

#[test]
fn the_first_images_alone_are_another_set() {
    let folder = super::data();
    let set = data::load(&folder.path().join("mnist"), "train").unwrap();
    let of = |count| Examples::new(&set, count, &normalise(), &Device::Cpu).unwrap();
    let (some, all) = (of(Some(3)), of(None));
    assert_eq!((some.n, all.n, of(Some(99)).n), (3, 95, 95));
    assert_ne!(some.blake3, all.blake3);
    let first =
        |e: &Examples| e.inputs(&Tensor::new(&[0u32, 2], &Device::Cpu).unwrap()).unwrap().flatten_all().unwrap();
    assert_eq!(first(&some).to_vec1::<f32>().unwrap(), first(&all).to_vec1::<f32>().unwrap());
}
