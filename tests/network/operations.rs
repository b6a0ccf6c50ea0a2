//! Layers without weights: cases by hand, by our own kernels and by candle's operations.

use std::collections::BTreeMap;

use candle_core::{DType, Device, Tensor as Values};
use penult::checkpoint::{Checkpoint, Tensor};
use penult::network::plan::{ConvBn, MaxPool};
use penult::network::run::Network;
use penult::network::train::Trainable;
use penult::network::{Layer, Plan};

/// A plan of some layers behind a convolution that changes nothing, whose head adds `width` features.
fn plan(channels: usize, behind: &[Layer], width: usize) -> Plan {
    let stem = ConvBn {
        conv: "stem".into(),
        bn: None,
        inputs: channels,
        outputs: channels,
        kernel: 1,
        stride: 1,
        dilation: 1,
        groups: channels,
        has_bias: false,
    };
    Plan {
        family: "test",
        evidence: String::new(),
        input: [channels, 0, 0],
        layers: [&[Layer::ConvBn(stem)], behind, &[Layer::Tap("last".into()), Layer::GlobalAveragePool]].concat(),
        head: "fc".into(),
        classes: 1,
        width,
        head_has_bias: false,
        parameters: 0,
        multiply_adds: 0,
        counted_at: [channels, 4, 4],
        convention: None,
        unused: Vec::new(),
    }
}

fn tensors(plan: &Plan) -> BTreeMap<String, Tensor> {
    let ones = |name: String, shape: Vec<usize>| Tensor { data: vec![1.0; shape.iter().product()], name, shape };
    plan.needed().into_iter().map(|n| (n.name.clone(), ones(n.name, n.shape))).collect()
}

fn checkpoint(plan: &Plan) -> Checkpoint {
    Checkpoint {
        file: "a.safetensors".into(),
        blake3: String::new(),
        metadata: BTreeMap::new(),
        tensors: tensors(plan),
        notes: Vec::new(),
    }
}

/// What the layers make of one image (1, C, H, W), by our kernels and by candle's operations, which must agree.
fn run(behind: &[Layer], width: usize, shape: [usize; 3], image: &[f32]) -> Result<Vec<f32>, String> {
    let [channels, height, sides] = shape;
    let plan = plan(channels, behind, width);
    let x = Values::from_vec(image.to_vec(), (1, channels, height, sides), &Device::Cpu).unwrap();
    let network = Network::load(&plan, &checkpoint(&plan), &Device::Cpu, DType::F32).unwrap();
    let candle = Trainable::new(&plan, &tensors(&plan), &Device::Cpu).unwrap().with_candle_alone();
    let flat = |out: Values| out.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    let ours = network.forward(&x, &["last"]).map_err(|e| e.to_string()).map(|out| flat(out.taps["last"].clone()));
    let candles = candle.forward(&x, &["last"]).map_err(|e| e.to_string()).map(|out| flat(out.taps["last"].clone()));
    match (&ours, &candles) {
        (Ok(ours), Ok(candles)) => {
            assert!(ours.iter().zip(candles).all(|(a, b)| (a - b).abs() < 1e-5), "{ours:?} {candles:?}");
        }
        (ours, candles) => assert_eq!(ours.is_err(), candles.is_err()),
    }
    ours
}

/// 0, 1, 2, …
fn ramp(count: u8) -> Vec<f32> {
    (0..count).map(f32::from).collect()
}

const POOL: Layer = Layer::MaxPool(MaxPool { kernel: 2, only_at: None });

#[test]
fn a_pool_of_two_pixels_leaves_out_the_odd_ones() {
    // 3 × 5 pixels: one row of windows, two windows in it.
    assert_eq!(run(&[POOL], 1, [1, 3, 5], &ramp(15)), Ok(vec![6.0, 8.0]));
    // 2 × 2: the largest of each channel.
    assert_eq!(run(&[POOL], 2, [2, 2, 2], &ramp(8)), Ok(vec![3.0, 7.0]));
}

#[test]
fn a_pool_that_does_not_fit_says_so() {
    let text = run(&[POOL, POOL], 1, [1, 2, 3], &ramp(6)).unwrap_err();
    assert!(text.contains("a 2 × 2 max pool cannot take 1 × 1 pixels"), "{text}");
}

#[test]
fn a_pool_of_maps_of_one_size_leaves_others_alone() {
    let pool = Layer::MaxPool(MaxPool { kernel: 2, only_at: Some(2) });
    assert_eq!(run(std::slice::from_ref(&pool), 1, [1, 2, 2], &ramp(4)), Ok(vec![3.0]));
    assert_eq!(run(&[pool], 1, [1, 3, 2], &ramp(6)), Ok(ramp(6)));
}

#[test]
fn an_average_counts_the_zeros_of_its_border() {
    // 0 1 2 / 3 4 5 / 6 7 8, windows at the corners: (0 + 1 + 3 + 4)/9, (1 + 2 + 4 + 5)/9, …
    let expected = [8.0, 12.0, 20.0, 24.0].map(|sum| sum / 9.0);
    let got = run(&[Layer::AveragePool], 1, [1, 3, 3], &ramp(9)).unwrap();
    assert!(got.iter().zip(expected).all(|(a, b): (&f32, f32)| (a - b).abs() < 1e-6), "{got:?}");
}

#[test]
fn channels_are_split_swapped_concatenated_and_shuffled() {
    // One pixel of six channels.
    let of = |layers: &[Layer]| run(layers, 6, [6, 1, 1], &ramp(6)).unwrap();
    assert_eq!(of(&[Layer::Split, Layer::Concatenate]), ramp(6));
    assert_eq!(of(&[Layer::Split, Layer::Swap, Layer::Concatenate]), [3.0, 4.0, 5.0, 0.0, 1.0, 2.0]);
    // Two groups of three: 0 1 2 | 3 4 5 -> 0 3 1 4 2 5; three groups of two: 0 1 | 2 3 | 4 5 -> 0 2 4 1 3 5.
    assert_eq!(of(&[Layer::Shuffle { groups: 2 }]), [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
    assert_eq!(of(&[Layer::Shuffle { groups: 3 }]), [0.0, 2.0, 4.0, 1.0, 3.0, 5.0]);
}

#[test]
fn maps_of_different_sizes_cannot_lie_side_by_side() {
    let text = run(&[Layer::SaveShortcut, POOL, Layer::Concatenate], 2, [1, 4, 4], &ramp(16)).unwrap_err();
    assert!(text.contains("cannot lie side by side"), "{text}");
}

#[test]
fn the_gradient_of_a_pool_reaches_the_largest_pixel_whole() {
    // 0 1 2 3 / 4 … : windows of two pixels have their largest at 5, 7, 13, 15; overlapping ones of three at 5, 7, 13, 15 too.
    for kernel in [2, 3] {
        let plan = plan(1, &[Layer::MaxPool(MaxPool { kernel, only_at: None })], 1);
        let trainable = Trainable::new(&plan, &tensors(&plan), &Device::Cpu).unwrap();
        let x = Values::from_vec(ramp(16), (1, 1, 4, 4), &Device::Cpu).unwrap();
        let features = trainable.forward(&x, &[]).unwrap().features;
        let gradients = features.sum_all().unwrap().backward().unwrap();
        let of_stem = gradients.get(&trainable.vars()["stem.weight"]).unwrap().flatten_all().unwrap();
        // The stem's weight w multiplies each pixel: d mean(largest)/dw = (5 + 7 + 13 + 15)/4.
        assert_eq!(of_stem.to_vec1::<f32>().unwrap(), [10.0]);
    }
}
