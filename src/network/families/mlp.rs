//! Multilayer perceptrons: a chain of `Linear` layers, ReLU between them (Müller 2019 and Hinton 2015 on MNIST).
//!
//! The activation is not in the tensors: ReLU is this family's convention. The input is one channel where its width is a
//! square (784 -> 1 × 28 × 28), three where a third of it is (3072 -> 3 × 32 × 32).

use super::Family;
use crate::network::{Layer, Plan, Recognised, Shapes};

/// The family.
pub const FAMILY: Family = Family { name: "mlp", recognise };

/// `fc2` before `fc10`: digits compare as numbers.
fn natural(name: &str) -> Vec<(String, u64)> {
    let mut out = Vec::new();
    for part in name.split(|c: char| !c.is_alphanumeric()) {
        let at = part.find(|c: char| c.is_ascii_digit()).unwrap_or(part.len());
        out.push((part[..at].to_owned(), part[at..].parse().unwrap_or(0)));
    }
    out
}

fn recognise(shapes: &Shapes) -> Recognised {
    let is_linear =
        |n: &str, s: &[usize]| (n.ends_with(".weight") && s.len() == 2) || (n.ends_with(".bias") && s.len() == 1);
    if shapes.is_empty() || !shapes.iter().all(|(n, s)| is_linear(n, s)) {
        return None;
    }
    let mut layers: Vec<(String, usize, usize)> =
        shapes.iter().filter_map(|(n, s)| Some((n.strip_suffix(".weight")?.to_owned(), s[0], s[1]))).collect();
    layers.sort_by_key(|l| natural(&l.0));
    if let Some(pair) = layers.windows(2).find(|p| p[0].1 != p[1].2) {
        return Some(Err(format!(
            "a chain of linear layers was expected; {} gives {} values, {} takes {}",
            pair[0].0, pair[0].1, pair[1].0, pair[1].2
        )));
    }
    let (first, last) = (layers.first()?, layers.last()?);
    let widths: Vec<String> =
        std::iter::once(first.2).chain(layers.iter().map(|l| l.1)).map(|w| w.to_string()).collect();
    let mut steps = vec![Layer::Flatten];
    for (name, _, _) in &layers[..layers.len() - 1] {
        steps.extend([Layer::Linear { name: name.clone() }, Layer::Relu]);
    }
    Some(Ok(Plan {
        family: FAMILY.name,
        evidence: format!("linear layers {}, ReLU between by convention", widths.join("-")),
        input: input(first.2),
        layers: steps,
        head: last.0.clone(),
        classes: last.1,
        width: last.2,
        parameters: 0,
        multiply_adds: layers.iter().map(|l| l.1 * l.2).sum(),
        unused: Vec::new(),
    }))
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
