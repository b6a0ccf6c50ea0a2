//! ResNet-18/34/50/101/152 (He 2016) in torchvision's names: `conv1`, `bn1`, `layer{1..4}`, `downsample.{0,1}`, head `fc`.
//!
//! The stem is ImageNet's (7 × 7, stride 2, then a 3 × 3 max pool) or CIFAR's (3 × 3, stride 1, no max pool), told by the
//! kernel of `conv1`; kuangliu's CIFAR port (`shortcut.{0,1}`, head `linear`) and RepDistiller's (`resnetv2.py`, the same
//! names; its ResNet-50) are read too, told apart by the classes of CIFAR-10 and CIFAR-100. What the tensors do not say:
//! a bottleneck's stride is at its 3 × 3 convolution, as torchvision has it since 0.1 ("v1.5" of NVIDIA's ResNet-50);
//! batch norm eps 1e-5. Wide ResNets of torchvision fit, ResNeXt (grouped convolutions) does not.

use super::reader::{has, length};
use super::residual::{self, Drawn, Outline, Widening};
use super::{Family, Recognised, ports};
use crate::network::plan::{Convention, Shapes};
use crate::network::spec::Spec;

/// The family.
pub const FAMILY: Family = Family {
    name: "resnet",
    covers: "ResNet-18/34/50/101/152 and wide ResNets in torchvision's, kuangliu's and RepDistiller's names, ImageNet or CIFAR stem",
    recognise,
    shapes,
};

fn recognise(shapes: &Shapes) -> Recognised {
    let stem = length(shapes, "conv1.weight", 2).unwrap_or(7);
    if ![3, 7].contains(&stem) || !has(shapes, "layer1.0.conv1.") || !has(shapes, "layer4.0.") {
        return None;
    }
    let head = ["fc", "linear"].into_iter().find(|h| has(shapes, &format!("{h}.")))?;
    let widening = Widening::Project(residual::projection(shapes).unwrap_or("downsample"));
    let (counted_at, convention): (_, fn(usize) -> _) = match (stem, head) {
        (7, _) => (224, |_| Some(ports::TORCHVISION)),
        (_, "linear") => (32, linear),
        _ => (32, |_| None),
    };
    Some(residual::plan(
        shapes,
        &Outline { family: FAMILY.name, stages: 4, stem, widening, head, counted_at, convention },
    ))
}

/// The ports whose head is `linear`: kuangliu's, and RepDistiller's `resnetv2.py`.
fn linear(classes: usize) -> Option<Convention> {
    ports::kuangliu(classes).or_else(|| ports::repdistiller(classes))
}

/// Blocks of each stage, and output channels over planes, of the usual depths.
///
/// # Errors
/// When the depth is another, or the description has what no ResNet takes.
pub(super) fn blocks(spec: &Spec) -> Result<([usize; 4], usize), String> {
    if spec.width == Some(0) || !spec.hidden.is_empty() {
        return Err(format!("a {} takes `depth` and `width` above 0, found {spec:?}", spec.family));
    }
    match spec.depth.unwrap_or(18) {
        18 => Ok(([2, 2, 2, 2], 1)),
        34 => Ok(([3, 4, 6, 3], 1)),
        50 => Ok(([3, 4, 6, 3], 4)),
        101 => Ok(([3, 4, 23, 3], 4)),
        152 => Ok(([3, 8, 36, 3], 4)),
        other => Err(format!("a {} has depth 18, 34, 50, 101 or 152, found {other}", spec.family)),
    }
}

/// CIFAR stem: `depth = 18, width = 64`.
fn shapes(spec: &Spec) -> Result<Shapes, String> {
    let (blocks, expansion) = blocks(spec)?;
    Ok(residual::shapes(&Drawn {
        channels: spec.input[0],
        width: spec.width.unwrap_or(64),
        blocks: &blocks,
        expansion,
        widening: Widening::Project("downsample"),
        classes: spec.classes,
    }))
}
