//! Pre-activated ResNets (He 2016b) that are no wide ResNets.
//!
//! Ports and their conventions:
//! - kuangliu/pytorch-cifar (`models/preact_resnet.py`): four stages, projections `shortcut.0` of the activated input, head
//!   `linear`, no norm behind the last block. Its `ResNet18` of early 2017 had the same blocks behind `conv1`, `bn1` and a
//!   ReLU. Forks with a norm `bn` behind the last block are read too.
//! - imirzadeh/Teacher-Assistant-Knowledge-Distillation (`resnet_cifar.py`): three stages, projections `downsample.0` of the
//!   activated input, norm `bn` behind the last block, head `fc`.
//!
//! What the tensors do not say: strides 1, 2, 2(, 2); what is projected; batch norm eps 1e-5. They pool the 4 × 4 (8 × 8)
//! pixels that are left of the 32 × 32 that they are for, which is the mean.

use super::preactivation::{self, Drawn, Port, Projected, Widths, is_preactivated};
use super::reader::{has, length};
use super::{Family, Recognised, ports};
use crate::network::plan::Shapes;
use crate::network::spec::Spec;

/// The family.
pub const FAMILY: Family = Family {
    name: "preact_resnet",
    covers: "pre-activated ResNets in kuangliu's names (four stages) and TAKD's (three)",
    recognise,
    shapes,
};

const KUANGLIU: Port = Port {
    family: FAMILY.name,
    name: "kuangliu's",
    stages: &["layer1", "layer2", "layer3", "layer4"],
    projection: "shortcut.0",
    projected: Projected::Activated,
    first_norm: None,
    last_norm: None,
    head: "linear",
    convention: ports::kuangliu,
};

const TEACHER_ASSISTANT: Port = Port {
    name: "TAKD's",
    stages: &["layer1", "layer2", "layer3"],
    projection: "downsample.0",
    last_norm: Some("bn"),
    head: "fc",
    convention: ports::teacher_assistant,
    ..KUANGLIU
};

fn recognise(shapes: &Shapes) -> Recognised {
    if !is_preactivated(shapes, "layer2.0") {
        return None;
    }
    let has_all = |prefixes: &[&str]| prefixes.iter().all(|prefix| has(shapes, prefix));
    let port = if has_all(&["layer4.", "linear."]) {
        KUANGLIU
    } else if has_all(&["layer2.0.downsample.0.", "fc.", "bn."]) {
        TEACHER_ASSISTANT
    } else {
        return None;
    };
    let is_of_stem = has(shapes, "bn1.") && length(shapes, "bn1.weight", 0) == length(shapes, "conv1.weight", 0);
    let first_norm = is_of_stem.then_some("bn1");
    let last_norm = has(shapes, "bn.").then_some("bn");
    Some(preactivation::plan(shapes, &Port { first_norm, last_norm, ..port }, title))
}

fn title(convolutions: usize, _: Widths) -> String {
    format!("PreActResNet-{}", convolutions + 2)
}

/// kuangliu's names: `depth = 18, width = 64`.
fn shapes(spec: &Spec) -> Result<Shapes, String> {
    let (blocks, expansion) = super::resnet::blocks(spec)?;
    let width = spec.width.unwrap_or(64);
    let drawn =
        Drawn { channels: spec.input[0], stem: width, width, blocks: &blocks, expansion, classes: spec.classes };
    Ok(preactivation::shapes(&KUANGLIU, &drawn))
}
