//! The convolutional part of a plan, from images to pooled features: compiled once, run over groups of images in parallel.
//!
//! An addition and a ReLU or ReLU6 right behind a convolution are fused into it. `run` feeds it and walks the rest of the plan.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use candle_core::{Device, Error, Result, Tensor};
use rayon::prelude::*;

use super::convolution::{Convolution, Then};
use super::geometry;
use super::geometry::Geometry;
use super::instructions::Instructions;
use super::maps::Size;
use super::slots::{self, Slots, Values};
use super::{channels, pool};
use crate::checkpoint;
use crate::network::fold;
use crate::network::plan::{BatchNorm, ConvBn, Layer, MaxPool, Shortcut};

/// Most images a group.
const GROUP: usize = 8;

/// Values that a group may have behind the first convolution: large images come in small groups, but late layers, whose
/// weights outweigh an image, want several.
const HELD: usize = 1 << 22;

/// The layers up to the first that has no pixels.
pub(in crate::network) struct Trunk {
    steps: Vec<Step<Convolution>>,
    /// How many of the plan's layers these are.
    pub(in crate::network) layers: usize,
    first: Geometry,
    /// Border of the images between layers: the widest padding behind the first convolution.
    border: usize,
    instructions: Instructions,
    /// Memory of groups that are done, for the next ones.
    spare: Mutex<Vec<Slots>>,
}

