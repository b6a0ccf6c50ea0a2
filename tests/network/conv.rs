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
    let side = |n: usize| case.geometry.side(n).unwrap();
    (side(case.size.height), side(case.size.width))
}

/// The oracle, in f64: the sum, and the sum of the terms' sizes, which rounding is relative to.
fn plain(case: &Case) -> Vec<(f64, f64)> {
    let Geometry { outputs, kernel, stride, padding, dilation, .. } = case.geometry;
    let (deep, wide) = case.geometry.group();
    let (height, width) = sides(case);
    let mut out = Vec::new();
    for at in 0..case.size.count * outputs * height * width {
        let (ox, oy, o, n) =
            (at % width, at / width % height, at / (width * height) % outputs, at / (width * height * outputs));
        let residual = case.residual.as_ref().map_or(0.0, |r| f64::from(r[at]));
        let mut sum = f64::from(case.bias[o]) + residual;
        let mut sizes = f64::from(case.bias[o]).abs() + residual.abs();
        for tap in 0..deep * kernel * kernel {
            let (kx, ky, c) = (tap % kernel, tap / kernel % kernel, tap / (kernel * kernel) + o / wide * deep);
            let (y, x) = (oy * stride + ky * dilation, ox * stride + kx * dilation);
            let is_inside =
                (padding..padding + case.size.height).contains(&y) && (padding..padding + case.size.width).contains(&x);
            if is_inside {
                let from =
                    ((n * case.size.channels + c) * case.size.height + y - padding) * case.size.width + x - padding;
                let term = f64::from(case.x[from]) * f64::from(case.weights[o * deep * kernel * kernel + tap]);
                sum += term;
                sizes += term.abs();
            }
        }
        let then = match case.then {
            Then::Keep => sum,
            _ if sum.is_nan() => sum,
            Then::Relu => sum.max(0.0),
            Then::Relu6 => sum.clamp(0.0, 6.0),
        };
        out.push((then, sizes));
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
    let zeros = |values: &[f32]| values.iter().filter(|v| **v == 0.0).count();
    let around = out.data().len() - case.size.count * case.geometry.outputs * height * width;
    assert_eq!(zeros(out.data()), zeros(&out.to_planes()) + around, "the border is not zero");
    out.to_planes()
}

/// One of a list, drawn.
fn pick(random: &mut Random, from: &[usize]) -> usize {
    from[(random.uniform() * from.len() as f64) as usize]
}

/// Any geometry: odd sizes, channels that fill no vector, strides, dilations, groups, kernels of even size.
fn any(random: &mut Random) -> Geometry {
    let mut pick = |from: &[usize]| pick(random, from);
    let groups = pick(&[1, 1, 1, 2, 3, 8]);
    let geometry = Geometry {
        kernel: pick(&[1, 3, 3, 5, 7, 2, 4]),
        stride: pick(&[1, 1, 2, 3]),
        dilation: pick(&[1, 1, 1, 2]),
        groups,
        ..Geometry::same(
            groups * pick(&[1, 2, 3, 5, 8, 16, 24]),
            groups * pick(&[1, 3, 7, 8, 10, 16, 17, 24, 32, 33, 48, 64]),
            1,
        )
    };
    let same = Geometry::same(1, 1, geometry.span());
    match pick(&[0, 1]) {
        0 => Geometry { padding: same.padding, padding_after: same.padding_after, ..geometry },
        _ => Geometry { padding: pick(&[0, 1, 2, 3]), padding_after: pick(&[0, 1, 2]), ..geometry },
    }
}

/// A channel a group.
fn depthwise(random: &mut Random) -> Geometry {
    let channels = pick(random, &[1, 8, 15, 16, 17, 24, 32, 40, 96]);
    Geometry { inputs: channels, outputs: channels, groups: channels, ..any(random) }
}

/// Those that Winograd's algorithm does.
fn wide(random: &mut Random) -> Geometry {
    Geometry::same(pick(random, &[32, 48, 64]), pick(random, &[32, 48, 64, 96]), 3)
}

/// A sum of so many taps that it comes in slices.
fn deep(random: &mut Random) -> Geometry {
    let kernel = pick(random, &[1, 3]);
    Geometry {
        stride: 2,
        ..Geometry::same(pick(random, &[300, 600, 640]) / kernel, pick(random, &[3, 16, 40]), kernel)
    }
}

/// A geometry of each sort in turn, its input and its values.
fn drawn(seed: u64) -> Case {
    let mut random = Random::new(seed, "convolutions");
    let sorts: [fn(&mut Random) -> Geometry; 5] = [any, depthwise, wide, any, deep];
    let geometry = sorts[seed as usize % sorts.len()](&mut random);
    let around = geometry.padding + geometry.padding_after;
    let side = |n: usize| n.max(geometry.span().saturating_sub(around)).max(1);
    let size = Size {
        count: pick(&mut random, &[1, 2, 3, 9]),
        height: side(pick(&mut random, &[1, 2, 3, 5, 8, 11])),
        width: side(pick(&mut random, &[1, 2, 4, 7, 8, 13, 16, 19, 31])),
        channels: geometry.inputs,
        border: geometry.border() + pick(&mut random, &[0, 1, 2]),
    };
    let has_residual = pick(&mut random, &[0, 1]) == 1;
    let then = [Then::Keep, Then::Relu, Then::Relu6][pick(&mut random, &[0, 1, 2])];
    let mut values = |count: usize| -> Vec<f32> { (0..count).map(|_| (random.uniform() * 2.0 - 1.0) as f32).collect() };
    let mut case = Case {
        geometry,
        size,
        x: values(size.count * size.channels * size.height * size.width),
        weights: values(geometry.outputs * geometry.taps()),
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

/// A convolution of ones by ones whose pixel in the middle is replaced, in one channel, for each way of doing it.
fn around(value: f32, then: Then) -> Vec<Case> {
    let grouped = Geometry { groups: 2, ..Geometry::same(4, 6, 3) };
    let depthwise = Geometry { groups: 16, ..Geometry::same(16, 16, 3) };
    let geometries = [Geometry::same(1, 1, 3), Geometry::same(32, 32, 3), Geometry::same(3, 5, 2), grouped, depthwise];
    let case = |geometry: Geometry| {
        let size = Size { count: 2, height: 5, width: 7, channels: geometry.inputs, border: 1 };
        let mut x = vec![1.0; 2 * 35 * geometry.inputs];
        x[17] = value;
        let (weights, bias) = (vec![1.0; geometry.outputs * geometry.taps()], vec![0.0; geometry.outputs]);
        Case { geometry, size, x, weights, bias, residual: None, then }
    };
    geometries.map(case).into()
}

#[test]
fn nan_and_infinity_reach_their_neighbours_and_no_others() {
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        for case in [Then::Keep, Then::Relu, Then::Relu6].into_iter().flat_map(|then| around(value, then)) {
            let expected: Vec<f32> = plain(&case).into_iter().map(|(value, _)| value as f32).collect();
            for instructions in Instructions::available() {
                let got = run(&case, instructions);
                let same = |(a, b): (&f32, &f32)| a == b || a.is_nan() && b.is_nan();
                assert!(
                    got.iter().zip(&expected).all(same),
                    "{value}, {instructions:?}, {:?}, {:?}: {got:?}, not {expected:?}",
                    case.then,
                    case.geometry
                );
            }
        }
    }
}

#[test]
fn a_weight_that_is_not_finite_makes_nan_of_the_zeros_around() {
    for instructions in Instructions::available() {
        let mut case = around(1.0, Then::Keep).remove(0);
        case.weights[0] = f32::INFINITY;
        let got = run(&case, instructions);
        // The first tap lies outside in the first row and the first column: 0 · ∞.
        assert!(got[..7].iter().all(|v| v.is_nan()) && got[7].is_nan(), "{got:?}");
        assert_eq!(got[8..14], [f32::INFINITY; 6]);
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let geometry = Geometry::same(2, 1, 3);
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
    let refused =
        |geometry| Convolution::new(geometry, (&[0.0; 18], &[0.0]), Then::Keep, Instructions::Portable).err().unwrap();
    assert!(refused(Geometry { stride: 0, ..geometry }).contains("sizes above 0"));
    assert!(
        refused(Geometry { groups: 2, ..geometry }).contains("2 channels in and 1 out do not divide into 2 groups")
    );
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
