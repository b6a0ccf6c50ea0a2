//! What families read off a list of tensors, and the plan that they make of it.

use std::collections::BTreeSet;

use crate::network::plan::{BatchNorm, ConvBn, Convention, Layer, Plan, Shapes};

/// Whether any name begins so.
pub(super) fn has(shapes: &Shapes, prefix: &str) -> bool {
    shapes.range(prefix.to_owned()..).next().is_some_and(|(n, _)| n.starts_with(prefix))
}

/// A length of a tensor, where there is one.
pub(super) fn length(shapes: &Shapes, name: &str, axis: usize) -> Option<usize> {
    shapes.get(name).and_then(|s| s.get(axis)).copied()
}

/// One more than the highest index behind `prefix.`; what is wholly missing is taken to be one.
pub(super) fn count(shapes: &Shapes, prefix: &str) -> usize {
    let index = |n: &String| n.strip_prefix(prefix)?.strip_prefix('.')?.split('.').next()?.parse::<usize>().ok();
    shapes.keys().filter_map(index).max().map_or(1, |last| last + 1)
}

/// What the layers around a convolution ask of it.
pub(super) struct Wanted {
    pub(super) inputs: usize,
    /// Channels out, where neither the convolution nor its batch norm says.
    pub(super) outputs: usize,
    pub(super) kernel: usize,
    pub(super) stride: usize,
    pub(super) groups: usize,
}

impl Wanted {
    /// Stride 1, one group, as wide as its input where nothing says.
    pub(super) fn same(inputs: usize, kernel: usize) -> Self {
        Self { inputs, outputs: inputs, kernel, stride: 1, groups: 1 }
    }

    /// A channel a group.
    pub(super) fn depthwise(channels: usize, stride: usize) -> Self {
        Self { stride, groups: channels, ..Self::same(channels, 3) }
    }
}

/// Width as the convolution says it, else its batch norm, else as wanted.
pub(super) fn convolution(shapes: &Shapes, conv: &str, bn: Option<&str>, wanted: &Wanted) -> ConvBn {
    let first = |name: &str| length(shapes, &format!("{name}.weight"), 0);
    let Wanted { inputs, outputs, kernel, stride, groups } = *wanted;
    ConvBn {
        conv: conv.to_owned(),
        bn: bn.map(str::to_owned),
        inputs,
        outputs: first(conv).or_else(|| bn.and_then(first)).unwrap_or(outputs),
        kernel,
        stride,
        dilation: 1,
        groups,
        has_bias: shapes.contains_key(&format!("{conv}.bias")),
    }
}

/// A batch norm that stands alone.
pub(super) fn norm(name: &str, channels: usize) -> Layer {
    Layer::BatchNorm(BatchNorm { name: name.to_owned(), channels })
}

/// What a family says of a plan beside its layers.
pub(super) struct Outline<'a> {
    pub(super) family: &'static str,
    pub(super) evidence: String,
    /// Channels of the images.
    pub(super) channels: usize,
    /// Pixels a side that the network is tied to.
    pub(super) side: Option<usize>,
    /// Pixels a side at which multiply-adds are counted.
    pub(super) counted_at: usize,
    pub(super) head: &'a str,
    /// D.
    pub(super) width: usize,
    pub(super) convention: Option<Convention>,
}

/// The plan of these layers.
pub(super) fn plan(shapes: &Shapes, outline: Outline<'_>, layers: Vec<Layer>) -> Plan {
    let Outline { family, evidence, channels, side, counted_at, head, width, convention } = outline;
    let pixels = side.unwrap_or(0);
    Plan {
        family,
        evidence,
        input: [channels, pixels, pixels],
        layers,
        classes: classes(shapes, head),
        width,
        head_has_bias: shapes.contains_key(&format!("{head}.bias")),
        head: head.to_owned(),
        parameters: 0,
        multiply_adds: 0,
        counted_at: [channels, counted_at, counted_at],
        convention,
        unused: Vec::new(),
    }
}

/// Classes of a head.
pub(super) fn classes(shapes: &Shapes, head: &str) -> usize {
    length(shapes, &format!("{head}.weight"), 0).unwrap_or(0)
}

/// A tensor inside a block that the plan does not use changes what the block computes (squeeze-and-excitation, say).
///
/// # Errors
/// Lists those whose names begin as blocks do.
pub(super) fn known_blocks_only(plan: Plan, shapes: &Shapes, blocks: &[&str]) -> Result<Plan, String> {
    let used: BTreeSet<String> = plan.needed().into_iter().map(|n| n.name).collect();
    let is_strange = |n: &&String| blocks.iter().any(|b| n.starts_with(b)) && !used.contains(*n);
    let strange: Vec<&str> = shapes.keys().filter(is_strange).map(String::as_str).collect();
    if strange.is_empty() {
        return Ok(plan);
    }
    Err(format!(
        "{} ({}) has blocks with tensors that penult does not know: {}; give penult the activations instead:\n{}",
        plan.family,
        plan.evidence,
        strange.join(", "),
        crate::network::ACTIVATIONS_LINES
    ))
}
