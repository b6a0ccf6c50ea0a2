//! VGG (Simonyan 2015) with and without batch norm: 3 × 3 convolutions in five blocks, 2 × 2 max pools between.
//!
//! Ports and their conventions:
//! - HobbitLong/RepDistiller (`models/vgg.py`; mdistiller has the same): `block{0…4}.N`, a max pool behind blocks 0, 1 and 2,
//!   behind block 3 for images of 64 × 64 pixels alone (Tiny-ImageNet), then the mean over pixels, head `classifier`; `vgg8`
//!   to `vgg19`. CIFAR-100's constants.
//! - kuangliu/pytorch-cifar: `features.N`, a max pool behind each block, which leaves one pixel of 32 × 32, head `classifier`.
//! - chenyaofo/pytorch-cifar-models: `features.N` as kuangliu's, linear layers `classifier.{0,3,6}` with ReLU between.
//! - torchvision: `features.N` and `classifier.{0,3,6}`, for 224 × 224 pixels, of which 7 × 7 are left.
//!
//! What the tensors do not say: the pool behind the last block, and what divides a block from the next in RepDistiller's; the
//! numbers of `features` say where the pools are (`sequential`). Dropout does nothing in inference. VGG-n has n − 3
//! convolutions, whatever linear layers it has.

use super::drawing::Drawing;
use super::reader::{self, Outline, classes, has, known_blocks_only, length};
use super::sequential::{self, POOL};
use super::{Family, Recognised, ports};
use crate::network::plan::{Convention, Layer, MaxPool, Plan, Shapes};
use crate::network::spec::Spec;

/// The family.
pub const FAMILY: Family = Family {
    name: "vgg",
    covers: "VGG-8/11/13/16/19, with batch norm or without, in RepDistiller's, kuangliu's, chenyaofo's and torchvision's names",
    recognise,
    shapes,
};

/// RepDistiller's `pool3` is used where images have 64 rows, of which 8 are left.
const OF_LARGE_IMAGES: Layer = Layer::MaxPool(MaxPool { kernel: 2, only_at: Some(8) });

fn recognise(shapes: &Shapes) -> Recognised {
    let is_3_by_3 = |name: &str| shapes.get(name).is_some_and(|s| s.len() == 4 && s[2..] == [3, 3]);
    if is_3_by_3("block0.0.weight") && has(shapes, "block4.") && has(shapes, "classifier.") {
        return Some(repdistiller(shapes));
    }
    let is_flat = shapes.keys().filter(|n| n.starts_with("features.")).all(|n| n.matches('.').count() == 2);
    (is_3_by_3("features.0.weight") && is_flat && has(shapes, "classifier.")).then(|| features(shapes))
}

fn repdistiller(shapes: &Shapes) -> Result<Plan, String> {
    let channels = length(shapes, "block0.0.weight", 1).unwrap_or(3);
    let (mut layers, mut width, mut count) = (Vec::new(), channels, 0);
    for block in 0..5 {
        let read = sequential::convolutions(shapes, &format!("block{block}"), width, &mut layers)?;
        (width, count) = (read.width, count + read.count);
        match block {
            0..3 => layers.push(POOL),
            3 => layers.push(OF_LARGE_IMAGES),
            _ => layers.push(Layer::GlobalAveragePool),
        }
    }
    let norm = with_norm(shapes, "block0");
    let outline = Outline {
        family: FAMILY.name,
        evidence: format!("VGG-{}: RepDistiller's names, {norm}, head classifier", count + 3),
        channels,
        side: None,
        counted_at: 32,
        head: "classifier",
        width,
        convention: ports::repdistiller(classes(shapes, "classifier")),
    };
    known_blocks_only(reader::plan(shapes, outline, layers), shapes, &["block"])
}

fn with_norm(shapes: &Shapes, prefix: &str) -> &'static str {
    if sequential::is_normed(shapes, prefix) { "batch norm" } else { "no batch norm" }
}

fn features(shapes: &Shapes) -> Result<Plan, String> {
    let channels = length(shapes, "features.0.weight", 1).unwrap_or(3);
    let mut layers = Vec::new();
    let read = sequential::convolutions(shapes, "features", channels, &mut layers)?;
    let mut linears = sequential::linears(shapes, "classifier");
    let Some(head) = linears.pop() else { return Err("classifier has no linear layer".to_owned()) };
    let side = sequential::side(shapes, linears.first().unwrap_or(&head), read.width)?;
    // Of one pixel the mean is what flattening gives.
    layers.extend([POOL, if side == 1 { Layer::GlobalAveragePool } else { Layer::Flatten }]);
    let width = sequential::hidden(shapes, &linears, read.width * side * side, &mut layers);
    let of_images = side << (read.pools + 1);
    let (name, convention) = port(linears.is_empty(), side, classes(shapes, &head));
    let outline = Outline {
        family: FAMILY.name,
        evidence: format!("VGG-{}: {name} names, {}, head {head}", read.count + 3, with_norm(shapes, "features")),
        channels,
        side: Some(of_images),
        counted_at: of_images,
        head: &head,
        width,
        convention,
    };
    known_blocks_only(reader::plan(shapes, outline, layers), shapes, &["features", "classifier"])
}

/// Whose names they are, by the linear layers and the pixels that are left.
fn port(has_head_alone: bool, side: usize, classes: usize) -> (&'static str, Option<Convention>) {
    match (has_head_alone, side) {
        (true, _) => ("kuangliu's", ports::kuangliu(classes)),
        (false, 1) => ("chenyaofo's", ports::chenyaofo(classes)),
        (false, _) => ("torchvision's", (side == 7).then_some(ports::TORCHVISION)),
    }
}

/// RepDistiller's names with batch norm: `depth = 8, width = 64`.
fn shapes(spec: &Spec) -> Result<Shapes, String> {
    let blocks = match spec.depth.unwrap_or(8) {
        8 => [1, 1, 1, 1, 1],
        11 => [1, 1, 2, 2, 2],
        13 => [2, 2, 2, 2, 2],
        16 => [2, 2, 3, 3, 3],
        19 => [2, 2, 4, 4, 4],
        other => return Err(format!("a vgg has depth 8, 11, 13, 16 or 19, found {other}")),
    };
    let width = spec.width.unwrap_or(64);
    if width == 0 || !spec.hidden.is_empty() {
        return Err(format!(
            "a vgg takes `depth` and `width` above 0, the channels of its first block; found {spec:?}"
        ));
    }
    let (mut drawing, mut inputs) = (Drawing::default(), spec.input[0]);
    for (block, count) in blocks.into_iter().enumerate() {
        let outputs = width << block.min(3);
        for at in 0..count {
            let name = format!("block{block}.{}", 3 * at);
            drawing.conv_bn(&name, &format!("block{block}.{}", 3 * at + 1), [outputs, inputs, 3, 3]);
            drawing.bias(&name, outputs);
            inputs = outputs;
        }
    }
    drawing.linear("classifier", spec.classes, inputs);
    Ok(drawing.0)
}
