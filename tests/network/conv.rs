//! Every kind of instructions gives what a plain convolution gives, over many shapes; a network's bits depend on neither
//! batch nor threads.

use candle_core::{DType, Device, Tensor};
use penult::network::conv::convolution::{Convolution, Geometry, Then};
use penult::network::conv::instructions::Instructions;
use penult::network::conv::maps::{Maps, Size};
use penult::network::run::Network;
use penult::random::Random;

use super::{golden, network as golden_network, tensor};

/// One case: a convolution, its input and what is added, all (N, C, H, W) or (outputs, inputs, kernel, kernel).
struct Case {
    geometry: Geometry,
    size: Size,
    x: Vec<f32>,
    weights: Vec<f32>,
    bias: Vec<f32>,
    residual: Option<Vec<f32>>,
    then: Then,
}

fn sides(case: &Case) -> (usize, usize) {
    let Geometry { kernel, stride, padding, .. } = case.geometry;
    ((case.size.height + 2 * padding - kernel) / stride + 1, (case.size.width + 2 * padding - kernel) / stride + 1)
}

/// The oracle, in f64: the sum, and the sum of the terms' sizes, which rounding is relative to.
fn plain(case: &Case) -> Vec<(f64, f64)> {
    let Geometry { inputs, outputs, kernel, stride, padding } = case.geometry;
    let (height, width) = sides(case);
    let mut out = Vec::new();
    for at in 0..case.size.count * outputs * height * width {
        let (ox, oy, o, n) =
            (at % width, at / width % height, at / (width * height) % outputs, at / (width * height * outputs));
        let residual = case.residual.as_ref().map_or(0.0, |r| f64::from(r[at]));
        let mut sum = f64::from(case.bias[o]) + residual;
        let mut sizes = f64::from(case.bias[o]).abs() + residual.abs();
        for tap in 0..inputs * kernel * kernel {
            let (kx, ky, c) = (tap % kernel, tap / kernel % kernel, tap / (kernel * kernel));
            let (y, x) = (oy * stride + ky, ox * stride + kx);
            let is_inside =
                (padding..padding + case.size.height).contains(&y) && (padding..padding + case.size.width).contains(&x);
            if is_inside {
                let from = ((n * inputs + c) * case.size.height + y - padding) * case.size.width + x - padding;
                let term = f64::from(case.x[from]) * f64::from(case.weights[o * inputs * kernel * kernel + tap]);
                sum += term;
                sizes += term.abs();
            }
        }
        let is_cut = case.then == Then::Relu && sum < 0.0;
        out.push((if is_cut { 0.0 } else { sum }, sizes));
    }
    out
}

