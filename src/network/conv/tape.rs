//! A plan's convolutional part as training runs it: sets of images by number, and what is done to them in order. `group`
//! runs it forwards and, from the end, backwards.

use std::collections::BTreeMap;

use candle_core::{Error, Result};

use super::convolution::{Geometry, Then};
use super::trunk::{self, Step, Weighted};
use crate::network::plan::{ConvBn, Layer, MaxPool, Shortcut};

/// Number of a set of images.
pub(super) type Value = usize;

/// A convolution, its batch norm, and what follows: z = then(norm(y) + added), y = x ∗ w.
pub(super) struct Link {
    pub(super) layer: ConvBn,
    pub(super) geometry: Geometry,
    pub(super) x: Value,
    pub(super) y: Value,
    pub(super) z: Value,
    pub(super) added: Option<Value>,
    pub(super) then: Then,
}

/// What is done; links by their place on the tape.
#[derive(Clone, Copy)]
pub(super) enum Node {
    /// y, and a group's share of the batch statistics, which all groups need before they go on.
    Convolve(usize),
    /// z.
    Normalise(usize),
    /// He 2016, option A.
    Pad { from: Value, to: Value, channels: usize, stride: usize },
    /// The largest of each window.
    MaxPool { from: Value, to: Value, pool: MaxPool },
}

/// The whole.
pub(super) struct Tape {
    pub(super) links: Vec<Link>,
    pub(super) nodes: Vec<Node>,
    /// How many sets there are; the images are the first.
    pub(super) values: usize,
    /// The last set; its mean over pixels is what leaves.
    pub(super) end: Value,
    pub(super) taps: BTreeMap<String, Value>,
    /// Pixels of zeros around what a convolution may read.
    pub(super) border: usize,
    /// How many of the plan's layers these are.
    pub(super) layers: usize,
}

impl Tape {
    /// The tape of a plan's layers; `None` where they are none that it knows: it begins with a convolution, none is dilated, it
    /// ends in the mean over pixels, and additions and activations stand behind convolutions.
    pub(super) fn new(layers: &[Layer]) -> Result<Option<Self>> {
        let layers = &layers[..trunk::end(layers)];
        if !layers.iter().all(has_gradient) {
            return Ok(None);
        }
        let geometries = layers.iter().filter_map(trunk::convolution_of).map(super::geometry);
        let Some(border) = geometries.map(|g| g.border()).max() else { return Ok(None) };
        let steps = trunk::compile(layers, &|layer, then| match layer {
            Weighted::Convolution(c) => Ok((c.clone(), then)),
            Weighted::BatchNorm(n) => {
                Err(Error::Msg(format!("the batch norm {} alone has no gradient of ours", n.name)))
            }
        })?;
        let mut tape = Self {
            links: Vec::new(),
            nodes: Vec::new(),
            values: 1,
            end: 0,
            taps: BTreeMap::new(),
            border: border.max(1), // a max pool looks one pixel beyond the edge
            layers: layers.len(),
        };
        let mut is_pooled = false;
        let (mut x, mut kept) = (0, 0);
        for step in steps {
            match step {
                Step::Convolve(c) => x = tape.link(c, x, None),
                Step::ConvolveAndAdd(c) => x = tape.link(c, x, Some(kept)),
                Step::ProjectKept(c) => kept = tape.link(c, kept, None),
                Step::PadKept { channels, stride } => {
                    let (from, to) = (kept, tape.value());
                    tape.nodes.push(Node::Pad { from, to, channels, stride });
                    kept = to;
                }
                Step::MaxPool(pool) => {
                    let (from, to) = (x, tape.value());
                    tape.nodes.push(Node::MaxPool { from, to, pool });
                    x = to;
                }
                Step::Save => kept = x,
                Step::Tap(name) => drop(tape.taps.insert(name, x)),
                Step::Pool => is_pooled = true,
                _ => return Ok(None), // `has_gradient` let no others pass but additions and activations that stand alone
            }
        }
        tape.end = x;
        let starts_with_convolution = matches!(tape.nodes.first(), Some(Node::Convolve(_)));
        Ok((is_pooled && starts_with_convolution).then_some(tape))
    }

    fn value(&mut self) -> Value {
        self.values += 1;
        self.values - 1
    }

    fn link(&mut self, (layer, then): (ConvBn, Then), x: Value, added: Option<Value>) -> Value {
        let (y, z, at) = (self.value(), self.value(), self.links.len());
        let geometry = super::geometry(&layer);
        self.links.push(Link { layer, geometry, x, y, z, added, then });
        self.nodes.extend([Node::Convolve(at), Node::Normalise(at)]);
        z
    }
}

/// Whether a layer's gradient is among our own. Those of dilated convolutions, of convolutions without a batch norm, and of
/// what pre-activated networks and ShuffleNets have are candle's.
fn has_gradient(layer: &Layer) -> bool {
    match layer {
        Layer::ConvBn(c) | Layer::AddShortcut(Shortcut::Project(c)) => c.dilation == 1 && c.bn.is_some(),
        Layer::Split | Layer::Swap | Layer::Concatenate | Layer::Shuffle { .. } => false,
        other => !matches!(other, Layer::BatchNorm(_) | Layer::AveragePool),
    }
}
