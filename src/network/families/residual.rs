//! What the ResNet families share: stages of basic or bottleneck blocks, read from tensor names, or named for the lab.
//!
//! Names: `layer{s}.{i}.{conv,bn}{1,2[,3]}`, projections `shortcut.{0,1}` (akamaster, kuangliu) or `downsample.{0,1}`
//! (torchvision, RepDistiller). A bottleneck's stride is at its 3 × 3 convolution (torchvision; "v1.5"). The first block of
//! each stage but the first has stride 2. Taps: `conv1` after ReLU, and each block after its last ReLU.

use super::drawing::Drawing;
use super::reader::{self, Wanted, classes, convolution, count, has, known_blocks_only, length};
use crate::network::plan::{ConvBn, Convention, Layer, MaxPool, Plan, Shapes, Shortcut};

/// What a family knows before it looks at the blocks.
pub(super) struct Outline {
    pub(super) family: &'static str,
    pub(super) stages: usize,
    /// Kernel of `conv1`; one of 7 has stride 2 and a max pool after it.
    pub(super) stem: usize,
    /// Whether a block that widens without weights for it is option A, or lacks its weights.
    pub(super) widening: Widening,
    pub(super) head: &'static str,
    pub(super) counted_at: usize,
    /// By the number of classes.
    pub(super) convention: fn(usize) -> Option<Convention>,
}

/// How a block widens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Widening {
    /// Option A: zero channels.
    Pad,
    /// A projection of this name.
    Project(&'static str),
}

/// The name of the projections, where any block has one.
pub(super) fn projection(shapes: &Shapes) -> Option<&'static str> {
    ["shortcut", "downsample"].into_iter().find(|p| shapes.keys().any(|n| n.contains(&format!(".{p}.0."))))
}

/// Reads the plan off the shapes. What is missing is filled in as its neighbours need it, so that it can be listed.
pub(super) fn plan(shapes: &Shapes, outline: &Outline) -> Result<Plan, String> {
    let reader = Reader { shapes, outline, is_bottleneck: has(shapes, "layer1.0.conv3.") };
    let channels = length(shapes, "conv1.weight", 1).unwrap_or(3);
    let is_large = outline.stem == 7;
    let wanted = Wanted { outputs: 64, stride: 1 + usize::from(is_large), ..Wanted::same(channels, outline.stem) };
    let stem = convolution(shapes, "conv1", Some("bn1"), &wanted);
    let mut width = stem.outputs;
    let mut layers = vec![Layer::ConvBn(stem), Layer::Relu, Layer::Tap("conv1".to_owned())];
    if is_large {
        layers.push(Layer::MaxPool(MaxPool { kernel: 3, only_at: None }));
    }
    let mut counts = Vec::new();
    for stage in 1..=outline.stages {
        let blocks = count(shapes, &format!("layer{stage}"));
        for block in 0..blocks {
            let stride = if stage > 1 && block == 0 { 2 } else { 1 };
            width = reader.block(&format!("layer{stage}.{block}"), width, stride, &mut layers)?;
        }
        counts.push(blocks);
    }
    layers.push(Layer::GlobalAveragePool);
    let outline = reader::Outline {
        family: outline.family,
        evidence: reader.evidence(&counts),
        channels,
        side: None,
        counted_at: outline.counted_at,
        head: outline.head,
        width,
        convention: (outline.convention)(classes(shapes, outline.head)),
    };
    known_blocks_only(reader::plan(shapes, outline, layers), shapes, &["layer"])
}

struct Reader<'a> {
    shapes: &'a Shapes,
    outline: &'a Outline,
    is_bottleneck: bool,
}

