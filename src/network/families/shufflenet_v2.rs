//! ShuffleNetV2 (Ma 2018): half of the channels pass by, the others go through 1 × 1, depthwise 3 × 3 and 1 × 1 convolutions;
//! both halves are then shuffled.
//!
//! Ports and their conventions: kuangliu/pytorch-cifar (`models/shufflenetv2.py`), HobbitLong/RepDistiller
//! (`models/ShuffleNetv2.py`) and mdistiller have the same names: `conv1` (3 × 3 in kuangliu's, 1 × 1 in the others), stages
//! `layer{1,2,3}`, `conv2`, head `linear`. The first block of a stage has stride 2 and two branches of all channels:
//! `conv{1,2}` (depthwise, 1 × 1) and `conv{3,4,5}`; the others have `conv{1,2,3}`. RepDistiller's is for CIFAR-100, kuangliu's
//! for CIFAR-10.
//!
//! What the tensors do not say: strides; ReLU behind each 1 × 1 convolution, none behind the depthwise; that the half which
//! passes by is the first and comes first; two groups of the shuffle; batch norm eps 1e-5. They pool 4 × 4 pixels, which is
//! the mean at the 32 × 32 pixels that they are for. Taps: `conv1`, each block after its shuffle, `conv2`.

use super::drawing::Drawing;
use super::reader::{self, Outline, Wanted, classes, convolution, count, has, known_blocks_only, length};
use super::{Family, Recognised, ports};
use crate::network::plan::{ConvBn, Layer, Plan, Shapes};
use crate::network::spec::Spec;

/// The family.
pub const FAMILY: Family = Family {
    name: "shufflenet_v2",
    covers: "ShuffleNetV2 of any width in RepDistiller's, mdistiller's and kuangliu's names",
    recognise,
    shapes,
};

/// Channels of the stem, and of the last convolution.
const ENDS: [usize; 2] = [24, 1024];

/// Blocks of each stage.
const BLOCKS: [usize; 3] = [4, 8, 4];

fn recognise(shapes: &Shapes) -> Recognised {
    let has_branches = has(shapes, "layer1.0.conv5.") && has(shapes, "layer3.0.conv5.");
    (has_branches && has(shapes, "conv2.") && has(shapes, "linear.")).then(|| plan(shapes))
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
            let unit = Unit { shapes, name: format!("layer{stage}.{block}") };
            width = if block == 0 { unit.halving(width, &mut layers) } else { unit.keeping(width, &mut layers) };
            layers.extend([Layer::Shuffle { groups: 2 }, Layer::Tap(unit.name)]);
        }
        counts.push(blocks.to_string());
    }
    let last = convolution(shapes, "conv2", Some("bn2"), &Wanted::same(width, 1));
    width = last.outputs;
    layers.extend([Layer::ConvBn(last), Layer::Relu, Layer::Tap("conv2".to_owned()), Layer::GlobalAveragePool]);
    let of = classes(shapes, "linear");
    let outline = Outline {
        family: FAMILY.name,
        evidence: format!(
            "ShuffleNetV2: {kernel}×{kernel} stem, stages of {} blocks, {width} features, head linear",
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

struct Unit<'a> {
    shapes: &'a Shapes,
    name: String,
}

impl Unit<'_> {
    fn conv(&self, at: usize, wanted: &Wanted) -> ConvBn {
        let of = |kind: &str| format!("{}.{kind}{at}", self.name);
        convolution(self.shapes, &of("conv"), Some(&of("bn")), wanted)
    }

    /// Two branches of all channels, stride 2.
    fn halving(&self, inputs: usize, layers: &mut Vec<Layer>) -> usize {
        let left = self.conv(2, &Wanted::same(inputs, 1));
        let first = self.conv(3, &Wanted::same(inputs, 1));
        let last = self.conv(5, &Wanted::same(first.outputs, 1));
        let width = left.outputs + last.outputs;
        let depthwise = self.conv(4, &Wanted::depthwise(first.outputs, 2));
        layers.extend([Layer::SaveShortcut, Layer::ConvBn(self.conv(1, &Wanted::depthwise(inputs, 2)))]);
        layers.extend([Layer::ConvBn(left), Layer::Relu, Layer::Swap, Layer::ConvBn(first), Layer::Relu]);
        layers.extend([Layer::ConvBn(depthwise), Layer::ConvBn(last), Layer::Relu, Layer::Concatenate]);
        width
    }

    /// One branch of half of the channels.
    fn keeping(&self, inputs: usize, layers: &mut Vec<Layer>) -> usize {
        let passing = inputs / 2;
        let first = self.conv(1, &Wanted::same(inputs - passing, 1));
        let depthwise = self.conv(2, &Wanted::depthwise(first.outputs, 1));
        let last = self.conv(3, &Wanted::same(first.outputs, 1));
        let width = passing + last.outputs;
        layers.extend([Layer::Split, Layer::ConvBn(first), Layer::Relu, Layer::ConvBn(depthwise)]);
        layers.extend([Layer::ConvBn(last), Layer::Relu, Layer::Concatenate]);
        width
    }
}

/// RepDistiller's names: `width = 116`, the channels of the first stage.
fn shapes(spec: &Spec) -> Result<Shapes, String> {
    let width = spec.width.unwrap_or(116);
    if width == 0 || width % 2 == 1 || spec.depth.is_some() || !spec.hidden.is_empty() {
        return Err(format!("a shufflenet_v2 takes `width`, an even number above 0; found {spec:?}"));
    }
    let [mut inputs, last] = ENDS;
    let mut drawing = Drawing::default();
    drawing.conv_bn("conv1", "bn1", [inputs, spec.input[0], 1, 1]);
    for (stage, blocks) in BLOCKS.into_iter().enumerate() {
        let half = (width << stage) / 2;
        for block in 0..blocks {
            let name = format!("layer{}.{block}", stage + 1);
            let (one, three) = ([half, half, 1, 1], [half, 1, 3, 3]);
            let of_input = [half, inputs, 1, 1];
            let convs = if block == 0 {
                vec![[inputs, 1, 3, 3], of_input, of_input, three, one]
            } else {
                vec![one, three, one]
            };
            for (at, shape) in convs.into_iter().enumerate() {
                drawing.conv_bn(&format!("{name}.conv{}", at + 1), &format!("{name}.bn{}", at + 1), shape);
            }
            inputs = 2 * half;
        }
    }
    drawing.conv_bn("conv2", "bn2", [last, inputs, 1, 1]);
    drawing.linear("linear", spec.classes, last);
    Ok(drawing.0)
}