/// A layer whose weights a step holds.
pub(super) enum Weighted<'a> {
    Convolution(&'a ConvBn),
    BatchNorm(&'a BatchNorm),
}

/// What a trunk does, with convolutions as inference (packed) or training (`tape`) has them.
pub(super) enum Step<C> {
    Convolve(C),
    ConvolveAndAdd(C),
    ProjectKept(C),
    PadKept { channels: usize, stride: usize },
    Save,
    Add,
    Bound(Then),
    MaxPool(MaxPool),
    AveragePool,
    Split,
    Swap,
    Concatenate,
    Shuffle(usize),
    Pool,
    Tap(String),
}

/// What a trunk gives.
pub(in crate::network) struct TrunkOutput {
    /// (B, C), or (B, C, H, W) where the plan does not pool.
    pub(in crate::network) x: Tensor,
    /// (B, C, H, W).
    pub(in crate::network) taps: BTreeMap<String, Tensor>,
}

impl Trunk {
    /// The trunk of a plan's layers; `None` where they have no convolution.
    pub(in crate::network) fn new(
        layers: &[Layer],
        tensors: &BTreeMap<String, checkpoint::Tensor>,
    ) -> Result<Option<Self>> {
        let layers = &layers[..end(layers)];
        let convolutions: Vec<&ConvBn> = layers.iter().filter_map(convolution_of).collect();
        let Some((first, others)) = convolutions.split_first() else { return Ok(None) };
        let instructions = Instructions::chosen().map_err(Error::Msg)?;
        let pack = |layer: Weighted<'_>, then| {
            let (geometry, folded) = match layer {
                Weighted::Convolution(c) => (geometry(c), fold::fold(c, tensors)?),
                Weighted::BatchNorm(n) => {
                    // A convolution of each channel by itself.
                    let groups = n.channels;
                    (Geometry { groups, ..Geometry::same(groups, groups, 1) }, fold::alone(n, tensors)?)
                }
            };
            let values = (&folded.weight[..], &folded.bias[..]);
            Convolution::new(geometry, values, then, instructions).map_err(Error::Msg)
        };
        // A pool looks one pixel beyond the edge.
        let border = others.iter().map(|c| c.padding()).max().unwrap_or(0).max(1);
        let steps = compile(layers, &pack)?;
        Ok(Some(Self {
            steps,
            layers: layers.len(),
            first: geometry(first),
            border,
            instructions,
            spare: Mutex::default(),
        }))
    }

    /// Runs images (B, C, H, W) in f32; `taps` are names that the plan has.
    pub(in crate::network) fn forward(&self, x: &Tensor, taps: &[&str]) -> Result<TrunkOutput> {
        let (count, channels, height, width) = x.dims4()?;
        let each = channels * height * width;
        if count * each == 0 {
            return Err(Error::Msg(format!("a network needs images, found none in {:?}", x.dims())));
        }
        let pixels = x.flatten_all()?.to_vec1::<f32>()?;
        let size = Size { count, height, width, channels, border: self.first.border().max(self.border) };
        let groups = pixels.par_chunks(each * self.group(size));
        let done = groups.map(|pixels| {
            let mut slots = self.spare().pop().unwrap_or_default();
            slots.begin(pixels, Size { count: pixels.len() / each, ..size });
            let done = self.run(&mut slots, taps).map_err(Error::Msg);
            self.spare().push(slots);
            done
        });
        gather(&done.collect::<Result<Vec<_>>>()?, count, taps)
    }

    fn spare(&self) -> MutexGuard<'_, Vec<Slots>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner) // whatever they hold is written anew
    }

    /// Images a group: few enough for the memory, groups even, and one at least for every thread.
    fn group(&self, input: Size) -> usize {
        let side = |n| self.first.side(n).unwrap_or(1);
        let values = self.first.outputs * side(input.height) * side(input.width);
        let most = (HELD / values.max(1)).clamp(1, GROUP);
        let share = input.count.div_ceil(rayon::current_num_threads());
        share.div_ceil(share.div_ceil(most))
    }

    /// One group, from its images to x and the taps.
    fn run(&self, slots: &mut Slots, taps: &[&str]) -> std::result::Result<Group, String> {
        let mut tapped = BTreeMap::new();
        for step in &self.steps {
            match step {
                Step::Pool => return Ok(Group { x: slots.mean(), tapped }),
                Step::Tap(name) if taps.contains(&name.as_str()) => {
                    tapped.insert(name.clone(), slots.planes());
                }
                _ => self.step(step, slots)?,
            }
        }
        Ok(Group { x: slots.planes(), tapped })
    }

    /// What makes a new x, or keeps something.
    fn step(&self, step: &Step<Convolution>, slots: &mut Slots) -> std::result::Result<(), String> {
        let border = self.border;
        match step {
            Step::Convolve(c) => slots.next(|x, _, out| c.run(x, None, out, border))?,
            Step::ConvolveAndAdd(c) => slots.next(|x, kept, out| c.run(x, Some(kept), out, border))?,
            Step::ProjectKept(c) => slots.next_kept(|kept, out| c.run(kept, None, out, border))?,
            Step::PadKept { channels, stride } => {
                slots.next_kept(|kept, out| slots::pad(kept, out, *channels, *stride));
            }
            Step::Save => slots.save(),
            Step::Add => slots.next(|x, kept, out| slots::each(x, kept, out, |x, kept| x + kept))?,
            Step::Bound(then) => slots.next(|x, _, out| slots::each(x, x, out, |x, _| then.of(x)))?,
            Step::MaxPool(p) => slots.next(|x, _, out| pool::largest(self.instructions, *p, x, out))?,
            Step::AveragePool => slots.next(|x, _, out| pool::average(x, out)),
            Step::Split => slots.split(),
            Step::Swap => slots.swap(),
            Step::Concatenate => slots.next(|x, kept, out| channels::concatenate(kept, x, out))?,
            Step::Shuffle(groups) => slots.next(|x, _, out| channels::shuffle(x, out, *groups)),
            Step::Pool | Step::Tap(_) => {}
        }
        Ok(())
    }
}

/// What a group of images gives.
struct Group {
    x: Values,
    tapped: BTreeMap<String, Values>,
}

/// Number of layers up to the first without pixels; the mean over them is the last that counts.
pub(super) fn end(layers: &[Layer]) -> usize {
    let pooled = layers.iter().position(|l| *l == Layer::GlobalAveragePool).map(|p| p + 1);
    let flat = layers.iter().position(|l| matches!(l, Layer::Flatten | Layer::Linear(_)));
    pooled.into_iter().chain(flat).min().unwrap_or(layers.len())
}

pub(super) fn convolution_of(layer: &Layer) -> Option<&ConvBn> {
    match layer {
        Layer::ConvBn(c) | Layer::AddShortcut(Shortcut::Project(c)) => Some(c),
        _ => None,
    }
}

