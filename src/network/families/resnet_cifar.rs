//! CIFAR ResNets: 3 × 3 stem, three stages, 6n + 2 layers (He 2016, sec. 4.2) or, with bottlenecks, 9n + 2.
//!
//! Ports and their conventions:
//! - akamaster/pytorch_resnet_cifar10: head `linear`, option A (every second pixel, zero channels on both sides), inputs
//!   normalised with ImageNet's mean and standard deviation (its `trainer.py`).
//! - HobbitLong/RepDistiller: head `fc`, projections `downsample.{0,1}`, CIFAR-100's constants (its
//!   `dataset/cifar100.py`); widths 16-16-32-64, or 32-64-128-256 ("8x4", "32x4"), whose first stage widens too. mdistiller,
//!   chenyaofo/pytorch-cifar-models, torchdistill and TAKD have the same names. On CIFAR-100 their constants agree to the
//!   third digit; on CIFAR-10 they do not, and a trial on the data decides.
//!
//! Strides 1, 2, 2; a bottleneck's at its 3 × 3 convolution; batch norm eps 1e-5. Where no block has a projection's
//! weights, the shortcut is option A; where one has, each that widens must.

use super::reader::{has, length};
use super::residual::{self, Drawn, Outline, Widening};
use super::{Family, Recognised, ports};
use crate::network::plan::{Convention, Shapes};
use crate::network::spec::Spec;

/// The family.
pub const FAMILY: Family = Family {
    name: "resnet_cifar",
    covers: "CIFAR ResNets of three stages: akamaster's and RepDistiller's names (also mdistiller, chenyaofo, torchdistill, TAKD), basic and bottleneck blocks",
    recognise,
    shapes,
};

const AKAMASTER: Convention =
    Convention { normalise: "imagenet", source: "akamaster/pytorch_resnet_cifar10, trainer.py" };
fn recognise(shapes: &Shapes) -> Recognised {
    let kernel = length(shapes, "conv1.weight", 2).unwrap_or(3);
    let has_three_stages = has(shapes, "layer1.0.conv1.") && has(shapes, "layer3.0.") && !has(shapes, "layer4.");
    if kernel != 3 || !has_three_stages {
        return None;
    }
    let head = ["linear", "fc"].into_iter().find(|h| has(shapes, &format!("{h}.")))?;
    let widening = residual::projection(shapes).map_or(Widening::Pad, Widening::Project);
    let convention: fn(usize) -> _ = match (head, widening) {
        ("linear", Widening::Pad) => |_| Some(AKAMASTER),
        ("fc", Widening::Project("downsample")) => ports::repdistiller,
        _ => |_| None,
    };
    Some(residual::plan(
        shapes,
        &Outline { family: FAMILY.name, stages: 3, stem: 3, widening, head, counted_at: 32, convention },
    ))
}

/// Option A, basic blocks, head `fc` (a naming without a port's preprocessing): `depth = 20, width = 16`.
fn shapes(spec: &Spec) -> Result<Shapes, String> {
    let depth = spec.depth.unwrap_or(20);
    if depth < 8 || depth % 6 != 2 || !spec.hidden.is_empty() {
        return Err(format!(
            "a resnet_cifar takes `depth = 6n + 2` (8, 14, 20, 32, 56, …) and `width`, found {spec:?}"
        ));
    }
    let width = spec.width.unwrap_or(16);
    if width == 0 || width % 2 == 1 {
        return Err(format!("a resnet_cifar needs an even width above 0 (option A pads both sides), found {width}"));
    }
    Ok(residual::shapes(&Drawn {
        channels: spec.input[0],
        width,
        blocks: &[(depth - 2) / 6; 3],
        expansion: 1,
        widening: Widening::Pad,
        classes: spec.classes,
    }))
}
