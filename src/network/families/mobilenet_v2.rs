//! MobileNetV2 (Sandler 2018): inverted residuals of a 1 × 1 expansion, a depthwise 3 × 3 and a linear 1 × 1 convolution.
//!
//! Ports and their conventions:
//! - torchvision: `features.0` (3 × 3, stride 2), blocks `features.{1…}.conv`, whose convolutions carry their batch norm
//!   and ReLU6 (`conv.0.{0,1}`, `conv.1.{0,1}`) but for the last (`conv.2`, `conv.3`), then 1 × 1, mean over pixels,
//!   `classifier.1`. Strides of the stages 1, 2, 2, 2, 1, 2, 1; a block without expansion has two convolutions.
//! - HobbitLong/RepDistiller (`models/mobilenetv2.py`; mdistiller has the same): `conv1.{0,1}`, blocks `blocks.i.j.conv.N`,
//!   `conv2.{0,1}`, head `classifier.0`; ReLU instead of ReLU6, an expansion in the first block too, and stride 1 in the
//!   second stage. It pools 2 × 2 pixels, which is the mean at the 32 × 32 pixels it is for. CIFAR-100's constants
//!   (`dataset/cifar100.py`).
//!
//! What the tensors do not say: strides, the activation, batch norm eps 1e-5, and that a block adds its input where its
//! stride is 1 and it keeps the width. Stages of torchvision's are told apart by the usual numbers of blocks, 1, 2, 3, 4,
//! 3, 3, 1. Taps: the stem, each block, and the last convolution.

use super::drawing::Drawing;
use super::reader::{self, Outline, Wanted, classes, convolution, has, length};
use super::{Family, Recognised, ports};
use crate::network::plan::{Convention, Layer, Plan, Shapes, Shortcut};
use crate::network::spec::Spec;

/// The family.
pub const FAMILY: Family = Family {
    name: "mobilenet_v2",
    covers: "MobileNetV2 of any width in torchvision's and RepDistiller's names",
    recognise,
    shapes,
};

/// Blocks of each stage.
const BLOCKS: [usize; 7] = [1, 2, 3, 4, 3, 3, 1];

/// Channels of each stage at width 1.
const WIDTHS: [usize; 7] = [16, 24, 32, 64, 96, 160, 320];

/// Names and conventions of a port.
struct Port {
    name: &'static str,
    stem: &'static str,
    last: String,
    head: &'static str,
    activation: Layer,
    /// Blocks in order, and their strides.
    blocks: Vec<(String, usize)>,
    counted_at: usize,
    /// By the number of classes.
    convention: fn(usize) -> Option<Convention>,
}

fn recognise(shapes: &Shapes) -> Recognised {
    let port = if has(shapes, "features.1.conv.0.0.") && has(shapes, "classifier.1.") {
        torchvision()
    } else if has(shapes, "blocks.0.0.conv.0.") && has(shapes, "conv2.0.") && has(shapes, "classifier.0.") {
        repdistiller()
    } else {
        return None;
    };
    Some(Ok(plan(shapes, port)))
}

/// Strides of all blocks, from those of the stages.
fn strides(stages: [usize; 7]) -> impl Iterator<Item = (usize, usize, usize)> {
    let of_stage =
        move |stage: usize| (0..BLOCKS[stage]).map(move |i| (stage, i, if i == 0 { stages[stage] } else { 1 }));
    (0..BLOCKS.len()).flat_map(of_stage)
}

fn torchvision() -> Port {
    let blocks: Vec<_> = strides([1, 2, 2, 2, 1, 2, 1])
        .enumerate()
        .map(|(at, (_, _, stride))| (format!("features.{}", at + 1), stride))
        .collect();
    Port {
        name: "torchvision's",
        stem: "features.0",
        last: format!("features.{}", blocks.len() + 1),
        head: "classifier.1",
        activation: Layer::Relu6,
        blocks,
        counted_at: 224,
        convention: |_| Some(ports::TORCHVISION),
    }
}

fn repdistiller() -> Port {
    Port {
        name: "RepDistiller's",
        stem: "conv1",
        last: "conv2".to_owned(),
        head: "classifier.0",
        activation: Layer::Relu,
        blocks: strides([1, 1, 2, 2, 1, 2, 1])
            .map(|(stage, i, stride)| (format!("blocks.{stage}.{i}"), stride))
            .collect(),
        counted_at: 32,
        convention: ports::repdistiller,
    }
}

