//! The portable path of `network/conv` under Miri: small shapes of every way, against a plain sum. Whether the values are
//! right for many shapes is tested in `tests/network/conv.rs`; here what matters is that no pointer leaves its slice, and
//! that in a debug build the bounds that `vector` asserts hold.

#![allow(dead_code)] // the crate has a part of the module

#[path = "../../../src/network/conv/aligned.rs"]
mod aligned;
#[path = "../../../src/network/conv/convolution.rs"]
mod convolution;
#[path = "../../../src/network/conv/depthwise.rs"]
mod depthwise;
#[path = "../../../src/network/conv/direct.rs"]
mod direct;
#[path = "../../../src/network/conv/geometry.rs"]
mod geometry;
#[path = "../../../src/network/conv/instructions.rs"]
mod instructions;
#[path = "../../../src/network/conv/maps.rs"]
mod maps;
#[path = "../../../src/network/conv/pool.rs"]
mod pool;
#[path = "../../../src/network/conv/tile.rs"]
mod tile;
#[path = "../../../src/network/conv/vector.rs"]
mod vector;
#[path = "../../../src/network/conv/winograd.rs"]
mod winograd;

#[cfg(test)]
mod tests {
    use super::convolution::{Convolution, Geometry, Then};
    use super::instructions::Instructions;
    use super::maps::{Maps, Size};
    use super::pool;

    /// Value `at` of a made-up tensor.
    fn value(at: usize) -> f32 {
        (at * 37 % 23) as f32 / 8.0 - 1.0
    }

    /// Σ over taps of x · w, for one output of the only image.
    fn plain(g: Geometry, size: Size, [o, oy, ox]: [usize; 3]) -> f32 {
        let (deep, wide) = g.group();
        let mut sum = value(o);
        for tap in 0..g.taps() {
            let (kx, ky, c) = (tap % g.kernel, tap / g.kernel % g.kernel, tap / (g.kernel * g.kernel));
            let (y, x) = (oy * g.stride + ky * g.dilation, ox * g.stride + kx * g.dilation);
            if (g.padding..g.padding + size.height).contains(&y) && (g.padding..g.padding + size.width).contains(&x) {
                let from = ((o / wide * deep + c) * size.height + y - g.padding) * size.width + x - g.padding;
                sum += value(from) * value(o * g.taps() + tap);
            }
        }
        sum
    }

    fn check(g: Geometry, height: usize, width: usize) {
        let size = Size { count: 1, height, width, channels: g.inputs, border: g.border() };
        let values = |count: usize| (0..count).map(value).collect::<Vec<f32>>();
        let made = (values(g.outputs * g.taps()), values(g.outputs));
        let convolution = Convolution::new(g, (&made.0, &made.1), Then::Keep, Instructions::Portable).unwrap();
        let input = Maps::from_planes(&values(g.inputs * height * width), size);
        let (h, w) = (g.side(height).unwrap(), g.side(width).unwrap());
        let zeros = Size { height: h, width: w, channels: g.outputs, border: 0, ..size };
        let residual = Maps::from_planes(&vec![0.0; g.outputs * h * w], zeros);
        let mut out = Maps::default();
        convolution.run(&input, Some(&residual), &mut out, 0).unwrap();
        for (at, got) in out.to_planes().iter().enumerate() {
            let expected = plain(g, size, [at / (h * w), at / w % h, at % w]);
            assert!((got - expected).abs() < 1e-3, "{g:?}: value {at} is {got}, not {expected}");
        }
    }

    #[test]
    fn direct() {
        check(Geometry::same(3, 10, 3), 2, 5);
        check(Geometry { stride: 2, ..Geometry::same(1, 9, 5) }, 3, 4);
        check(Geometry { groups: 2, dilation: 2, padding: 2, padding_after: 1, ..Geometry::same(4, 6, 2) }, 3, 4);
        check(Geometry::same(577, 1, 1), 1, 1);
    }

    #[test]
    fn depthwise() {
        check(Geometry { groups: 19, ..Geometry::same(19, 19, 3) }, 3, 11);
        check(Geometry { groups: 16, stride: 2, dilation: 2, padding: 2, ..Geometry::same(16, 16, 3) }, 5, 4);
    }

    #[test]
    fn winograd() {
        check(Geometry::same(32, 32, 3), 1, 3);
    }

    #[test]
    fn pools() {
        for channels in [3, 8, 17] {
            let size = Size { count: 2, height: 3, width: 5, channels, border: 1 };
            let x = vec![1.0; size.count * size.height * size.width * channels];
            let mut out = Maps::default();
            pool::largest(Instructions::Portable, &Maps::from_planes(&x, size), &mut out);
            assert_eq!(out.to_planes(), vec![1.0; 2 * 2 * 3 * channels]);
        }
    }
}
