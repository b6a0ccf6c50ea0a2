//! The plain networks of teacher assistants (Mirzadeh 2020): `plane2` to `plane10`, 3 × 3 convolutions with batch norm and
//! ReLU, 2 × 2 max pools, then linear layers.
//!
//! Port: imirzadeh/Teacher-Assistant-Knowledge-Distillation (`plain_cnn_cifar.py`; DGKD has the same): `conv_layers.N`,
//! `fc_layers.N`. What the tensors do not say: the images have 32 × 32 pixels, so that the first linear layer tells whether a
//! pool stands behind the last convolution. Both CIFAR sets are normalised with one mean and deviation (`data_loader.py`).

use super::drawing::Drawing;
use super::reader::{self, Outline, classes, has, known_blocks_only, length};
use super::sequential::{self, POOL};
use super::{Family, Recognised, ports};
use crate::network::plan::{Layer, Plan, Shapes};
use crate::network::spec::Spec;

/// The family.
pub const FAMILY: Family = Family {
    name: "plain_cnn",
    covers: "the plain convolutional networks of TAKD, plane2 to plane10",
    recognise,
    shapes,
};

/// Pixels a side of its images.
const SIDE: usize = 32;

fn recognise(shapes: &Shapes) -> Recognised {
    (has(shapes, "conv_layers.0.") && has(shapes, "fc_layers.0.")).then(|| plan(shapes))
}

fn plan(shapes: &Shapes) -> Result<Plan, String> {
    let channels = length(shapes, "conv_layers.0.weight", 1).unwrap_or(3);
    let mut layers = Vec::new();
    let read = sequential::convolutions(shapes, "conv_layers", channels, &mut layers)?;
    let mut linears = sequential::linears(shapes, "fc_layers");
    let Some(head) = linears.pop() else { return Err("fc_layers has no linear layer".to_owned()) };
    let side = sequential::side(shapes, linears.first().unwrap_or(&head), read.width)?;
    let pools = match side {
        _ if side << read.pools == SIDE => read.pools,
        _ if side << (read.pools + 1) == SIDE => {
            layers.push(POOL);
            read.pools + 1
        }
        _ => {
            return Err(format!(
                "a plain_cnn is for {SIDE} × {SIDE} pixels, of which {} max pools between its convolutions leave no \
                 {side} × {side}; give penult the activations instead",
                read.pools
            ));
        }
    };
    layers.push(Layer::Flatten);
    let width = sequential::hidden(shapes, &linears, read.width * side * side, &mut layers);
    let outline = Outline {
        family: FAMILY.name,
        evidence: format!(
            "plain CNN: {} convolutions, {pools} max pools, {} linear layers, TAKD's names, head {head}",
            read.count,
            linears.len() + 1
        ),
        channels,
        side: Some(SIDE),
        counted_at: SIDE,
        head: &head,
        width,
        convention: ports::teacher_assistant(classes(shapes, &head)),
    };
    known_blocks_only(reader::plan(shapes, outline, layers), shapes, &["conv_layers", "fc_layers"])
}

/// Channels of each convolution of `plane2` to `plane10` on CIFAR-100 over those of the first, 0 a pool, and the width of
/// the hidden linear layer over those of the first.
fn layout(depth: usize) -> Option<(&'static [usize], Option<usize>)> {
    Some(match depth {
        2 => (&[1, 0, 1, 0], None),
        4 => (&[1, 1, 0, 2, 2, 0], None),
        6 => (&[1, 1, 0, 2, 2, 0, 4, 4], None),
        8 => (&[1, 1, 0, 2, 2, 0, 4, 4, 0, 8, 8, 0], Some(2)),
        10 => (&[1, 1, 0, 2, 2, 0, 4, 4, 0, 8, 8, 8, 8, 0], Some(16)),
        _ => return None,
    })
}

/// `depth = 10, width = 32` is `plane10` on CIFAR-100.
fn shapes(spec: &Spec) -> Result<Shapes, String> {
    let (depth, width) = (spec.depth.unwrap_or(2), spec.width.unwrap_or(32));
    let Some((channels, hidden)) = layout(depth).filter(|_| width > 0 && spec.hidden.is_empty()) else {
        return Err(format!("a plain_cnn takes `depth` 2, 4, 6, 8 or 10, and `width` above 0; found {spec:?}"));
    };
    if spec.input[1..] != [SIDE, SIDE] {
        return Err(format!("a plain_cnn is for {SIDE} × {SIDE} pixels, found {:?}", &spec.input[1..]));
    }
    let (mut drawing, mut inputs, mut side, mut number) = (Drawing::default(), spec.input[0], SIDE, 0);
    for times in channels {
        if *times == 0 {
            (side, number) = (side / 2, number + 1);
            continue;
        }
        let (name, outputs) = (format!("conv_layers.{number}"), times * width);
        drawing.conv_bn(&name, &format!("conv_layers.{}", number + 1), [outputs, inputs, 3, 3]);
        drawing.bias(&name, outputs);
        (inputs, number) = (outputs, number + 3);
    }
    let (mut head, mut features) = ("fc_layers.0", inputs * side * side);
    if let Some(times) = hidden {
        drawing.linear("fc_layers.0", times * width, features);
        (head, features) = ("fc_layers.2", times * width);
    }
    drawing.linear(head, spec.classes, features);
    Ok(drawing.0)
}
