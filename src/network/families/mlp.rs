//! Multilayer perceptrons: a chain of `Linear` layers, ReLU between them (Müller 2019 and Hinton 2015 on MNIST).
//!
//! The activation is not in the tensors: ReLU is this family's convention. The input is one channel where its width is a
//! square (784 -> 1 × 28 × 28), three where a third of it is (3072 -> 3 × 32 × 32). Taps are the hidden layers after ReLU.

use super::{Family, Recognised};
use crate::network::plan::{Layer, Linear, Plan, Shapes};
use crate::network::spec::Spec;

/// The family.
pub const FAMILY: Family =
    Family { name: "mlp", covers: "any chain of Linear layers, ReLU between them", recognise, shapes };

fn recognise(shapes: &Shapes) -> Recognised {
    let is_linear = |name: &str, shape: &[usize]| {
        matches!((name.rsplit_once('.'), shape.len()), (Some((_, "weight")), 2) | (Some((_, "bias")), 1))
    };
    if !shapes.iter().all(|(n, s)| is_linear(n, s)) {
        return None;
    }
    let mut linears: Vec<Linear> = shapes.iter().filter_map(|(n, s)| linear(shapes, n, s)).collect();
    linears.sort_by_key(|l| natural(&l.name));
    if let Some([before, after]) = linears.array_windows().find(|[before, after]| before.outputs != after.inputs) {
        return Some(Err(format!(
            "a chain of linear layers was expected; {} gives {} values, {} takes {}",
            before.name, before.outputs, after.name, after.inputs
        )));
    }
    let head = linears.pop()?;
    Some(Ok(plan(linears, head)))
}

fn linear(shapes: &Shapes, key: &str, shape: &[usize]) -> Option<Linear> {
    let name = key.strip_suffix(".weight")?.to_owned();
    let has_bias = shapes.contains_key(&format!("{name}.bias"));
    Some(Linear { name, inputs: shape[1], outputs: shape[0], has_bias })
}

fn plan(hidden: Vec<Linear>, head: Linear) -> Plan {
    let first = hidden.first().map_or(head.inputs, |l| l.inputs);
    let widths: Vec<String> = hidden.iter().chain([&head]).map(|l| format!("-{}", l.outputs)).collect();
    let mut layers = vec![Layer::Flatten];
    for linear in hidden {
        let tap = Layer::Tap(linear.name.clone());
        layers.extend([Layer::Linear(linear), Layer::Relu, tap]);
    }
    Plan {
        family: FAMILY.name,
        evidence: format!("linear layers {first}{}, ReLU between by convention", widths.concat()),
        input: input(first),
        layers,
        classes: head.outputs,
        width: head.inputs,
        head_has_bias: head.has_bias,
        head: head.name,
        parameters: 0,
        multiply_adds: 0,
        counted_at: input(first),
        convention: None,
        unused: Vec::new(),
    }
}

/// `fc2` before `fc10`: digits compare as numbers.
fn natural(name: &str) -> Vec<(String, u64)> {
    let mut out = Vec::new();
    for part in name.split(|c: char| !c.is_alphanumeric()) {
        let at = part.find(|c: char| c.is_ascii_digit()).unwrap_or(part.len());
        out.push((part[..at].to_owned(), part[at..].parse().unwrap_or(0)));
    }
    out
}

fn input(width: usize) -> [usize; 3] {
    for channels in [1, 3] {
        let side = (width / channels).isqrt();
        if channels * side * side == width {
            return [channels, side, side];
        }
    }
    [1, 1, width]
}

/// `fc1`, `fc2`, … from `hidden = [256, 128]`.
fn shapes(spec: &Spec) -> Result<Shapes, String> {
    if spec.depth.is_some() || spec.width.is_some() {
        return Err("an mlp takes `hidden = [256, 128]`, not depth or width".to_owned());
    }
    let input: usize = spec.input.iter().product();
    let widths: Vec<usize> = [input].into_iter().chain(spec.hidden.iter().copied()).chain([spec.classes]).collect();
    if widths.contains(&0) {
        return Err(format!("an mlp needs widths above 0, found {widths:?}"));
    }
    let mut shapes = Shapes::new();
    for (at, [inputs, outputs]) in widths.array_windows().enumerate() {
        shapes.insert(format!("fc{}.weight", at + 1), vec![*outputs, *inputs]);
        shapes.insert(format!("fc{}.bias", at + 1), vec![*outputs]);
    }
    Ok(shapes)
}
