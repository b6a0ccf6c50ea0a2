//! What pre-activated residual networks share (He 2016b): batch norm and ReLU stand before each convolution, and nothing
//! behind the sum.
//!
//! A block is x + conv2(relu(bn2(conv1(relu(bn1(x)))))), a bottleneck has a third; its stride is at the 3 × 3 convolution. A
//! block that widens projects by a 1 × 1 convolution without batch norm: of relu(bn1(x)), or of x itself, as the port has it.
//! The first block of each stage but the first has stride 2. Taps: `conv1`, each block after its sum, and the last ReLU.

use super::drawing::Drawing;
use super::reader::{self, Wanted, classes, convolution, count, known_blocks_only, length, norm};
use crate::network::plan::{Convention, Layer, Plan, Shapes, Shortcut};

/// What a port says.
pub(super) struct Port {
    pub(super) family: &'static str,
    pub(super) name: &'static str,
    /// Names of the stages, up to the block's number.
    pub(super) stages: &'static [&'static str],
    /// The projection's name in a block.
    pub(super) projection: &'static str,
    pub(super) projected: Projected,
    /// A batch norm, and a ReLU, right behind `conv1`.
    pub(super) first_norm: Option<&'static str>,
    /// A batch norm, and a ReLU, behind the last block.
    pub(super) last_norm: Option<&'static str>,
    pub(super) head: &'static str,
    /// By the number of classes.
    pub(super) convention: fn(usize) -> Option<Convention>,
}

/// What a block projects where it widens.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Projected {
    /// Its input.
    Input,
    /// Its input after batch norm and ReLU.
    Activated,
}

/// Whether the blocks are pre-activated: the first norm of a block that widens is as wide as its input, not as what its
/// convolution gives.
pub(super) fn is_preactivated(shapes: &Shapes, block: &str) -> bool {
    let normed = length(shapes, &format!("{block}.bn1.weight"), 0);
    let [outputs, inputs] = [0, 1].map(|axis| length(shapes, &format!("{block}.conv1.weight"), axis));
    normed.is_some() && normed == inputs && inputs != outputs
}

/// Widths that a plan went through.
#[derive(Clone, Copy)]
pub(super) struct Widths {
    pub(super) stem: usize,
    /// Of the first stage.
    pub(super) first: usize,
}

/// Reads the plan off the shapes; `title` names it by the number of convolutions in its blocks and its widths.
pub(super) fn plan(shapes: &Shapes, port: &Port, title: fn(usize, Widths) -> String) -> Result<Plan, String> {
    let channels = length(shapes, "conv1.weight", 1).unwrap_or(3);
    let stem = convolution(shapes, "conv1", port.first_norm, &Wanted { outputs: 16, ..Wanted::same(channels, 3) });
    let stem_width = stem.outputs;
    let mut layers = vec![Layer::ConvBn(stem)];
    layers.extend(port.first_norm.map(|_| Layer::Relu));
    layers.push(Layer::Tap("conv1".to_owned()));
    let stages = stages(shapes, port, stem_width, &mut layers);
    let width = stages.last().map_or(stem_width, |s| s.width);
    if let Some(last) = port.last_norm {
        layers.extend([norm(last, width), Layer::Relu, Layer::Tap(last.to_owned())]);
    }
    layers.push(Layer::GlobalAveragePool);
    let listed: Vec<String> = stages.iter().map(|s| s.blocks.to_string()).collect();
    let widths = Widths { stem: stem_width, first: stages.first().map_or(stem_width, |s| s.width) };
    let outline = reader::Outline {
        family: port.family,
        evidence: format!(
            "{}: {} names, stages of {} pre-activated blocks, head {}",
            title(stages.iter().map(|s| s.convolutions).sum(), widths),
            port.name,
            listed.join(", "),
            port.head
        ),
        channels,
        side: None,
        counted_at: 32,
        head: port.head,
        width,
        convention: (port.convention)(classes(shapes, port.head)),
    };
    known_blocks_only(reader::plan(shapes, outline, layers), shapes, port.stages)
}

/// What a stage came to.
struct Stage {
    blocks: usize,
    /// Convolutions, but for projections.
    convolutions: usize,
    width: usize,
}

/// Adds the blocks of all stages.
fn stages(shapes: &Shapes, port: &Port, stem: usize, layers: &mut Vec<Layer>) -> Vec<Stage> {
    let (mut stages, mut width) = (Vec::new(), stem);
    for (at, stage) in port.stages.iter().enumerate() {
        let blocks = count(shapes, stage);
        for block in 0..blocks {
            let stride = if at > 0 && block == 0 { 2 } else { 1 };
            let wanted = Wanted { stride, ..Wanted::same(width, 3) };
            width = Block { shapes, port, name: format!("{stage}.{block}") }.layers(&wanted, layers);
        }
        let each = if has_third(shapes, &format!("{stage}.0")) { 3 } else { 2 };
        stages.push(Stage { blocks, convolutions: each * blocks, width });
    }
    stages
}

