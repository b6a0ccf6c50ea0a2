//! One training step through the convolutional part of a plan: all groups forwards, from one batch statistic to the next, and
//! back. `op` hangs it into candle's autograd.
//!
//! Groups are cut by the batch alone, and what they sum is merged in their order: no bit depends on the number of threads.

use std::sync::Arc;

use rayon::prelude::*;

use super::convolution::{Convolution, Then};
use super::group::{Group, Share, Shared, Weights};
use super::input_gradient::InputGradient;
use super::instructions::Instructions;
use super::maps::{Maps, Size};
use super::tape::{Link, Node, Tape, Value};
use super::weight_gradient::WeightGradient;
use crate::network::batch_norm::{BatchNorm, Gradients, Moments};

/// Images a group.
const GROUP: usize = 8;

/// Images (B, C, H, W), one behind the other.
pub(super) struct Images<'a> {
    pub(super) planes: &'a [f32],
    pub(super) shape: [usize; 4],
}

/// What the forward pass leaves for the backward one.
pub(super) struct Pass {
    tape: Arc<Tape>,
    instructions: Instructions,
    groups: Vec<Group>,
    weights: Vec<Weights>,
    norms: Vec<BatchNorm>,
}

/// A layer's parameters.
struct Parameters<'a> {
    weight: &'a [f32],
    bias: Vec<f32>,
    gamma: &'a [f32],
    beta: &'a [f32],
}

impl Pass {
    /// Runs images forwards; `parameters` are those of the tape, `groups` memory of an earlier pass.
    pub(super) fn forward(
        tape: Arc<Tape>,
        parameters: &[f32],
        images: &Images<'_>,
        mut groups: Vec<Group>,
    ) -> Result<Self, String> {
        let instructions = Instructions::chosen()?;
        let parameters = split(&tape, parameters)?;
        let weights: Result<Vec<Weights>, String> =
            tape.links.par_iter().zip(&parameters).map(|(link, of_link)| pack(link, of_link, instructions)).collect();
        let [count, channels, height, width] = images.shape;
        groups.resize_with(count.div_ceil(GROUP), Group::default);
        groups.par_iter_mut().zip(images.planes.par_chunks(GROUP * channels * height * width)).for_each(
            |(group, planes)| {
                let count = planes.len() / (channels * height * width);
                let size = Size { count, height, width, channels, border: tape.border };
                group.begin(&tape, Maps::from_planes(planes, size));
            },
        );
        let mut pass = Self { tape, instructions, groups, weights: weights?, norms: Vec::new() };
        pass.run(&parameters)?;
        Ok(pass)
    }

