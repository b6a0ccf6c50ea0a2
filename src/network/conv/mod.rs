//! Convolutions in f32 on the CPU: the convolutional part of a plan, over groups of images that fit the cache.
//!
//! Between layers, images lie as (H, W, C) with a border of zeros (`maps`), so that a tap needs no bounds test; weights are
//! packed once (`convolution`), for the way that fits the geometry: `direct`, `depthwise` or `winograd`. A register tile
//! (`tile`) does P pixels × V vectors of output channels for the instructions of the machine (`instructions`, `vector`).
//! `trunk` runs a plan's layers, `pool` and `channels` those without weights; `run` calls it where candle's convolution, several
//! times slower, would run otherwise.
//! Training runs the same layers forwards and backwards: `tape` says in which order, `group` does a group of images, `pass`
//! all groups from one batch statistic to the next, `op` hangs it into candle's autograd, `training` is the door.
//! `unsafe` is in `vector`, `tile`, `taps` and `vectorised`, and where they are called.

mod aligned;
mod channels;
pub mod convolution;
mod depthwise;
mod direct;
mod geometry;
mod group;
pub mod input_gradient;
pub mod instructions;
pub mod maps;
mod op;
mod pass;
mod pool;
mod slots;
mod tape;
mod taps;
mod tile;
pub(super) mod training;
pub(super) mod trunk;
mod vector;
pub(super) mod vectorised;
pub mod weight_gradient;
mod winograd;

use super::plan::ConvBn;
use geometry::Geometry;

/// The geometry of a plan's layer.
pub(in crate::network) fn geometry(layer: &ConvBn) -> Geometry {
    let ConvBn { inputs, outputs, kernel, stride, dilation, groups, .. } = *layer;
    let padding = layer.padding();
    Geometry { inputs, outputs, kernel, stride, padding, padding_after: padding, dilation, groups }
}
