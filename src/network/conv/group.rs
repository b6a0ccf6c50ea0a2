//! A group of images on the tape: its values on the way forward, their gradients on the way back. `pass` takes all groups from
//! one batch statistic to the next.

use super::convolution::Convolution;
use super::input_gradient::InputGradient;
use super::instructions::Instructions;
use super::maps::{Maps, Size};
use super::pool;
use super::slots;
use super::tape::{Node, Tape, Value};
use super::vectorised::{Loops, vectorised};
use super::weight_gradient::WeightGradient;
use crate::network::batch_norm::{self, BatchNorm, Gradients, Moments};
use crate::network::plan::MaxPool;

/// A layer's weights of one step, packed.
pub(super) struct Weights {
    pub(super) forward: Convolution,
    /// `None` where the input is the images, whose gradient nobody asks for.
    pub(super) input: Option<InputGradient>,
}

/// What all groups know.
pub(super) struct Shared<'a> {
    pub(super) tape: &'a Tape,
    pub(super) instructions: Instructions,
    pub(super) weights: &'a [Weights],
    /// As far as the batch's statistics are known.
    pub(super) norms: &'a [BatchNorm],
}

/// The images of a group, and memory that the next step uses again.
#[derive(Default)]
pub(super) struct Group {
    values: Vec<Maps>,
    gradients: Vec<Option<Maps>>,
    framed: Maps,
    grids: Maps,
    free: Vec<Maps>,
}

/// What a group gives to the sums over the batch on the way back.
#[derive(Default)]
pub(super) struct Share {
    pub(super) norm: Option<Gradients>,
    pub(super) weights: Option<WeightGradient>,
}

impl Group {
    /// Begins with new images.
    pub(super) fn begin(&mut self, tape: &Tape, images: Maps) {
        self.values.resize_with(tape.values, Maps::default);
        self.gradients.resize_with(tape.values, || None);
        self.values[0] = images;
    }

    /// A value.
    pub(super) fn value(&self, value: Value) -> &Maps {
        &self.values[value]
    }

    /// Does some nodes; gives the moments of the convolution that they end in.
    pub(super) fn forward(&mut self, nodes: &[Node], shared: &Shared<'_>) -> Result<Option<Moments>, String> {
        let mut moments = None;
        for node in nodes {
            match *node {
                Node::Convolve(at) => {
                    let link = &shared.tape.links[at];
                    self.write(link.y, |values, y| shared.weights[at].forward.run(&values[link.x], None, y, 0))?;
                    moments = Some(Moments::of(&self.values[link.y], shared.instructions));
                }
                Node::Normalise(at) => {
                    let (link, border) = (&shared.tape.links[at], shared.tape.border);
                    self.write(link.z, |values, z| {
                        let y = &values[link.y];
                        z.reset(Size { border, ..y.size() });
                        let added = link.added.map(|a| &values[a]);
                        check_added(y, added)?;
                        shared.norms[at].forward((y, added), link.then, z, shared.instructions);
                        Ok(())
                    })?;
                }
                Node::Pad { from, to, channels, stride } => {
                    self.write(to, |values, out| {
                        slots::pad(&values[from], out, channels, stride);
                        Ok(())
                    })?;
                }
                Node::MaxPool { from, to, pool } => {
                    self.write(to, |values, out| pool::largest(shared.instructions, pool, &values[from], out))?;
                }
            }
        }
        Ok(moments)
    }

    fn write(&mut self, to: Value, write: impl FnOnce(&[Maps], &mut Maps) -> Result<(), String>) -> Result<(), String> {
        let mut out = std::mem::take(&mut self.values[to]);
        let done = write(&self.values, &mut out);
        self.values[to] = out;
        done
    }

    /// Mean over pixels of the last value, (images, C).
    pub(super) fn mean(&self, tape: &Tape) -> Vec<f32> {
        slots::mean(&self.values[tape.end])
    }

    /// Adds a gradient to that of a value.
    pub(super) fn add_gradient(&mut self, value: Value, gradient: Maps) {
        let sum = match self.gradients[value].take() {
            None => gradient,
            Some(mut sum) => {
                add(&mut sum, &gradient);
                self.free.push(gradient);
                sum
            }
        };
        self.gradients[value] = Some(sum);
    }

