//! Convolutions for inference in f32 on the CPU: the convolutional part of a plan, over groups of images that fit the cache.
//!
//! Between layers, images lie as (H, W, C) with a border of zeros (`maps`), so that a tap needs no bounds test; weights are
//! packed once (`convolution`), for the way that fits the geometry: `direct`, `depthwise` or `winograd`. A register tile
//! (`tile`) does P pixels × V vectors of output channels for the instructions of the machine (`instructions`, `vector`).
//! `trunk` runs a plan's layers; `run` calls it where candle's convolution, several times slower, would run otherwise.
//! `unsafe` is in `vector` and `tile`, and where they are called.

mod aligned;
pub mod convolution;
mod depthwise;
mod direct;
mod geometry;
pub mod instructions;
pub mod maps;
mod pool;
mod slots;
mod tile;
pub(super) mod trunk;
mod vector;
mod winograd;

use super::plan::ConvBn;
use geometry::Geometry;

/// The geometry of a plan's layer.
pub(in crate::network) fn geometry(layer: &ConvBn) -> Geometry {
    let ConvBn { inputs, outputs, kernel, stride, dilation, groups, .. } = *layer;
    let padding = layer.padding();
    Geometry { inputs, outputs, kernel, stride, padding, padding_after: padding, dilation, groups }
}
