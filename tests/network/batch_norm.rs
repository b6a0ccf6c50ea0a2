//! Batch norm in training mode: a case by hand, and its derivatives against finite differences.

use penult::network::batch_norm::{BatchNorm, Moments};
use penult::network::conv::convolution::Then;
use penult::network::conv::instructions::Instructions;
use penult::network::conv::maps::{Maps, Size};
use penult::random::Random;

fn moments(y: &Maps) -> Moments {
    Moments::of(y, Instructions::Portable)
}

fn drawn(seed: u64, size: Size) -> Maps {
    let mut random = Random::new(seed, "batch norm");
    let values: Vec<f32> = (0..size.image() * size.count).map(|_| (random.uniform() * 4.0 - 1.0) as f32).collect();
    Maps::from_planes(&values, size)
}

#[test]
fn one_channel_by_hand() {
    // Values 1, 3, 5, 7: mean 4, squares 9 + 1 + 1 + 9 = 20, variance 5; unbiased 20/3.
    let size = Size { count: 2, height: 1, width: 2, channels: 1, border: 0 };
    let y = Maps::from_planes(&[1.0, 3.0, 5.0, 7.0], size);
    let found = moments(&y);
    assert_eq!((found.count, &found.mean[..], &found.squares[..]), (4.0, &[4.0][..], &[20.0][..]));
    assert_eq!(found.unbiased_variance(), [20.0 / 3.0]);
    // γ 2, β 1, ReLU: 1 + 2 (y − 4)/√(5 + 1e-5), and what is below 0 cut.
    let norm = BatchNorm::new(found, &[2.0], &[1.0]);
    let mut z = Maps::default();
    z.reset(size);
    norm.forward((&y, None), Then::Relu, &mut z, Instructions::Portable);
    let step = 2.0 / (5.0f64 + 1e-5).sqrt();
    for (got, want) in z.to_planes().iter().zip([0.0, 1.0 - step, 1.0 + step, 1.0 + 3.0 * step]) {
        assert!((f64::from(*got) - want).abs() < 1e-6, "{got} {want}");
    }
}

#[test]
fn moments_of_parts_merge_to_those_of_the_whole() {
    let size = Size { count: 5, height: 3, width: 4, channels: 3, border: 1 };
    let whole = drawn(1, size);
    let planes = whole.to_planes();
    let (first, second) = planes.split_at(2 * 36);
    let part = |planes, count| moments(&Maps::from_planes(planes, Size { count, ..size }));
    let (merged, whole) = (part(first, 2).merge(&part(second, 3)), moments(&whole));
    for (a, b) in merged.mean.iter().chain(&merged.squares).zip(whole.mean.iter().chain(&whole.squares)) {
        assert!((a - b).abs() < 1e-6 * b.abs().max(1.0), "{a} {b}");
    }
}

#[test]
fn a_mean_far_from_zero_costs_no_digits() {
    // 10,000 ± 0.5: naive sums of squares in f32 would keep no digit of the variance 0.25.
    let size = Size { count: 1, height: 8, width: 8, channels: 1, border: 0 };
    let values: Vec<f32> = (0..64u8).map(|i| if i % 2 == 0 { 9999.5 } else { 10000.5 }).collect();
    let found = moments(&Maps::from_planes(&values, size));
    assert!((found.mean[0] - 10000.0).abs() < 1e-3, "{found:?}");
    assert!((found.squares[0] - 16.0).abs() < 1e-3, "{found:?}");
}

/// Σ of z times some weights, in f64 from z in f32.
fn loss(y: &Maps, added: &Maps, weights: &Maps, (gamma, beta): (&[f32], &[f32])) -> f64 {
    let norm = BatchNorm::new(moments(y), gamma, beta);
    let mut z = Maps::default();
    z.reset(Size { border: 0, ..y.size() });
    norm.forward((y, Some(added)), Then::Relu, &mut z, Instructions::Portable);
    z.to_planes().iter().zip(weights.to_planes()).map(|(z, w)| f64::from(*z) * f64::from(w)).sum()
}

#[test]
fn derivatives_equal_finite_differences() {
    let size = Size { count: 2, height: 3, width: 5, channels: 3, border: 0 };
    let (y, added, weights) = (drawn(2, size), drawn(3, size), drawn(4, size));
    let (gamma, beta) = ([1.5, -0.7, 0.9], [0.1, 0.4, -0.2]);
    let norm = BatchNorm::new(moments(&y), &gamma, &beta);
    let (mut z, mut gradient, mut dy) = (Maps::default(), drawn(4, size), Maps::default());
    z.reset(size);
    dy.reset(size);
    norm.forward((&y, Some(&added)), Then::Relu, &mut z, Instructions::Portable);
    let sums = norm.backward((&y, &z), Then::Relu, &mut gradient, Instructions::Portable);
    let rows = norm.input_gradient(&sums, size.width);
    for (image, row) in (0..2).flat_map(|i| (0..3).map(move |r| (i, r))) {
        rows.row(gradient.row(image, row), y.row(image, row), dy.row_mut(image, row));
    }
    // Central differences of a sum in f32 of 90 values: errors of some 1e-3; kinks of the ReLU are not near.
    let step = 1e-2f32;
    let slope = |a: f64, b: f64| (a - b) / f64::from(2.0 * step);
    let check = |got: f64, want: f64, what: &str| assert!((got - want).abs() < 2e-2, "{what}: {got}, not {want}");
    for at in [0, 7, 31, 44, 89] {
        let moved = |by: f32| {
            let mut planes = y.to_planes();
            planes[at] += by;
            loss(&Maps::from_planes(&planes, size), &added, &weights, (&gamma, &beta))
        };
        check(f64::from(dy.to_planes()[at]), slope(moved(step), moved(-step)), "dy");
    }
    for c in 0..3 {
        let with = |of_gamma: f32, of_beta: f32| {
            let (mut g, mut b) = (gamma, beta);
            (g[c], b[c]) = (g[c] + of_gamma, b[c] + of_beta);
            loss(&y, &added, &weights, (&g, &b))
        };
        check(sums.scale[c], slope(with(step, 0.0), with(-step, 0.0)), "dγ");
        check(sums.shift[c], slope(with(0.0, step), with(0.0, -step)), "dβ");
    }
}

#[test]
fn every_kind_of_instructions_gives_the_same_bits() {
    let size = Size { count: 3, height: 4, width: 5, channels: 7, border: 0 };
    let (y, added) = (drawn(5, size), drawn(6, size));
    let of = |instructions: Instructions| {
        let norm = BatchNorm::new(Moments::of(&y, instructions), &[1.1; 7], &[0.3; 7]);
        let (mut z, mut cut) = (Maps::default(), drawn(7, size));
        z.reset(Size { border: 1, ..size });
        norm.forward((&y, Some(&added)), Then::Relu6, &mut z, instructions);
        let sums = norm.backward((&y, &z), Then::Relu6, &mut cut, instructions);
        let (z, cut) = (z.to_planes(), cut.to_planes());
        // The gradient passes where z is strictly inside the bounds.
        assert!(z.iter().zip(&cut).all(|(z, g)| (*g == 0.0) == (*z <= 0.0 || *z >= 6.0)));
        assert!(z.contains(&0.0) && z.iter().any(|z| *z > 0.0));
        (norm.moments().clone(), z, cut, sums)
    };
    let kinds = Instructions::available();
    assert!(kinds.iter().all(|kind| of(*kind) == of(Instructions::Portable)));
}