    /// The gradient of the mean, to each pixel its part.
    pub(super) fn begin_backward(&mut self, tape: &Tape, of_mean: &[f32]) {
        let mut gradient = self.free.pop().unwrap_or_default();
        let size = Size { border: 0, ..self.values[tape.end].size() };
        gradient.reset(size);
        let share = 1.0 / (size.height * size.width) as f32;
        for (image, of_mean) in of_mean.chunks_exact(size.channels).enumerate() {
            let pixel: Vec<f32> = of_mean.iter().map(|g| g * share).collect();
            for y in 0..size.height {
                gradient.row_mut(image, y).chunks_exact_mut(size.channels).for_each(|p| p.copy_from_slice(&pixel));
            }
        }
        self.add_gradient(tape.end, gradient);
    }

    /// Goes back through some nodes, last one first; `sums` are those of the convolution that they begin with.
    pub(super) fn backward(
        &mut self,
        nodes: &[Node],
        shared: &Shared<'_>,
        sums: Option<&Gradients>,
    ) -> Result<Share, String> {
        let mut share = Share::default();
        for node in nodes {
            match *node {
                Node::Normalise(at) => {
                    let link = &shared.tape.links[at];
                    let (y, z) = (&self.values[link.y], &self.values[link.z]);
                    let gradient = self.gradients[link.z].as_mut().ok_or("a value has no gradient")?;
                    share.norm = Some(shared.norms[at].backward((y, z), link.then, gradient, shared.instructions));
                }
                Node::Convolve(at) => {
                    let sums = sums.ok_or("a batch norm's sums are not known yet")?;
                    share.weights = Some(self.convolve_backward(at, shared, sums)?);
                }
                Node::Pad { from, to, channels, stride } => self.move_gradient(from, to, |values, gradient, out| {
                    unpad(&values[from], gradient, out, (channels, stride));
                }),
                Node::MaxPool { from, to, pool } => self.move_gradient(from, to, |values, gradient, out| {
                    of_largest(pool, (&values[from], &values[to]), gradient, out);
                }),
            }
        }
        Ok(share)
    }

    /// dy from the gradient before `then`; from dy those of the weights and of x. What was added has the first itself.
    fn convolve_backward(
        &mut self,
        at: usize,
        shared: &Shared<'_>,
        sums: &Gradients,
    ) -> Result<WeightGradient, String> {
        let link = &shared.tape.links[at];
        let gradient = self.gradients[link.z].take().ok_or("a value has no gradient")?;
        let (x, y) = (&self.values[link.x], &self.values[link.y]);
        let input = shared.weights[at].input.as_ref();
        let (frame, before) = input.map_or((y.size(), 0), |i| i.frame(x.size()));
        self.framed.reset(frame);
        let rows = shared.norms[at].input_gradient(sums, y.size().width);
        let framed = (&mut self.framed, before);
        vectorised(shared.instructions, OfConvolution { rows: &rows, gradient: &gradient, y, framed });
        let mut weights = WeightGradient::new(link.geometry, shared.instructions)?;
        weights.add(x, &self.framed, before)?;
        if let Some(input) = input {
            let mut out = self.free.pop().unwrap_or_default();
            let added = self.gradients[link.x].take();
            input.run(&self.framed, added.as_ref(), x.size(), (&mut self.grids, &mut out))?;
            self.gradients[link.x] = Some(out);
            self.free.extend(added);
        }
        match link.added {
            Some(added) => self.add_gradient(added, gradient),
            None => self.free.push(gradient),
        }
        Ok(weights)
    }

    /// Takes a value's gradient back to what it was made of.
    fn move_gradient(&mut self, from: Value, to: Value, write: impl FnOnce(&[Maps], &Maps, &mut Maps)) {
        let Some(gradient) = self.gradients[to].take() else { return };
        let mut out = self.free.pop().unwrap_or_default();
        out.reset(Size { border: 0, ..self.values[from].size() });
        write(&self.values, &gradient, &mut out);
        self.free.push(gradient);
        self.add_gradient(from, out);
    }
}