impl Reader<'_> {
    /// Adds the layers of a block and returns its width.
    fn block(&self, name: &str, inputs: usize, stride: usize, layers: &mut Vec<Layer>) -> Result<usize, String> {
        let conv = |at: usize, wanted: &Wanted| {
            convolution(self.shapes, &format!("{name}.conv{at}"), Some(&format!("{name}.bn{at}")), wanted)
        };
        let planes = if stride == 1 { inputs } else { 2 * inputs };
        let convs = if self.is_bottleneck {
            let first = conv(1, &Wanted { outputs: planes / 4, ..Wanted::same(inputs, 1) });
            let second = conv(2, &Wanted { stride, ..Wanted::same(first.outputs, 3) });
            let third = conv(3, &Wanted { outputs: 4 * second.outputs, ..Wanted::same(second.outputs, 1) });
            vec![first, second, third]
        } else {
            let first = conv(1, &Wanted { outputs: planes, stride, ..Wanted::same(inputs, 3) });
            let second = conv(2, &Wanted::same(first.outputs, 3));
            vec![first, second]
        };
        let outputs = convs.last().map_or(inputs, |c| c.outputs);
        let shortcut = self.shortcut(name, &Wanted { outputs, stride, ..Wanted::same(inputs, 1) })?;
        layers.push(Layer::SaveShortcut);
        let last = convs.len() - 1;
        for (at, conv) in convs.into_iter().enumerate() {
            layers.push(Layer::ConvBn(conv));
            layers.push(if at == last { Layer::AddShortcut(shortcut.clone()) } else { Layer::Relu });
        }
        layers.extend([Layer::Relu, Layer::Tap(name.to_owned())]);
        Ok(outputs)
    }

    fn shortcut(&self, name: &str, wanted: &Wanted) -> Result<Shortcut, String> {
        let Wanted { inputs, outputs, stride, .. } = *wanted;
        let project = |p: &str| {
            let bn = format!("{name}.{p}.1");
            Shortcut::Project(ConvBn {
                outputs,
                ..convolution(self.shapes, &format!("{name}.{p}.0"), Some(&bn), wanted)
            })
        };
        match self.outline.widening {
            Widening::Project(p) if self.shapes.contains_key(&format!("{name}.{p}.0.weight")) => Ok(project(p)),
            _ if stride == 1 && inputs == outputs => Ok(Shortcut::Identity),
            Widening::Project(p) => Ok(project(p)),
            Widening::Pad if outputs >= inputs && (outputs - inputs).is_multiple_of(2) => {
                Ok(Shortcut::Pad { channels: (outputs - inputs) / 2, stride })
            }
            Widening::Pad => Err(format!(
                "{name} goes from {inputs} to {outputs} channels without shortcut.0 or downsample.0, and zero channels \
                 (option A) cannot fill that; export the whole state_dict"
            )),
        }
    }

    fn evidence(&self, counts: &[usize]) -> String {
        let (kind, each) = if self.is_bottleneck { ("bottleneck", 3) } else { ("basic", 2) };
        let option = match self.outline.widening {
            Widening::Pad => "option A shortcuts",
            Widening::Project(_) => "projection shortcuts",
        };
        let listed: Vec<String> = counts.iter().map(usize::to_string).collect();
        format!(
            "ResNet-{}: {}×{} stem, stages of {} {kind} blocks, {option}, head {}",
            each * counts.iter().sum::<usize>() + 2,
            self.outline.stem,
            self.outline.stem,
            listed.join(", "),
            self.outline.head
        )
    }
}

/// A network to be named for the lab: 3 × 3 stem, `blocks` a stage, widths doubling from `width`, head `fc`.
pub(super) struct Drawn<'a> {
    pub(super) channels: usize,
    pub(super) width: usize,
    pub(super) blocks: &'a [usize],
    /// Output channels over planes: 1 for basic blocks, 4 for bottlenecks.
    pub(super) expansion: usize,
    pub(super) widening: Widening,
    pub(super) classes: usize,
}

pub(super) fn shapes(drawn: &Drawn<'_>) -> Shapes {
    let mut drawing = Drawing::default();
    drawing.conv_bn("conv1", "bn1", [drawn.width, drawn.channels, 3, 3]);
    let mut inputs = drawn.width;
    for (stage, blocks) in drawn.blocks.iter().enumerate() {
        let planes = drawn.width << stage;
        let outputs = planes * drawn.expansion;
        let kernels: &[[usize; 3]] = if drawn.expansion == 1 {
            &[[planes, 0, 3], [planes, planes, 3]]
        } else {
            &[[planes, 0, 1], [planes, planes, 3], [outputs, planes, 1]]
        };
        for block in 0..*blocks {
            let name = format!("layer{}.{block}", stage + 1);
            for (at, [outputs, from, kernel]) in kernels.iter().enumerate() {
                let (from, at) = (if at == 0 { inputs } else { *from }, at + 1);
                let shape = [*outputs, from, *kernel, *kernel];
                drawing.conv_bn(&format!("{name}.conv{at}"), &format!("{name}.bn{at}"), shape);
            }
            if let Widening::Project(p) = drawn.widening
                && inputs != outputs
            {
                drawing.conv_bn(&format!("{name}.{p}.0"), &format!("{name}.{p}.1"), [outputs, inputs, 1, 1]);
            }
            inputs = outputs;
        }
    }
    drawing.linear("fc", drawn.classes, inputs);
    drawing.0
}
