//! ShuffleNet (Zhang 2018): a grouped 1 × 1 convolution, a channel shuffle, a depthwise 3 × 3 and a grouped 1 × 1.
//!
//! Ports and their conventions: kuangliu/pytorch-cifar (`models/shufflenet.py`), HobbitLong/RepDistiller
//! (`models/ShuffleNetv1.py`) and mdistiller have the same names: `conv1` (1 × 1 in each), `layer{1,2,3}.i.{conv,bn}{1,2,3}`,
//! head `linear`. The first block of each stage has stride 2 and puts the mean of 3 × 3 pixels of its input, whose border's
//! zeros count, behind its own channels, before ReLU; the others add their input. RepDistiller's is for CIFAR-100, kuangliu's
//! for CIFAR-10.
//!
//! The groups are in the shapes: of `conv1`, whose groups are those of the shuffle (none in the first block of all), and of
//! `conv3`. What the tensors do not say: strides, ReLU but for none behind `bn3`, batch norm eps 1e-5. They pool 4 × 4
//! pixels, which is the mean at the 32 × 32 pixels that they are for. Taps: `conv1`, and each block.

use super::drawing::Drawing;
use super::reader::{self, Outline, Wanted, classes, convolution, count, has, known_blocks_only, length};
use super::{Family, Recognised, ports};
use crate::network::plan::{Layer, Plan, Shapes, Shortcut};
use crate::network::spec::Spec;

/// The family.
pub const FAMILY: Family = Family {
    name: "shufflenet_v1",
    covers: "ShuffleNet with any groups in RepDistiller's, mdistiller's and kuangliu's names",
    recognise,
    shapes,
};

/// Channels of the stem.
const STEM: usize = 24;

/// Blocks of each stage.
const BLOCKS: [usize; 3] = [4, 8, 4];

fn recognise(shapes: &Shapes) -> Recognised {
    let is_depthwise = length(shapes, "layer1.0.conv2.weight", 1) == Some(1);
    let is_grouped = is_depthwise && has(shapes, "layer1.0.conv3.") && !has(shapes, "layer1.0.conv4.");
    (is_grouped && has(shapes, "layer3.0.") && has(shapes, "linear.")).then(|| plan(shapes))
}

fn plan(shapes: &Shapes) -> Result<Plan, String> {
    let channels = length(shapes, "conv1.weight", 1).unwrap_or(3);
    let kernel = length(shapes, "conv1.weight", 2).unwrap_or(1);
    let stem = convolution(shapes, "conv1", Some("bn1"), &Wanted::same(channels, kernel));
    let mut width = stem.outputs;
    let mut layers = vec![Layer::ConvBn(stem), Layer::Relu, Layer::Tap("conv1".to_owned())];
    let mut counts = Vec::new();
    for stage in 1..=3 {
        let blocks = count(shapes, &format!("layer{stage}"));
        for block in 0..blocks {
            let name = format!("layer{stage}.{block}");
            width = unit(
                shapes,
                &name,
                &Wanted { stride: 1 + usize::from(block == 0), ..Wanted::same(width, 1) },
                &mut layers,
            );
            layers.push(Layer::Tap(name));
        }
        counts.push(blocks.to_string());
    }
    layers.push(Layer::GlobalAveragePool);
    let groups = groups(shapes, "layer1.1.conv1", length(shapes, "layer1.1.bn3.weight", 0).unwrap_or(1));
    let of = classes(shapes, "linear");
    let outline = Outline {
        family: FAMILY.name,
        evidence: format!(
            "ShuffleNet: {groups} groups, stages of {} blocks to {width} channels, head linear",
            counts.join(", ")
        ),
        channels,
        side: None,
        counted_at: 32,
        head: "linear",
        width,
        convention: ports::kuangliu(of).or_else(|| ports::repdistiller(of)),
    };
    known_blocks_only(reader::plan(shapes, outline, layers), shapes, &["layer"])
}

/// Groups of a convolution of so many channels.
fn groups(shapes: &Shapes, conv: &str, inputs: usize) -> usize {
    let of_group = length(shapes, &format!("{conv}.weight"), 1).unwrap_or(inputs);
    inputs / of_group.clamp(1, inputs.max(1))
}

/// Adds the layers of a block and returns its width.
fn unit(shapes: &Shapes, name: &str, wanted: &Wanted, layers: &mut Vec<Layer>) -> usize {
    let Wanted { inputs, stride, .. } = *wanted;
    let conv = |at: usize, wanted: &Wanted| {
        convolution(shapes, &format!("{name}.conv{at}"), Some(&format!("{name}.bn{at}")), wanted)
    };
    let pointwise = |at: usize, inputs: usize| {
        let groups = groups(shapes, &format!("{name}.conv{at}"), inputs);
        conv(at, &Wanted { groups, ..Wanted::same(inputs, 1) })
    };
    let first = pointwise(1, inputs);
    let (groups, inner) = (first.groups, first.outputs);
    let second = conv(2, &Wanted::depthwise(inner, stride));
    let third = pointwise(3, inner);
    let outputs = third.outputs;
    layers.extend([Layer::SaveShortcut, Layer::ConvBn(first), Layer::Relu]);
    layers.extend((groups > 1).then_some(Layer::Shuffle { groups }));
    layers.extend([Layer::ConvBn(second), Layer::Relu, Layer::ConvBn(third)]);
    if stride == 1 {
        layers.extend([Layer::AddShortcut(Shortcut::Identity), Layer::Relu]);
        return outputs;
    }
    layers.extend([Layer::Swap, Layer::AveragePool, Layer::Concatenate, Layer::Relu]);
    outputs + inputs
}

/// RepDistiller's names: `width = 240`, the channels of the first stage, in 3 groups.
fn shapes(spec: &Spec) -> Result<Shapes, String> {
    let (width, groups) = (spec.width.unwrap_or(240), 3);
    if width <= STEM || !width.is_multiple_of(4 * groups) || spec.depth.is_some() || !spec.hidden.is_empty() {
        return Err(format!("a shufflenet_v1 takes `width`, a multiple of 12 above {STEM}; found {spec:?}"));
    }
    let (mut drawing, mut inputs) = (Drawing::default(), STEM);
    drawing.conv_bn("conv1", "bn1", [STEM, spec.input[0], 1, 1]);
    for (stage, blocks) in BLOCKS.into_iter().enumerate() {
        for block in 0..blocks {
            let name = format!("layer{}.{block}", stage + 1);
            let outputs = (width << stage) - if block == 0 { inputs } else { 0 };
            let (inner, first) = (outputs / 4, if inputs == STEM { 1 } else { groups });
            let convs = [[inner, inputs / first, 1, 1], [inner, 1, 3, 3], [outputs, inner / groups, 1, 1]];
            for (at, shape) in convs.into_iter().enumerate() {
                drawing.conv_bn(&format!("{name}.conv{}", at + 1), &format!("{name}.bn{}", at + 1), shape);
            }
            inputs = width << stage;
        }
    }
    drawing.linear("linear", spec.classes, inputs);
    Ok(drawing.0)
}
