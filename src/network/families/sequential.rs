//! Convolutions in a `Sequential`, whose numbers tell what stands between them: each is followed by its batch norm (or none), a
//! ReLU and at most one 2 × 2 max pool, of which only the first two have tensors. And the linear layers behind them.
//!
//! `vgg` and `plain_cnn` read with it. Taps: each convolution after ReLU, and each hidden linear layer after ReLU.

use super::reader::{Wanted, convolution, length};
use crate::network::plan::{Layer, Linear, MaxPool, Shapes};

/// What a run of convolutions came to.
pub(super) struct Convolutions {
    /// Channels of the last.
    pub(super) width: usize,
    pub(super) count: usize,
    /// Max pools between them.
    pub(super) pools: usize,
}

/// A pool of 2 × 2 pixels.
pub(super) const POOL: Layer = Layer::MaxPool(MaxPool { kernel: 2, only_at: None });

/// Numbers of the modules with weights of so many axes.
fn numbers(shapes: &Shapes, prefix: &str, axes: usize) -> Vec<usize> {
    let number = |n: &str| n.strip_prefix(prefix)?.strip_prefix('.')?.strip_suffix(".weight")?.parse().ok();
    let mut numbers: Vec<usize> =
        shapes.iter().filter(|(_, s)| s.len() == axes).filter_map(|(n, _)| number(n)).collect();
    numbers.sort_unstable();
    numbers
}

/// Whether the convolutions have batch norms.
pub(super) fn is_normed(shapes: &Shapes, prefix: &str) -> bool {
    shapes.keys().any(|n| n.starts_with(prefix) && n.ends_with(".running_mean"))
}

/// Adds the convolutions `prefix.N`, and the pools between them.
///
/// # Errors
/// When two are so far apart that something unknown is between them.
pub(super) fn convolutions(
    shapes: &Shapes,
    prefix: &str,
    inputs: usize,
    layers: &mut Vec<Layer>,
) -> Result<Convolutions, String> {
    let numbers = numbers(shapes, prefix, 4);
    let each = if is_normed(shapes, prefix) { 3 } else { 2 };
    let mut read = Convolutions { width: inputs, count: numbers.len(), pools: 0 };
    for (at, number) in numbers.iter().enumerate() {
        let name = format!("{prefix}.{number}");
        let bn = (each == 3).then(|| format!("{prefix}.{}", number + 1));
        let conv = convolution(shapes, &name, bn.as_deref(), &Wanted::same(read.width, 3));
        read.width = conv.outputs;
        layers.extend([Layer::ConvBn(conv), Layer::Relu, Layer::Tap(name.clone())]);
        match numbers.get(at + 1).map(|next| next - number) {
            Some(apart) if apart == each + 1 => {
                layers.push(POOL);
                read.pools += 1;
            }
            Some(apart) if apart != each => {
                return Err(format!(
                    "{name} and {prefix}.{} are {apart} modules apart, where {each}, or {} with a max pool, were \
                     expected; export the whole state_dict",
                    number + apart,
                    each + 1
                ));
            }
            _ => {}
        }
    }
    Ok(read)
}

/// Names of the linear layers: `prefix` itself, or `prefix.N` in order.
pub(super) fn linears(shapes: &Shapes, prefix: &str) -> Vec<String> {
    if shapes.contains_key(&format!("{prefix}.weight")) {
        return vec![prefix.to_owned()];
    }
    numbers(shapes, prefix, 2).iter().map(|n| format!("{prefix}.{n}")).collect()
}

/// Pixels a side that the first linear layer was made for, of maps so wide.
///
/// # Errors
/// When its width is no square of pixels.
pub(super) fn side(shapes: &Shapes, linear: &str, width: usize) -> Result<usize, String> {
    let inputs = length(shapes, &format!("{linear}.weight"), 1).unwrap_or(width);
    let side = (inputs / width.max(1)).isqrt();
    if side * side * width != inputs || side == 0 {
        return Err(format!("{linear} takes {inputs} values, which are no square of pixels of {width} channels"));
    }
    Ok(side)
}

/// Adds the hidden linear layers, each with its ReLU; returns the width that the head takes.
pub(super) fn hidden(shapes: &Shapes, hidden: &[String], inputs: usize, layers: &mut Vec<Layer>) -> usize {
    let mut width = inputs;
    for name in hidden {
        let outputs = length(shapes, &format!("{name}.weight"), 0).unwrap_or(width);
        let has_bias = shapes.contains_key(&format!("{name}.bias"));
        let linear = Linear { name: name.clone(), inputs: width, outputs, has_bias };
        layers.extend([Layer::Linear(linear), Layer::Relu, Layer::Tap(name.clone())]);
        width = outputs;
    }
    width
}