fn check_added(y: &Maps, added: Option<&Maps>) -> Result<(), String> {
    match added.map(Maps::size).filter(|a| Size { border: 0, ..*a } != y.size()) {
        Some(found) => Err(format!("a shortcut of {found:?} cannot be added to {:?}", y.size())),
        None => Ok(()),
    }
}

fn add(to: &mut Maps, from: &Maps) {
    let size = to.size();
    for (image, y) in rows(size) {
        to.row_mut(image, y).iter_mut().zip(from.row(image, y)).for_each(|(to, from)| *to += from);
    }
}

fn rows(size: Size) -> impl Iterator<Item = (usize, usize)> {
    (0..size.count).flat_map(move |image| (0..size.height).map(move |y| (image, y)))
}

/// dy among zeros, so many of them first; what lies beyond the frame is left out.
struct OfConvolution<'a> {
    rows: &'a batch_norm::InputGradient,
    gradient: &'a Maps,
    y: &'a Maps,
    framed: (&'a mut Maps, usize),
}

impl Loops for OfConvolution<'_> {
    type Output = ();
    #[allow(clippy::inline_always)] // as `vectorised` asks
    #[inline(always)]
    fn run(self) {
        let Self { rows, gradient, y, framed: (framed, before) } = self;
        let (Size { height, width, channels, .. }, frame) = (y.size(), framed.size());
        for image in 0..frame.count {
            for at in 0..frame.height {
                let row = framed.row_mut(image, at);
                let Some(from) = at.checked_sub(before).filter(|y| *y < height) else {
                    row.fill(0.0);
                    continue;
                };
                let (left, rest) = row.split_at_mut((before * channels).min(row.len()));
                let (inside, right) = rest.split_at_mut((width * channels).min(rest.len()));
                left.fill(0.0);
                right.fill(0.0);
                rows.row(gradient.row(image, from), y.row(image, from), inside);
            }
        }
    }
}

/// The gradient of `slots::pad`.
fn unpad(from: &Maps, gradient: &Maps, out: &mut Maps, (channels, stride): (usize, usize)) {
    let each = from.size().channels;
    for (image, y) in rows(out.size()) {
        let row = out.row_mut(image, y);
        row.fill(0.0);
        if y % stride == 0 {
            let pixels = gradient.row(image, y / stride).chunks_exact(each + 2 * channels);
            for (out, pixel) in row.chunks_mut(each * stride).zip(pixels) {
                out[..each].copy_from_slice(&pixel[channels..][..each]);
            }
        }
    }
}

/// The gradient of `pool::largest`: to the first pixel of a window that is the largest.
#[allow(clippy::float_cmp)] // the largest is one of them
fn of_largest(pool: MaxPool, (from, largest): (&Maps, &Maps), gradient: &Maps, out: &mut Maps) {
    let (size, pooled) = (from.size(), largest.size());
    if size == pooled {
        rows(size).for_each(|(image, y)| out.row_mut(image, y).copy_from_slice(gradient.row(image, y)));
        return;
    }
    let (c, kernel, padding) = (size.channels, pool.kernel, pool.padding());
    for (image, y) in rows(size) {
        out.row_mut(image, y).fill(0.0);
    }
    for (image, y) in rows(pooled) {
        for at in 0..pooled.width * c {
            let (x, channel) = (at / c, at % c);
            let window = (0..kernel * kernel).map(|tap| (2 * y + tap / kernel, 2 * x + tap % kernel));
            let inside = window.filter_map(|(y, x)| Some((y.checked_sub(padding)?, x.checked_sub(padding)?)));
            let mut inside = inside.filter(|(y, x)| *y < size.height && *x < size.width);
            let wanted = largest.row(image, y)[at];
            if let Some((from_y, from_x)) = inside.find(|(y, x)| from.row(image, *y)[x * c + channel] == wanted) {
                out.row_mut(image, from_y)[from_x * c + channel] += gradient.row(image, y)[at];
            }
        }
    }
}