/// Layers as steps; what fuses is taken together.
pub(super) fn compile<C>(layers: &[Layer], pack: &dyn Fn(Weighted<'_>, Then) -> Result<C>) -> Result<Vec<Step<C>>> {
    let mut steps = Vec::new();
    let mut rest = layers;
    while let [layer, after @ ..] = rest {
        rest = after;
        match layer {
            Layer::ConvBn(c) => {
                let shortcut = take(&mut rest, |l| matches!(l, Layer::AddShortcut(_)));
                let then = fused(&mut rest);
                if let Some(Layer::AddShortcut(shortcut)) = shortcut {
                    steps.extend(of_kept(shortcut, pack)?);
                    steps.push(Step::ConvolveAndAdd(pack(Weighted::Convolution(c), then)?));
                } else {
                    steps.push(Step::Convolve(pack(Weighted::Convolution(c), then)?));
                }
            }
            Layer::BatchNorm(norm) => steps.push(Step::Convolve(pack(Weighted::BatchNorm(norm), fused(&mut rest))?)),
            Layer::AddShortcut(shortcut) => {
                steps.extend(of_kept(shortcut, pack)?);
                steps.push(Step::Add);
            }
            Layer::Relu => steps.push(Step::Bound(Then::Relu)),
            Layer::Relu6 => steps.push(Step::Bound(Then::Relu6)),
            Layer::MaxPool(pool) => steps.push(Step::MaxPool(*pool)),
            Layer::AveragePool => steps.push(Step::AveragePool),
            Layer::SaveShortcut => steps.push(Step::Save),
            Layer::Split => steps.push(Step::Split),
            Layer::Swap => steps.push(Step::Swap),
            Layer::Concatenate => steps.push(Step::Concatenate),
            Layer::Shuffle { groups } => steps.push(Step::Shuffle(*groups)),
            Layer::GlobalAveragePool => steps.push(Step::Pool),
            Layer::Tap(name) => steps.push(Step::Tap(name.clone())),
            Layer::Flatten | Layer::Linear(_) => {
                return Err(Error::Msg("a trunk ends before its first flat layer".into()));
            }
        }
    }
    Ok(steps)
}

/// What a layer does that fuses with the convolution before it.
fn then(layer: &Layer) -> Option<Then> {
    match layer {
        Layer::Relu => Some(Then::Relu),
        Layer::Relu6 => Some(Then::Relu6),
        _ => None,
    }
}

/// What fuses from what comes next.
fn fused(rest: &mut &[Layer]) -> Then {
    take(rest, |l| then(l).is_some()).and_then(then).unwrap_or(Then::Keep)
}

/// The next layer, if it is one of those.
fn take<'a>(rest: &mut &'a [Layer], is_wanted: impl Fn(&Layer) -> bool) -> Option<&'a Layer> {
    let (first, after) = rest.split_first().filter(|(first, _)| is_wanted(first))?;
    *rest = after;
    Some(first)
}

/// What a shortcut does to what was kept, before it is added.
fn of_kept<C>(shortcut: &Shortcut, pack: &dyn Fn(Weighted<'_>, Then) -> Result<C>) -> Result<Option<Step<C>>> {
    Ok(match shortcut {
        Shortcut::Identity => None,
        Shortcut::Pad { channels, stride } => Some(Step::PadKept { channels: *channels, stride: *stride }),
        Shortcut::Project(c) => Some(Step::ProjectKept(pack(Weighted::Convolution(c), Then::Keep)?)),
    })
}

/// The groups, one behind the other.
fn gather(groups: &[Group], count: usize, taps: &[&str]) -> Result<TrunkOutput> {
    let join = |parts: Vec<&Values>| {
        let shape: Vec<usize> = std::iter::once(count).chain(parts[0].shape.iter().copied()).collect();
        Tensor::from_vec(parts.iter().flat_map(|p| &p.data).copied().collect(), shape, &Device::Cpu)
    };
    let mut tapped = BTreeMap::new();
    for name in taps {
        let parts: Vec<&Values> = groups.iter().filter_map(|g| g.tapped.get(*name)).collect();
        if !parts.is_empty() {
            tapped.insert((*name).to_owned(), join(parts)?);
        }
    }
    Ok(TrunkOutput { x: join(groups.iter().map(|g| &g.x).collect())?, taps: tapped })
}
