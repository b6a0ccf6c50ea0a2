//! The convolution under each kind of instructions beside a plain loop, on one thread: `cargo bench --bench kernels`.
//!
//! Items are multiply-adds, so that the rates of a group divide into ratios.
#![allow(clippy::unwrap_used)] // a bench stops where it cannot run

use divan::Bencher;
use divan::counter::ItemsCount;
use penult::network::conv::convolution::{Convolution, Geometry, Then};
use penult::network::conv::instructions::Instructions;
use penult::network::conv::maps::{Maps, Size};
use penult::random::Random;

fn main() {
    divan::main();
}

const PLAIN: &str = "plain loop";

/// The plain loop, then what this machine has, best last.
fn ways() -> Vec<&'static str> {
    let ours = Instructions::available().into_iter().rev().map(Instructions::name);
    std::iter::once(PLAIN).chain(ours).collect()
}

#[divan::bench(args = ways())]
fn cifar_16_channels(bencher: Bencher<'_, '_>, way: &str) {
    compare(bencher, way, Geometry::same(16, 16, 3), 32);
}

#[divan::bench(args = ways())]
fn cifar_64_channels(bencher: Bencher<'_, '_>, way: &str) {
    compare(bencher, way, Geometry::same(64, 64, 3), 8);
}

#[divan::bench(args = ways())]
fn stem_of_7_by_7(bencher: Bencher<'_, '_>, way: &str) {
    compare(bencher, way, Geometry { stride: 2, ..Geometry::same(3, 64, 7) }, 224);
}

#[divan::bench(args = ways())]
fn imagenet_64_channels(bencher: Bencher<'_, '_>, way: &str) {
    compare(bencher, way, Geometry::same(64, 64, 3), 56);
}

#[divan::bench(args = ways())]
fn imagenet_512_channels(bencher: Bencher<'_, '_>, way: &str) {
    compare(bencher, way, Geometry::same(512, 512, 3), 7);
}

#[divan::bench(args = ways())]
fn bottleneck_1_by_1(bencher: Bencher<'_, '_>, way: &str) {
    compare(bencher, way, Geometry::same(256, 64, 1), 56);
}

#[divan::bench(args = ways())]
fn depthwise_192_channels(bencher: Bencher<'_, '_>, way: &str) {
    compare(bencher, way, Geometry { groups: 192, ..Geometry::same(192, 192, 3) }, 28);
}

/// One image of a side, with bias and ReLU.
fn compare(bencher: Bencher<'_, '_>, way: &str, geometry: Geometry, side: usize) {
    let Geometry { inputs, outputs, padding, .. } = geometry;
    let mut random = Random::new(0, "kernels");
    #[allow(clippy::cast_possible_truncation)] // weights are f32
    let mut draw = |count: usize| (0..count).map(|_| random.uniform() as f32 - 0.5).collect::<Vec<f32>>();
    let (x, weights, bias) = (draw(inputs * side * side), draw(outputs * geometry.taps()), draw(outputs));
    let out_side = geometry.side(side).unwrap();
    let bencher = bencher.counter(ItemsCount::new(out_side * out_side * weights.len()));
    let Ok(instructions) = Instructions::by_name(Some(way)) else {
        return bencher.bench(|| plain(&x, (&weights, &bias), geometry, side));
    };
    let convolution = Convolution::new(geometry, (&weights, &bias), Then::Relu, instructions).unwrap();
    let input = Maps::from_planes(&x, Size { count: 1, height: side, width: side, channels: inputs, border: padding });
    let mut out = Maps::default();
    bencher.bench_local(|| convolution.run(&input, None, &mut out, 1).unwrap());
}

/// x (C, H, W) -> (outputs, H', W').
fn plain(x: &[f32], (weights, bias): (&[f32], &[f32]), geometry: Geometry, side: usize) -> Vec<f32> {
    let Geometry { kernel, stride, padding, .. } = geometry;
    let (inputs, outputs) = geometry.group();
    let out_side = geometry.side(side).unwrap();
    let mut out = Vec::new();
    for (o, (filter, bias)) in weights.chunks_exact(geometry.taps()).zip(bias).enumerate() {
        let planes = &x[o / outputs * inputs * side * side..][..inputs * side * side];
        for at in 0..out_side * out_side {
            let (top, left) = (at / out_side * stride, at % out_side * stride);
            // The taps inside the image, by row and by column.
            let inside = |start: usize| padding.saturating_sub(start)..kernel.min(side + padding - start);
            let mut sum = *bias;
            for (plane, filter) in planes.chunks_exact(side * side).zip(filter.chunks_exact(kernel * kernel)) {
                for ky in inside(top) {
                    let row = &plane[(top + ky - padding) * side..][..side];
                    for kx in inside(left) {
                        sum += filter[ky * kernel + kx] * row[left + kx - padding];
                    }
                }
            }
            out.push(sum.max(0.0));
        }
    }
    out
}
