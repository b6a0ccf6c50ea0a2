//! CIFAR ResNets of 6n + 2 layers (He 2016, sec. 4.2), names of the akamaster and RepDistiller ports.
//!
//! `conv1`, `bn1`, `layer{1,2,3}.{i}.{conv1,bn1,conv2,bn2}`, head `linear` or `fc`. Where a block changes the width without
//! weights for it, the shortcut is option A (every second pixel, zero channels on both sides, as akamaster's port does);
//! with `shortcut.0/1` or `downsample.0/1` it is a projection. Strides 1, 2, 2; batch norm eps 1e-5.

use super::Family;
use crate::network::{Layer, Plan, Recognised, Shapes, Shortcut};

/// The family.
pub const FAMILY: Family = Family { name: "resnet_cifar", recognise };

fn recognise(shapes: &Shapes) -> Recognised {
    let is_stem = shapes.get("conv1.weight").is_some_and(|s| s.len() == 4 && s[2..] == [3, 3]);
    let has = |name: &str| shapes.contains_key(name);
    if !is_stem || !has("layer3.0.conv2.weight") || has("layer4.0.conv1.weight") || has("layer1.0.conv3.weight") {
        return None;
    }
    let head = ["linear", "fc"].into_iter().find(|h| has(&format!("{h}.weight")))?;
    Some(plan(shapes, head))
}

fn plan(shapes: &Shapes, head: &str) -> Result<Plan, String> {
    let dimension = |name: &str, at: usize| {
        shapes
            .get(name)
            .and_then(|s| s.get(at))
            .copied()
            .ok_or_else(|| format!("the tensor {name} is missing or has too few dimensions"))
    };
    let channels = dimension("conv1.weight", 1)?;
    let mut layers = vec![conv("conv1", "bn1", 1), Layer::Relu];
    let mut width = dimension("conv1.weight", 0)?;
    let (mut blocks, mut options) = (0, "identity");
    for stage in 1..=3 {
        for block in 0.. {
            let name = format!("layer{stage}.{block}");
            if !shapes.contains_key(&format!("{name}.conv1.weight")) {
                break;
            }
            let out = dimension(&format!("{name}.conv2.weight"), 0)?;
            let stride = if stage > 1 && block == 0 { 2 } else { 1 };
            let projection =
                ["shortcut", "downsample"].into_iter().find(|p| shapes.contains_key(&format!("{name}.{p}.0.weight")));
            let shortcut = match projection {
                Some(p) => {
                    options = "projection";
                    Shortcut::Project { conv: format!("{name}.{p}.0"), bn: format!("{name}.{p}.1"), stride }
                }
                None if stride == 1 && out == width => Shortcut::Identity,
                None if out >= width && (out - width) % 2 == 0 => {
                    options = "option A";
                    Shortcut::Pad { channels: (out - width) / 2 }
                }
                None => {
                    return Err(format!(
                        "{name} goes from {width} to {out} channels and has neither shortcut.0 nor downsample.0"
                    ));
                }
            };
            let part = |p: &str| format!("{name}.{p}");
            layers.extend([
                Layer::SaveShortcut,
                conv(&part("conv1"), &part("bn1"), stride),
                Layer::Relu,
                conv(&part("conv2"), &part("bn2"), 1),
            ]);
            layers.extend([Layer::AddShortcut(shortcut), Layer::Relu]);
            width = out;
            blocks += 1;
        }
    }
    layers.push(Layer::GlobalAveragePool);
    let (classes, features) = (dimension(&format!("{head}.weight"), 0)?, dimension(&format!("{head}.weight"), 1)?);
    if features != width {
        return Err(format!("the head {head} takes {features} features, the last block gives {width}"));
    }
    Ok(Plan {
        family: FAMILY.name,
        evidence: format!(
            "ResNet-{}: 3 stages of {blocks} basic blocks in all, {options} shortcuts, head {head}",
            2 * blocks + 2
        ),
        input: [channels, 0, 0],
        multiply_adds: multiply_adds(shapes, &layers) + classes * features,
        layers,
        head: head.to_owned(),
        classes,
        width,
        parameters: 0,
        unused: Vec::new(),
    })
}

fn conv(conv: &str, bn: &str, stride: usize) -> Layer {
    Layer::ConvBn { conv: conv.to_owned(), bn: bn.to_owned(), stride, padding: 1 }
}

/// At 32 × 32 pixels.
fn multiply_adds(shapes: &Shapes, layers: &[Layer]) -> usize {
    let weights = |name: &str| shapes.get(&format!("{name}.weight")).map_or(0, |s| s.iter().product::<usize>());
    let (mut side, mut total) = (32, 0);
    for layer in layers {
        match layer {
            Layer::ConvBn { conv, stride, .. } => {
                side /= stride;
                total += weights(conv) * side * side;
            }
            Layer::AddShortcut(Shortcut::Project { conv, .. }) => total += weights(conv) * side * side,
            _ => {}
        }
    }
    total
}
