//! What the ResNet families share: stages of basic or bottleneck blocks, read from tensor names, or named for the lab.
//!
//! Names: `layer{s}.{i}.{conv,bn}{1,2[,3]}`, projections `shortcut.{0,1}` (akamaster, kuangliu) or `downsample.{0,1}`
//! (torchvision, RepDistiller). A bottleneck's stride is at its 3 × 3 convolution (torchvision; "v1.5"). The first block of
//! each stage but the first has stride 2. Taps: `conv1` after ReLU, and each block after its last ReLU.

use super::super::plan::{ConvBn, Convention, Layer, Plan, Shapes, Shortcut};

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
    pub(super) convention: Option<Convention>,
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

pub(super) fn has(shapes: &Shapes, prefix: &str) -> bool {
    shapes.range(prefix.to_owned()..).next().is_some_and(|(n, _)| n.starts_with(prefix))
}

/// Reads the plan off the shapes. What is missing is filled in as its neighbours need it, so that it can be listed.
pub(super) fn plan(shapes: &Shapes, outline: &Outline) -> Result<Plan, String> {
    let reader = Reader { shapes, outline, is_bottleneck: has(shapes, "layer1.0.conv3.") };
    let channels = shapes.get("conv1.weight").and_then(|s| s.get(1)).copied().unwrap_or(3);
    let is_large = outline.stem == 7;
    let stem = reader.conv(
        "conv1",
        "bn1",
        &Wanted { inputs: channels, outputs: 64, kernel: outline.stem, stride: 1 + usize::from(is_large) },
    );
    let mut width = stem.outputs;
    let mut layers = vec![Layer::ConvBn(stem), Layer::Relu, Layer::Tap("conv1".to_owned())];
    if is_large {
        layers.push(Layer::MaxPool);
    }
    let mut counts = Vec::new();
    for stage in 1..=outline.stages {
        let blocks = reader.blocks(stage);
        for block in 0..blocks {
            let stride = if stage > 1 && block == 0 { 2 } else { 1 };
            width = reader.block(&format!("layer{stage}.{block}"), width, stride, &mut layers)?;
        }
        counts.push(blocks);
    }
    layers.push(Layer::GlobalAveragePool);
    let plan = Plan {
        family: outline.family,
        evidence: reader.evidence(&counts),
        input: [channels, 0, 0],
        layers,
        head: outline.head.to_owned(),
        classes: shapes.get(&format!("{}.weight", outline.head)).and_then(|s| s.first()).copied().unwrap_or(0),
        width,
        head_has_bias: shapes.contains_key(&format!("{}.bias", outline.head)),
        parameters: 0,
        multiply_adds: 0,
        counted_at: [channels, outline.counted_at, outline.counted_at],
        convention: outline.convention,
        unused: Vec::new(),
    };
    known_blocks_only(&plan, shapes).map(|()| plan)
}

/// A tensor inside a block that the plan does not use changes what the block computes (squeeze-and-excitation, say).
fn known_blocks_only(plan: &Plan, shapes: &Shapes) -> Result<(), String> {
    let used: std::collections::BTreeSet<String> = plan.needed().into_iter().map(|n| n.name).collect();
    let strange: Vec<&str> =
        shapes.keys().filter(|n| n.starts_with("layer") && !used.contains(*n)).map(String::as_str).collect();
    if strange.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} ({}) has blocks with tensors that penult does not know: {}; give penult the activations instead:\n{}",
        plan.family,
        plan.evidence,
        strange.join(", "),
        crate::network::ACTIVATIONS_LINES
    ))
}

/// What the layers around a convolution ask of it.
struct Wanted {
    inputs: usize,
    outputs: usize,
    kernel: usize,
    stride: usize,
}

struct Reader<'a> {
    shapes: &'a Shapes,
    outline: &'a Outline,
    is_bottleneck: bool,
}

impl Reader<'_> {
    /// Width as the convolution says it, else its batch norm, else as wanted.
    fn conv(&self, conv: &str, bn: &str, wanted: &Wanted) -> ConvBn {
        let first = |name: String| self.shapes.get(&name).and_then(|s| s.first()).copied();
        let outputs = first(format!("{conv}.weight")).or_else(|| first(format!("{bn}.weight")));
        ConvBn {
            conv: conv.to_owned(),
            bn: bn.to_owned(),
            inputs: wanted.inputs,
            outputs: outputs.unwrap_or(wanted.outputs),
            kernel: wanted.kernel,
            stride: wanted.stride,
            dilation: 1,
            groups: 1,
            has_bias: self.shapes.contains_key(&format!("{conv}.bias")),
        }
    }

    /// One more than the highest index of a stage; a stage that is wholly missing is taken to have one block.
    fn blocks(&self, stage: usize) -> usize {
        let index = |n: &String| n.strip_prefix(&format!("layer{stage}."))?.split('.').next()?.parse::<usize>().ok();
        self.shapes.keys().filter_map(index).max().map_or(1, |last| last + 1)
    }

    /// Adds the layers of a block and returns its width.
    fn block(&self, name: &str, inputs: usize, stride: usize, layers: &mut Vec<Layer>) -> Result<usize, String> {
        let conv =
            |at: usize, wanted: &Wanted| self.conv(&format!("{name}.conv{at}"), &format!("{name}.bn{at}"), wanted);
        let planes = if stride == 1 { inputs } else { 2 * inputs };
        let convs = if self.is_bottleneck {
            let first = conv(1, &Wanted { inputs, outputs: planes / 4, kernel: 1, stride: 1 });
            let second = conv(2, &Wanted { inputs: first.outputs, outputs: first.outputs, kernel: 3, stride });
            let third = conv(3, &Wanted { inputs: second.outputs, outputs: 4 * second.outputs, kernel: 1, stride: 1 });
            vec![first, second, third]
        } else {
            let first = conv(1, &Wanted { inputs, outputs: planes, kernel: 3, stride });
            let second = conv(2, &Wanted { inputs: first.outputs, outputs: first.outputs, kernel: 3, stride: 1 });
            vec![first, second]
        };
        let outputs = convs.last().map_or(inputs, |c| c.outputs);
        let shortcut = self.shortcut(name, &Wanted { inputs, outputs, kernel: 1, stride })?;
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
            let conv = self.conv(&format!("{name}.{p}.0"), &format!("{name}.{p}.1"), wanted);
            Shortcut::Project(ConvBn { outputs, ..conv })
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
    let mut shapes = Shapes::new();
    let mut conv = |conv: String, bn: String, [outputs, inputs, kernel]: [usize; 3]| {
        shapes.insert(format!("{conv}.weight"), vec![outputs, inputs, kernel, kernel]);
        for end in ["weight", "bias", "running_mean", "running_var"] {
            shapes.insert(format!("{bn}.{end}"), vec![outputs]);
        }
    };
    conv("conv1".to_owned(), "bn1".to_owned(), [drawn.width, drawn.channels, 3]);
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
                let from = if at == 0 { inputs } else { *from };
                conv(format!("{name}.conv{}", at + 1), format!("{name}.bn{}", at + 1), [*outputs, from, *kernel]);
            }
            if let Widening::Project(p) = drawn.widening
                && inputs != outputs
            {
                conv(format!("{name}.{p}.0"), format!("{name}.{p}.1"), [outputs, inputs, 1]);
            }
            inputs = outputs;
        }
    }
    shapes.insert("fc.weight".to_owned(), vec![drawn.classes, inputs]);
    shapes.insert("fc.bias".to_owned(), vec![drawn.classes]);
    shapes
}
