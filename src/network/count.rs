//! Parameters, and multiply-adds from a walk of shapes through a plan. `recognise` fills the plan's counts from it.

use super::plan::{ConvBn, Layer, Plan, Shortcut};

/// Number of trained values (weights, biases, γ and β; running statistics are not trained).
pub fn parameters(plan: &Plan) -> usize {
    plan.needed().iter().filter(|n| n.part.is_trained()).map(|n| n.shape.iter().product::<usize>()).sum()
}

/// Multiply-adds of one example of (channels, height, width): of convolutions and linear layers, as papers count them.
///
/// # Errors
/// When the network cannot take an input of this size.
pub fn multiply_adds(plan: &Plan, input: [usize; 3]) -> Result<usize, String> {
    let mut shape = input;
    let mut kept = input;
    let mut total = 0;
    for layer in &plan.layers {
        match layer {
            Layer::Flatten => shape = [shape.iter().product(), 1, 1],
            Layer::GlobalAveragePool => shape = [shape[0], 1, 1],
            Layer::BatchNorm(norm) => expect(&norm.name, norm.channels, shape[0])?,
            Layer::MaxPool(pool) => {
                let [height, width] = pool.sides([shape[1], shape[2]])?;
                shape = [shape[0], height, width];
            }
            Layer::AveragePool => shape = [shape[0], shape[1].div_ceil(2), shape[2].div_ceil(2)],
            Layer::SaveShortcut => kept = shape,
            Layer::Split => {
                kept = [shape[0] / 2, shape[1], shape[2]];
                shape[0] -= kept[0];
            }
            Layer::Swap => std::mem::swap(&mut shape, &mut kept),
            Layer::Concatenate => shape = concatenated(kept, shape)?,
            Layer::Shuffle { groups } => divides(*groups, shape[0])?,
            Layer::Linear(linear) => {
                expect(&linear.name, linear.inputs, shape[0])?;
                total += linear.inputs * linear.outputs;
                shape = [linear.outputs, 1, 1];
            }
            Layer::ConvBn(conv) => total += convolve(conv, &mut shape)?,
            Layer::AddShortcut(Shortcut::Project(conv)) => total += convolve(conv, &mut kept)?,
            Layer::AddShortcut(_) | Layer::Relu | Layer::Relu6 | Layer::Tap(_) => {}
        }
    }
    expect(&plan.head, plan.width, shape[0])?;
    Ok(total + plan.width * plan.classes)
}

fn expect(name: &str, takes: usize, gets: usize) -> Result<(), String> {
    if takes == gets { Ok(()) } else { Err(format!("{name} takes {takes} values, the layer before it gives {gets}")) }
}

fn concatenated(kept: [usize; 3], x: [usize; 3]) -> Result<[usize; 3], String> {
    if kept[1..] != x[1..] {
        return Err(format!("maps of {:?} and {:?} pixels cannot lie side by side", &kept[1..], &x[1..]));
    }
    Ok([kept[0] + x[0], x[1], x[2]])
}

fn divides(groups: usize, channels: usize) -> Result<(), String> {
    if channels.is_multiple_of(groups) { Ok(()) } else { Err(format!("{channels} channels are not {groups} groups")) }
}

fn convolve(conv: &ConvBn, shape: &mut [usize; 3]) -> Result<usize, String> {
    expect(&conv.conv, conv.inputs, shape[0])?;
    let side = |n: usize| n.div_ceil(conv.stride); // padding keeps the size at stride 1
    *shape = [conv.outputs, side(shape[1]), side(shape[2])];
    Ok(conv.shape()[1..].iter().chain(&*shape).product())
}
