//! Gradients of a convolution's input and weights equal the definition's over many shapes, for every kind of instructions.

use penult::network::conv::convolution::Geometry;
use penult::network::conv::input_gradient::InputGradient;
use penult::network::conv::instructions::Instructions;
use penult::network::conv::maps::{Maps, Size};
use penult::network::conv::weight_gradient::WeightGradient;
use penult::random::Random;

/// A convolution, its input and the gradient of its output, (N, C, H, W); what is added to the input's gradient.
struct Case {
    geometry: Geometry,
    input: Size,
    output: Size,
    x: Vec<f32>,
    weights: Vec<f32>,
    gradient: Vec<f32>,
    added: Option<Vec<f32>>,
}

/// Values in f64, and the sums of their terms' sizes, which rounding is relative to.
#[derive(Default)]
struct Expected {
    input: Vec<(f64, f64)>,
    weights: Vec<(f64, f64)>,
}

/// By the definition: y[n][o][oy][ox] = Σ x[n][c][oy · stride + ky − padding][…] w[o][c][ky][kx], each term derived.
fn plain(case: &Case) -> Expected {
    let Geometry { inputs, outputs, kernel, stride, padding, .. } = case.geometry;
    let (deep, wide) = case.geometry.group();
    let added = case.added.iter().flatten().map(|a| (f64::from(*a), f64::from(a.abs()))).collect();
    let mut expected = Expected { input: added, weights: vec![(0.0, 0.0); case.weights.len()] };
    expected.input.resize(case.x.len(), (0.0, 0.0));
    let add = |to: &mut (f64, f64), a: f32, b: f32| {
        let term = f64::from(a) * f64::from(b);
        *to = (to.0 + term, to.1 + term.abs());
    };
    for (at, gradient) in case.gradient.iter().enumerate() {
        let (ox, rest) = (at % case.output.width, at / case.output.width);
        let (oy, rest) = (rest % case.output.height, rest / case.output.height);
        let (o, n) = (rest % outputs, rest / outputs);
        for tap in 0..deep * kernel * kernel {
            let (kx, ky, c) = (tap % kernel, tap / kernel % kernel, o / wide * deep + tap / (kernel * kernel));
            let inside =
                |at: usize, k: usize, side: usize| (at * stride + k).checked_sub(padding).filter(|i| *i < side);
            let pixel = inside(oy, ky, case.input.height).zip(inside(ox, kx, case.input.width));
            let Some((y, x)) = pixel else { continue };
            let from = ((n * inputs + c) * case.input.height + y) * case.input.width + x;
            let weight = o * deep * kernel * kernel + tap;
            add(&mut expected.input[from], *gradient, case.weights[weight]);
            add(&mut expected.weights[weight], *gradient, case.x[from]);
        }
    }
    expected
}

fn drawn(seed: u64) -> Case {
    let mut random = Random::new(seed, "gradients");
    let mut pick = |from: &[usize]| from[(random.uniform() * from.len() as f64) as usize];
    let (kernel, inputs) = (pick(&[1, 3, 3, 3, 5, 7, 2]), pick(&[1, 2, 3, 5, 8, 16, 24]));
    let divisors: Vec<usize> = (1..=inputs).filter(|g| inputs.is_multiple_of(*g)).collect();
    let groups = pick(&[1, 1, 1, inputs, divisors[divisors.len() / 2]]);
    let outputs =
        if groups == 1 { pick(&[1, 3, 7, 8, 10, 16, 17, 24, 32, 33, 48]) } else { groups * pick(&[1, 1, 2, 3]) };
    let padding = pick(&[0, kernel / 2, kernel - 1]);
    let stride = pick(&[1, 1, 2, 2, 3]);
    let geometry = Geometry { inputs, outputs, kernel, stride, padding, padding_after: padding, dilation: 1, groups };
    let side = |n: usize| n.max(kernel.saturating_sub(2 * geometry.padding)).max(1);
    let (height, width) = (side(pick(&[1, 2, 3, 5, 8, 11])), side(pick(&[1, 2, 4, 7, 8, 13, 16])));
    let border = geometry.padding + pick(&[0, 1]);
    let input = Size { count: pick(&[1, 2, 3]), height, width, channels: geometry.inputs, border };
    let of = |n| geometry.side(n).unwrap();
    let output = Size { height: of(height), width: of(width), channels: geometry.outputs, border: 0, ..input };
    let has_added = pick(&[0, 1]) == 1;
    let mut values = |size: Size| -> Vec<f32> {
        let count = size.count * size.channels * size.height * size.width;
        (0..count).map(|_| (random.uniform() * 2.0 - 1.0) as f32).collect()
    };
    Case {
        geometry,
        input,
        output,
        x: values(input),
        weights: values(Size { count: outputs, height: kernel, width: kernel, channels: inputs / groups, border: 0 }),
        gradient: values(output),
        added: has_added.then(|| values(input)),
    }
}