fn has_third(shapes: &Shapes, block: &str) -> bool {
    reader::has(shapes, &format!("{block}.conv3."))
}

struct Block<'a> {
    shapes: &'a Shapes,
    port: &'a Port,
    name: String,
}

impl Block<'_> {
    /// Adds the block's layers and returns its width.
    fn layers(&self, wanted: &Wanted, layers: &mut Vec<Layer>) -> usize {
        let Wanted { inputs, stride, .. } = *wanted;
        let planes = if stride == 1 { inputs } else { 2 * inputs };
        let conv = |at: usize, norm: Option<usize>, wanted: &Wanted| {
            let bn = norm.map(|n| format!("{}.bn{n}", self.name));
            convolution(self.shapes, &format!("{}.conv{at}", self.name), bn.as_deref(), wanted)
        };
        let convs = if has_third(self.shapes, &self.name) {
            let first = conv(1, Some(2), &Wanted { outputs: planes / 4, ..Wanted::same(inputs, 1) });
            let second = conv(2, Some(3), &Wanted { stride, ..Wanted::same(first.outputs, 3) });
            let third = conv(3, None, &Wanted { outputs: 4 * second.outputs, ..Wanted::same(second.outputs, 1) });
            vec![first, second, third]
        } else {
            let first = conv(1, Some(2), &Wanted { outputs: planes, stride, ..Wanted::same(inputs, 3) });
            let second = conv(2, None, &Wanted::same(first.outputs, 3));
            vec![first, second]
        };
        let outputs = convs.last().map_or(inputs, |c| c.outputs);
        let shortcut = self.shortcut(&Wanted { outputs, stride, ..Wanted::same(inputs, 1) });
        let activated = [norm(&format!("{}.bn1", self.name), inputs), Layer::Relu];
        if matches!(shortcut, Shortcut::Project(_)) && self.port.projected == Projected::Activated {
            layers.extend(activated);
            layers.push(Layer::SaveShortcut);
        } else {
            layers.push(Layer::SaveShortcut);
            layers.extend(activated);
        }
        for conv in convs {
            let is_last = conv.bn.is_none();
            layers.push(Layer::ConvBn(conv));
            layers.push(if is_last { Layer::AddShortcut(shortcut.clone()) } else { Layer::Relu });
        }
        layers.push(Layer::Tap(self.name.clone()));
        outputs
    }

    fn shortcut(&self, wanted: &Wanted) -> Shortcut {
        let name = format!("{}.{}", self.name, self.port.projection);
        let widens = wanted.stride != 1 || wanted.inputs != wanted.outputs;
        if !widens && !self.shapes.contains_key(&format!("{name}.weight")) {
            return Shortcut::Identity;
        }
        Shortcut::Project(convolution(self.shapes, &name, None, wanted))
    }
}

/// A network to be named for the lab: `blocks` a stage, of the port's names.
pub(super) struct Drawn<'a> {
    pub(super) channels: usize,
    pub(super) stem: usize,
    /// Planes of the first stage; each stage has twice those of the one before.
    pub(super) width: usize,
    pub(super) blocks: &'a [usize],
    /// Output channels over planes: 1 for basic blocks, 4 for bottlenecks.
    pub(super) expansion: usize,
    pub(super) classes: usize,
}

pub(super) fn shapes(port: &Port, drawn: &Drawn<'_>) -> Shapes {
    let mut drawing = Drawing::default();
    drawing.conv("conv1", [drawn.stem, drawn.channels, 3, 3]);
    let mut inputs = drawn.stem;
    for (at, (stage, blocks)) in port.stages.iter().zip(drawn.blocks).enumerate() {
        let planes = drawn.width << at;
        let outputs = planes * drawn.expansion;
        for block in 0..*blocks {
            let name = format!("{stage}.{block}");
            let convs: &[[usize; 3]] = if drawn.expansion == 1 {
                &[[planes, inputs, 3], [planes, planes, 3]]
            } else {
                &[[planes, inputs, 1], [planes, planes, 3], [outputs, planes, 1]]
            };
            for (at, [outputs, inputs, kernel]) in convs.iter().enumerate() {
                drawing.norm(&format!("{name}.bn{}", at + 1), *inputs);
                drawing.conv(&format!("{name}.conv{}", at + 1), [*outputs, *inputs, *kernel, *kernel]);
            }
            if inputs != outputs || (at > 0 && block == 0) {
                drawing.conv(&format!("{name}.{}", port.projection), [outputs, inputs, 1, 1]);
            }
            inputs = outputs;
        }
    }
    if let Some(last) = port.last_norm {
        drawing.norm(last, inputs);
    }
    drawing.linear(port.head, drawn.classes, inputs);
    drawing.0
}