fn plan(shapes: &Shapes, port: Port) -> Plan {
    let reader = Reader { shapes, activation: &port.activation };
    let channels = length(shapes, &format!("{}.0.weight", port.stem), 1).unwrap_or(3);
    let mut layers = Vec::new();
    let mut width = reader.conv(port.stem, &Wanted { stride: 2, ..Wanted::same(channels, 3) }, &mut layers);
    let stem = width;
    layers.push(Layer::Tap(port.stem.to_owned()));
    for (name, stride) in &port.blocks {
        width = reader.block(name, width, *stride, &mut layers);
    }
    width = reader.conv(&port.last, &Wanted::same(width, 1), &mut layers);
    layers.extend([Layer::Tap(port.last), Layer::GlobalAveragePool]);
    let (blocks, head) = (port.blocks.len(), port.head);
    let outline = Outline {
        family: FAMILY.name,
        evidence: format!("MobileNetV2: {} names, stem of {stem} channels, {blocks} blocks, head {head}", port.name),
        channels,
        side: None,
        counted_at: port.counted_at,
        head,
        width,
        convention: (port.convention)(classes(shapes, head)),
    };
    reader::plan(shapes, outline, layers)
}

struct Reader<'a> {
    shapes: &'a Shapes,
    activation: &'a Layer,
}

impl Reader<'_> {
    /// Adds `name.0`, `name.1` and the activation; returns the width.
    fn conv(&self, name: &str, wanted: &Wanted, layers: &mut Vec<Layer>) -> usize {
        let conv = convolution(self.shapes, &format!("{name}.0"), Some(&format!("{name}.1")), wanted);
        let width = conv.outputs;
        layers.extend([Layer::ConvBn(conv), self.activation.clone()]);
        width
    }

    /// Adds the layers of a block and returns its width.
    fn block(&self, name: &str, inputs: usize, stride: usize, layers: &mut Vec<Layer>) -> usize {
        let parts = self.parts(name);
        let (last, before) = (parts.len() - 1, layers.len());
        let mut width = inputs;
        for (at, (conv, bn)) in parts.into_iter().enumerate() {
            let is_depthwise = at + 1 == last;
            let wanted = if is_depthwise { Wanted::depthwise(width, stride) } else { Wanted::same(width, 1) };
            let conv = convolution(self.shapes, &conv, Some(&bn), &wanted);
            width = conv.outputs;
            layers.push(Layer::ConvBn(conv));
            if at < last {
                layers.push(self.activation.clone());
            }
        }
        if stride == 1 && width == inputs {
            layers.insert(before, Layer::SaveShortcut);
            layers.push(Layer::AddShortcut(Shortcut::Identity));
        }
        layers.push(Layer::Tap(name.to_owned()));
        width
    }

    /// Names of a block's convolutions and batch norms. torchvision nests those with an activation; without an expansion
    /// the first of them is missing.
    fn parts(&self, name: &str) -> Vec<(String, String)> {
        let of = |conv: &str, bn: &str| (format!("{name}.conv.{conv}"), format!("{name}.conv.{bn}"));
        if !has(self.shapes, &format!("{name}.conv.0.0.")) {
            return vec![of("0", "1"), of("3", "4"), of("6", "7")];
        }
        if has(self.shapes, &format!("{name}.conv.1.0.")) {
            return vec![of("0.0", "0.1"), of("1.0", "1.1"), of("2", "3")];
        }
        vec![of("0.0", "0.1"), of("1", "2")]
    }
}

/// RepDistiller's names, as its CIFAR nets have them: `width` channels in the stem (32 at full width; 16 is its half).
fn shapes(spec: &Spec) -> Result<Shapes, String> {
    let stem = spec.width.unwrap_or(16);
    if stem == 0 || !stem.is_multiple_of(4) || spec.depth.is_some() || !spec.hidden.is_empty() {
        return Err(format!(
            "a mobilenet_v2 takes `width`, the stem's channels, a multiple of 4 above 0; found {spec:?}"
        ));
    }
    let mut drawing = Drawing::default();
    drawing.conv_bn("conv1.0", "conv1.1", [stem, spec.input[0], 3, 3]);
    let mut inputs = stem;
    for (stage, i, _) in strides([1; 7]) {
        let (outputs, wide) = (WIDTHS[stage] * stem / 32, inputs * if stage == 0 { 1 } else { 6 });
        let name = format!("blocks.{stage}.{i}.conv");
        for (at, shape) in [[wide, inputs, 1, 1], [wide, 1, 3, 3], [outputs, wide, 1, 1]].into_iter().enumerate() {
            drawing.conv_bn(&format!("{name}.{}", 3 * at), &format!("{name}.{}", 3 * at + 1), shape);
        }
        inputs = outputs;
    }
    let last = 1280.max(1280 * stem / 32);
    drawing.conv_bn("conv2.0", "conv2.1", [last, inputs, 1, 1]);
    drawing.linear("classifier.0", spec.classes, last);
    Ok(drawing.0)
}