fn close(got: &[f32], expected: &[(f64, f64)], what: &str) {
    assert_eq!(got.len(), expected.len(), "{what}");
    for (at, (got, (expected, sizes))) in got.iter().zip(expected).enumerate() {
        // f32 sums of some thousand terms.
        let error = (f64::from(*got) - expected).abs();
        assert!(error <= 1e-5 * sizes + 1e-12, "{what}: value {at} is {got}, not {expected}");
    }
}

fn check(case: &Case, instructions: Instructions, what: &str) {
    let expected = plain(case);
    let turned = InputGradient::new(case.geometry, &case.weights, instructions).unwrap();
    let (frame, before) = turned.frame(case.input);
    let mut framed = Maps::default();
    framed.reset(frame);
    let gradient = Maps::from_planes(&case.gradient, case.output);
    for image in 0..frame.count {
        for y in 0..case.output.height.min(frame.height - before) {
            let from = gradient.row(image, y);
            let row = &mut framed.row_mut(image, y + before)[before * frame.channels..];
            let shorter = row.len().min(from.len());
            row[..shorter].copy_from_slice(&from[..shorter]);
        }
    }
    let added = case.added.as_ref().map(|a| Maps::from_planes(a, Size { border: 0, ..case.input }));
    let (mut grids, mut out) = (Maps::default(), Maps::default());
    turned.run(&framed, added.as_ref(), case.input, (&mut grids, &mut out)).unwrap();
    close(&out.to_planes(), &expected.input, &format!("{what}, input"));

    let x = Maps::from_planes(&case.x, case.input);
    let halves = [(&framed, before), (&gradient, 0)].map(|(gradient, before)| {
        let mut sums = WeightGradient::new(case.geometry, instructions).unwrap();
        sums.add(&x, gradient, before).unwrap();
        close(&sums.to_weights(), &expected.weights, &format!("{what}, weights"));
        sums
    });
    let [first, second] = halves;
    let doubled: Vec<(f64, f64)> = expected.weights.iter().map(|(value, sizes)| (2.0 * value, 2.0 * sizes)).collect();
    close(&first.merge(&[second]).to_weights(), &doubled, &format!("{what}, merged"));
}

#[test]
fn every_kind_of_instructions_equals_the_definition() {
    for seed in 0..400 {
        let case = drawn(seed);
        for instructions in Instructions::available() {
            check(&case, instructions, &format!("seed {seed}, {instructions:?}, {:?}", case.geometry));
        }
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let geometry = Geometry::same(2, 3, 3);
    let refused = |geometry, weights: usize| {
        InputGradient::new(geometry, &vec![0.0; weights], Instructions::Portable).err().unwrap_or_default()
    };
    assert!(refused(geometry, 53).contains("does not have 53 weights"));
    assert!(refused(Geometry { padding: 3, ..geometry }, 54).contains("padding as wide as its kernel"));
    assert!(refused(Geometry { dilation: 2, ..geometry }, 54).contains("or a dilation"));
    assert_eq!(refused(geometry, 54), "");
    let size = Size { count: 1, height: 4, width: 4, channels: 2, border: 1 };
    let maps = |size: Size| Maps::from_planes(&vec![0.0; size.image() * size.count], size);
    let mut sums = WeightGradient::new(geometry, Instructions::Portable).unwrap();
    let of = Size { channels: 3, border: 0, ..size };
    assert!(sums.add(&maps(size), &maps(of), 0).is_ok());
    for (input, gradient) in [(Size { border: 0, ..size }, of), (size, Size { count: 2, ..of }), (size, size)] {
        assert!(sums.add(&maps(input), &maps(gradient), 0).unwrap_err().contains("has no gradient of"));
    }
}
