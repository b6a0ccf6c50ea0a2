//! ResNet-18/34/50/101/152 (He 2016) in torchvision's names: `conv1`, `bn1`, `layer{1..4}`, `downsample.{0,1}`, head `fc`.
//!
//! The stem is ImageNet's (7 × 7, stride 2, then a 3 × 3 max pool) or CIFAR's (3 × 3, stride 1, no max pool), told by the
//! kernel of `conv1`; kuangliu's CIFAR port (`shortcut.{0,1}`, head `linear`) is read too. What the tensors do not say:
//! a bottleneck's stride is at its 3 × 3 convolution, as torchvision has it since 0.1 ("v1.5" of NVIDIA's ResNet-50);
//! batch norm eps 1e-5. Wide ResNets of torchvision fit, ResNeXt (grouped convolutions) does not.

use super::residual::{self, Drawn, Outline, Widening, has};
use super::{Family, Recognised};
use crate::network::plan::{Convention, Shapes};
use crate::network::spec::Spec;

/// The family.
pub const FAMILY: Family = Family {
    name: "resnet",
    covers: "ResNet-18/34/50/101/152 and wide ResNets in torchvision's names, ImageNet or CIFAR stem",
    recognise,
    shapes,
};

const TORCHVISION: Convention =
    Convention { normalise: "imagenet", source: "pytorch/vision, references/classification/presets.py" };

fn recognise(shapes: &Shapes) -> Recognised {
    let stem = shapes.get("conv1.weight").and_then(|s| s.get(2)).copied().unwrap_or(7);
    if ![3, 7].contains(&stem) || !has(shapes, "layer1.0.conv1.") || !has(shapes, "layer4.0.") {
        return None;
    }
    let head = ["fc", "linear"].into_iter().find(|h| has(shapes, &format!("{h}.")))?;
    let widening = Widening::Project(residual::projection(shapes).unwrap_or("downsample"));
    let (counted_at, convention) = if stem == 7 { (224, Some(TORCHVISION)) } else { (32, None) };
    Some(residual::plan(
        shapes,
        &Outline { family: FAMILY.name, stages: 4, stem, widening, head, counted_at, convention },
    ))
}

/// CIFAR stem: `depth = 18, width = 64`.
fn shapes(spec: &Spec) -> Result<Shapes, String> {
    let (blocks, expansion) = match spec.depth.unwrap_or(18) {
        18 => ([2, 2, 2, 2], 1),
        34 => ([3, 4, 6, 3], 1),
        50 => ([3, 4, 6, 3], 4),
        101 => ([3, 4, 23, 3], 4),
        152 => ([3, 8, 36, 3], 4),
        other => return Err(format!("a resnet has depth 18, 34, 50, 101 or 152, found {other}")),
    };
    let width = spec.width.unwrap_or(64);
    if width == 0 || !spec.hidden.is_empty() {
        return Err(format!("a resnet takes `depth` and `width` above 0, found {spec:?}"));
    }
    Ok(residual::shapes(&Drawn {
        channels: spec.input[0],
        width,
        blocks: &blocks,
        expansion,
        widening: Widening::Project("downsample"),
        classes: spec.classes,
    }))
}