fn run(case: &Case, instructions: Instructions) -> Vec<f32> {
    let convolution = Convolution::new(case.geometry, (&case.weights, &case.bias), case.then, instructions).unwrap();
    let (height, width) = sides(case);
    let input = Maps::from_planes(&case.x, case.size);
    let size = Size { height, width, channels: case.geometry.outputs, border: 0, ..case.size };
    let residual = case.residual.as_ref().map(|r| Maps::from_planes(r, size));
    let mut out = Maps::default();
    convolution.run(&input, residual.as_ref(), &mut out, 2).unwrap();
    assert_eq!(out.size(), Size { border: 2, ..size });
    let inside: f64 = out.to_planes().iter().map(|v| f64::from(v.abs())).sum();
    let all: f64 = out.data().iter().map(|v| f64::from(v.abs())).sum();
    assert!((all - inside).abs() <= 1e-6 * all, "the border is not zero");
    out.to_planes()
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // indices, and values in f32
fn drawn(seed: u64) -> Case {
    let mut random = Random::new(seed, "convolutions");
    let mut pick = |from: &[usize]| from[(random.uniform() * from.len() as f64) as usize];
    let (kernel, padding) = (pick(&[1, 3, 3, 5, 7, 2]), pick(&[0, 1, 2, 3]));
    let geometry = Geometry {
        inputs: pick(&[1, 2, 3, 5, 8, 16, 24]),
        outputs: pick(&[1, 3, 7, 8, 10, 16, 17, 24, 32, 33, 48, 64]),
        kernel,
        stride: pick(&[1, 1, 2, 3]),
        padding,
    };
    let side = |n: usize| n.max(kernel.saturating_sub(2 * padding)).max(1);
    let size = Size {
        count: pick(&[1, 2, 3, 9]),
        height: side(pick(&[1, 2, 3, 5, 8, 11])),
        width: side(pick(&[1, 2, 4, 7, 8, 13, 16, 19, 31])),
        channels: geometry.inputs,
        border: padding + pick(&[0, 1, 2]),
    };
    let (has_residual, then) = (pick(&[0, 1]) == 1, if pick(&[0, 1]) == 1 { Then::Relu } else { Then::Keep });
    let mut values = |count: usize| -> Vec<f32> { (0..count).map(|_| (random.uniform() * 2.0 - 1.0) as f32).collect() };
    let mut case = Case {
        geometry,
        size,
        x: values(size.count * size.channels * size.height * size.width),
        weights: values(geometry.outputs * geometry.inputs * kernel * kernel),
        bias: values(geometry.outputs),
        residual: None,
        then,
    };
    let (height, width) = sides(&case);
    case.residual = has_residual.then(|| values(size.count * geometry.outputs * height * width));
    case
}

#[test]
fn every_kind_of_instructions_equals_the_plain_convolution() {
    for seed in 0..400 {
        let case = drawn(seed);
        let expected = plain(&case);
        for instructions in Instructions::available() {
            let got = run(&case, instructions);
            assert_eq!(got.len(), expected.len());
            for (at, (got, (expected, sizes))) in got.iter().zip(&expected).enumerate() {
                // f32 sums of up to 1,200 terms.
                let error = (f64::from(*got) - expected).abs();
                assert!(
                    error <= 1e-5 * sizes,
                    "seed {seed}, {instructions:?}, {:?}: value {at} is {got}, not {expected}",
                    case.geometry
                );
            }
        }
    }
}

#[test]
fn kinds_with_fused_multiply_add_give_the_same_bits() {
    let fused: Vec<Instructions> =
        Instructions::available().into_iter().filter(|i| *i != Instructions::Portable).collect();
    for seed in 0..100 {
        let case = drawn(seed);
        let results: Vec<Vec<f32>> = fused.iter().map(|i| run(&case, *i)).collect();
        assert!(results.windows(2).all(|pair| pair[0] == pair[1]), "seed {seed}");
    }
}

/// A 3 × 3 convolution of one row of ones, whose middle pixel is replaced.
fn around(value: f32, then: Then, instructions: Instructions) -> Vec<f32> {
    let geometry = Geometry { inputs: 1, outputs: 1, kernel: 3, stride: 1, padding: 1 };
    let size = Size { count: 1, height: 1, width: 7, channels: 1, border: 1 };
    let mut x = vec![1.0; 7];
    x[3] = value;
    run_values(&Case { geometry, size, x, weights: vec![1.0; 9], bias: vec![0.0], residual: None, then }, instructions)
}

fn run_values(case: &Case, instructions: Instructions) -> Vec<f32> {
    let convolution = Convolution::new(case.geometry, (&case.weights, &case.bias), case.then, instructions).unwrap();
    let mut out = Maps::default();
    convolution.run(&Maps::from_planes(&case.x, case.size), None, &mut out, 0).unwrap();
    out.to_planes()
}

#[test]
fn nan_and_infinity_reach_their_neighbours_and_no_others() {
    for instructions in Instructions::available() {
        for then in [Then::Keep, Then::Relu] {
            let nan = around(f32::NAN, then, instructions);
            assert!(nan[2..5].iter().all(|v| v.is_nan()), "{instructions:?} {then:?} {nan:?}");
            assert_eq!([nan[0], nan[1], nan[5], nan[6]], [2.0, 3.0, 3.0, 2.0]);
            let infinite = around(f32::INFINITY, then, instructions);
            assert_eq!(infinite[2..5], [f32::INFINITY; 3]);
        }
        assert_eq!(around(f32::NEG_INFINITY, Then::Relu, instructions), [2.0, 3.0, 0.0, 0.0, 0.0, 3.0, 2.0]);
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let geometry = Geometry { inputs: 2, outputs: 1, kernel: 3, stride: 1, padding: 1 };
    let make =
        |weights: usize| Convolution::new(geometry, (&vec![0.0; weights], &[0.0]), Then::Keep, Instructions::Portable);
    assert!(make(17).err().unwrap().contains("needs 18 weights and 1 biases, found 17 and 1"));
    let convolution = make(18).unwrap();
    let size = Size { count: 1, height: 4, width: 4, channels: 2, border: 1 };
    let refused = |size: Size, residual: Option<Size>| {
        let maps = |size: Size| Maps::from_planes(&vec![0.0; size.image() * size.count], size);
        convolution.run(&maps(size), residual.map(maps).as_ref(), &mut Maps::default(), 0).err()
    };
    assert_eq!(refused(size, None), None);
    for other in [Size { channels: 3, ..size }, Size { border: 0, ..size }] {
        assert!(refused(other, None).unwrap().contains("2 channels, 3 × 3 pixels and padding 1 cannot take"));
    }
    assert!(refused(size, Some(Size { width: 5, channels: 1, ..size })).unwrap().contains("cannot be added"));
    let empty = Geometry { stride: 0, ..geometry };
    assert!(Convolution::new(empty, (&[0.0; 18], &[0.0]), Then::Keep, Instructions::Portable).is_err());
}

#[test]
fn an_unknown_kind_of_instructions_lists_the_known_ones() {
    assert_eq!(Instructions::by_name(None).unwrap(), Instructions::available()[0]);
    assert_eq!(Instructions::by_name(Some("portable")).unwrap(), Instructions::Portable);
    let text = Instructions::by_name(Some("mmx")).unwrap_err();
    assert!(text.contains("PENULT_SIMD") && text.contains("portable") && text.contains("\"mmx\""), "{text}");
}

fn bits(network: &Network, x: &Tensor, taps: &[&str]) -> Vec<f32> {
    let out = network.forward(x, taps).unwrap();
    let parts = [&out.features, &out.logits].into_iter().chain(out.taps.values());
    parts.flat_map(|t| t.flatten_all().unwrap().to_vec1::<f32>().unwrap()).collect()
}

#[test]
fn no_bit_depends_on_the_number_of_threads_or_on_the_batch() {
    let (plan, checkpoint) = golden_network("cifar_option_a");
    let network = Network::load(&plan, &checkpoint, &Device::Cpu, DType::F32).unwrap();
    let x = tensor(&golden("cifar_option_a.expected"), "input");
    let x = Tensor::cat(&vec![x; 10], 0).unwrap();
    let taps = plan.taps();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| bits(&network, &x, &taps))
    };
    let one = with(1);
    assert!([2, 3, 7].iter().all(|threads| with(*threads) == one));
    let alone = network.forward(&x.narrow(0, 1, 1).unwrap(), &[]).unwrap().features;
    let among = network.forward(&x, &[]).unwrap().features.narrow(0, 1, 1).unwrap();
    assert_eq!(alone.to_vec2::<f32>().unwrap(), among.to_vec2::<f32>().unwrap());
}

#[test]
fn images_of_other_channels_are_an_error() {
    let (plan, checkpoint) = golden_network("cifar_option_a");
    let network = Network::load(&plan, &checkpoint, &Device::Cpu, DType::F32).unwrap();
    let x = Tensor::zeros((2, 1, 8, 8), DType::F32, &Device::Cpu).unwrap();
    let text = network.forward(&x, &[]).err().unwrap().to_string();
    assert!(text.contains("3 channels") && text.contains("channels: 1"), "{text}");
    let none = Tensor::zeros((0, 3, 8, 8), DType::F32, &Device::Cpu).unwrap();
    assert!(network.forward(&none, &[]).err().unwrap().to_string().contains("found none"));
}