    fn run(&mut self, parameters: &[Parameters<'_>]) -> Result<(), String> {
        let tape = self.tape.clone();
        for nodes in tape.nodes.split_inclusive(|n| matches!(n, Node::Convolve(_))) {
            let (groups, shared) = self.parts();
            let moments: Result<Vec<Option<Moments>>, String> =
                groups.par_iter_mut().map(|group| group.forward(nodes, &shared)).collect();
            let of_batch = moments?.into_iter().flatten().reduce(|sum, other| sum.merge(&other));
            if let (Some(moments), Some(p)) = (of_batch, parameters.get(self.norms.len())) {
                self.norms.push(BatchNorm::new(moments, p.gamma, p.beta));
            }
        }
        Ok(())
    }

    fn parts(&mut self) -> (&mut Vec<Group>, Shared<'_>) {
        let Self { tape, instructions, groups, weights, norms } = self;
        (groups, Shared { tape, instructions: *instructions, weights, norms })
    }

    /// Statistics of the batch, layer by layer.
    pub(super) fn moments(&self) -> impl Iterator<Item = &Moments> {
        self.norms.iter().map(BatchNorm::moments)
    }

    /// Means over pixels (B, C), and the sets asked for (B, C, H, W), one behind the other, with their shapes.
    pub(super) fn output(&self, taps: &[Value]) -> (Vec<f32>, Vec<Vec<usize>>) {
        let shape = |value: Value| {
            let size = self.groups.first().map_or_else(Size::default, |g| g.value(value).size());
            let count: usize = self.groups.iter().map(|g| g.value(value).size().count).sum();
            [count, size.channels, size.height, size.width]
        };
        let mut out: Vec<f32> = self.groups.iter().flat_map(|g| g.mean(&self.tape)).collect();
        let mut shapes = vec![shape(self.tape.end)[..2].to_vec()];
        for tap in taps {
            self.groups.iter().for_each(|g| out.extend(g.value(*tap).to_planes()));
            shapes.push(shape(*tap).to_vec());
        }
        (out, shapes)
    }

    /// Gradients of the parameters, from that of the output.
    pub(super) fn backward(&mut self, gradient: &[f32], taps: &[Value]) -> Result<Vec<f32>, String> {
        self.begin_backward(gradient, taps);
        let tape = self.tape.clone();
        let reversed: Vec<Node> = tape.nodes.iter().rev().copied().collect();
        let (mut of_norms, mut of_weights) = (Vec::new(), Vec::new());
        for nodes in reversed.split_inclusive(|n| matches!(n, Node::Normalise(_))) {
            let (groups, shared) = self.parts();
            let sums = of_norms.last();
            let shares: Result<Vec<Share>, String> =
                groups.par_iter_mut().map(|group| group.backward(nodes, &shared, sums)).collect();
            let (norms, weights): (Vec<_>, Vec<_>) = shares?.into_iter().map(|s| (s.norm, s.weights)).unzip();
            of_norms.extend(norms.into_iter().flatten().reduce(|sum: Gradients, other| sum.merge(&other)));
            of_weights.extend(merge(weights.into_iter().flatten().collect()));
        }
        let mut out = Vec::new();
        for ((link, weights), norm) in tape.links.iter().zip(of_weights.iter().rev()).zip(of_norms.iter().rev()) {
            out.extend(weights.to_weights());
            // Batch norm takes any bias away again.
            out.resize(out.len() + bias_count(link), 0.0);
            out.extend(norm.scale.iter().chain(&norm.shift).map(|g| to_f32(*g)));
        }
        Ok(out)
    }

    fn begin_backward(&mut self, gradient: &[f32], taps: &[Value]) {
        let tape = &self.tape;
        let mut rest = gradient;
        let mut take = |count: usize| {
            let (first, behind) = rest.split_at(count.min(rest.len()));
            rest = behind;
            first
        };
        for group in &mut self.groups {
            let size = group.value(tape.end).size();
            group.begin_backward(tape, take(size.count * size.channels));
        }
        for tap in taps {
            for group in &mut self.groups {
                let size = Size { border: 0, ..group.value(*tap).size() };
                let planes = take(size.count * size.channels * size.height * size.width);
                group.add_gradient(*tap, Maps::from_planes(planes, size));
            }
        }
    }

    /// The memory, to be used again.
    pub(super) fn into_groups(self) -> Vec<Group> {
        self.groups
    }
}

fn merge(mut parts: Vec<WeightGradient>) -> Option<WeightGradient> {
    let others = parts.split_off(1.min(parts.len()));
    parts.pop().map(|first| first.merge(&others))
}

fn bias_count(link: &Link) -> usize {
    if link.layer.has_bias { link.layer.outputs } else { 0 }
}

/// The parameters of each layer, in the order that `training` names them in.
fn split<'a>(tape: &Tape, parameters: &'a [f32]) -> Result<Vec<Parameters<'a>>, String> {
    let mut rest = parameters;
    let mut take = |count: usize| {
        let (first, behind) = rest.split_at_checked(count).ok_or("parameters of the trunk are missing")?;
        rest = behind;
        Ok::<&[f32], String>(first)
    };
    let mut out = Vec::new();
    for link in &tape.links {
        let outputs = link.layer.outputs;
        let weight = take(outputs * link.geometry.taps())?;
        let mut bias = take(bias_count(link))?.to_vec();
        bias.resize(outputs, 0.0);
        out.push(Parameters { weight, bias, gamma: take(outputs)?, beta: take(outputs)? });
    }
    Ok(out)
}

fn pack(link: &Link, parameters: &Parameters<'_>, instructions: Instructions) -> Result<Weights, String> {
    let Parameters { weight, bias, .. } = parameters;
    let forward = Convolution::new(link.geometry, (weight, bias), Then::Keep, instructions)?;
    let is_first = link.x == 0;
    let input = if is_first { None } else { Some(InputGradient::new(link.geometry, weight, instructions)?) };
    Ok(Weights { forward, input })
}

#[allow(clippy::cast_possible_truncation)] // networks train in f32
fn to_f32(value: f64) -> f32 {
    value as f32
}
