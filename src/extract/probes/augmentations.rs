//! Augmented passes over examples of two classes, for Müller's mutual information (Müller 2019, A.2).
//!
//! Random crops out of black padding and flips, as the lab's; padding is an eighth of the height, rounded up: 4 of 32 pixels.
//! `augmented.logits` (L, N, 2): the two classes' logits of each pass; `augmented.classes` (2).

use candle_core::{DType, Tensor};

use super::examples::pixels;
use super::file::{Probes, kept};
use super::{SEED, Settings, Subject};
use crate::data::augment::Augment;
use crate::extract::ExtractError;
use crate::extract::engine::Engine as _;
use crate::network::run::Network;
use crate::random::{Random, stratified};

/// Examples of each of the two classes, at most: the paper's.
pub const OF_CLASS: usize = 300;

/// How often, and whose logits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Augmentations {
    /// L.
    pub passes: usize,
    /// The two classes, by index.
    pub classes: [usize; 2],
}

/// The first class and the one in the middle, 0 and K/2: of CIFAR-10 the paper's airplane and dog.
pub fn default_classes(count: usize) -> [usize; 2] {
    [0, count / 2]
}

/// The logits of all passes.
///
/// # Errors
/// When the network cannot run, or the cache cannot be written.
pub fn run(of: &Subject<'_>, how: Augmentations, settings: &Settings<'_>) -> Result<Probes, ExtractError> {
    kept(settings.folder, &of.key("augmentations", settings, &format!("{how:?}"))?, || measure(of, how, settings))
}

fn measure(of: &Subject<'_>, how: Augmentations, settings: &Settings<'_>) -> Result<Probes, ExtractError> {
    let rows: Vec<usize> = how.classes.iter().flat_map(|class| of_class(of, *class)).collect();
    let images = Images::new(of, &rows)?;
    let network = Network::load(of.source.plan, of.source.checkpoint, settings.device, DType::F32)?;
    let mut random = Random::new(SEED, "augmented passes");
    let mut out = Vec::with_capacity(how.passes * rows.len() * 2);
    for pass in 0..how.passes {
        for at in images.batches(settings.device.batch(images.size * size_of::<f32>())) {
            let batch = images.augmented(at, &mut random);
            let [channels, height, width] = of.data.shape;
            let batch = Tensor::from_vec(batch, ((), channels, height, width), settings.device)?;
            for row in network.forward(&batch, &[])?.logits.to_vec2::<f32>()? {
                out.extend(how.classes.iter().map(|class| f64::from(row[*class])));
            }
        }
        (settings.progress)("augmented passes", pass + 1, how.passes);
    }
    let classes = how.classes.map(|class| class as f64);
    let names = how.classes.map(|class| of.data.classes[class].as_str());
    Ok(Probes::default()
        .with("augmented.logits", &[how.passes, rows.len(), 2], out)
        .with("augmented.classes", &[2], classes.to_vec())
        .saying("augmented.classes", names.join(" and ")))
}

/// Rows of a class, spread evenly along the hashes of their ids.
fn of_class(of: &Subject<'_>, class: usize) -> Vec<usize> {
    let rows: Vec<usize> = (0..of.data.len()).filter(|row| of.data.labels[*row] == class).collect();
    let ids: Vec<i64> = rows.iter().map(|row| of.data.ids[*row]).collect();
    stratified(&vec![0; rows.len()], &ids, OF_CLASS).into_iter().map(|at| rows[at]).collect()
}

/// Images and how they are cut.
struct Images {
    /// (N, C·H·W), normalised.
    pixels: Vec<f32>,
    /// What a black pixel is of each channel (C).
    black: Vec<f32>,
    shape: [usize; 3],
    size: usize,
    augment: Augment,
}

impl Images {
    fn new(of: &Subject<'_>, rows: &[usize]) -> Result<Self, ExtractError> {
        let shape = of.data.shape;
        let normalise = of.source.normalise;
        let value = |values: &[f32], c: usize| values.get(c).or(values.first()).copied().unwrap_or(0.0);
        let black = (0..shape[0]).map(|c| -value(&normalise.mean, c) / value(&normalise.std, c)).collect();
        Ok(Self {
            pixels: pixels(of.data, rows, normalise)?,
            black,
            shape,
            size: shape.iter().product(),
            augment: Augment { crop_padding: shape[1].div_ceil(8), flip: true },
        })
    }

    fn batches(&self, count: usize) -> impl Iterator<Item = &[f32]> {
        self.pixels.chunks(count * self.size)
    }

    /// Each image of a batch, cut at random.
    fn augmented(&self, batch: &[f32], random: &mut Random) -> Vec<f32> {
        let mut out = Vec::with_capacity(batch.len());
        let plane = self.shape[1] * self.shape[2];
        for image in batch.chunks_exact(self.size) {
            let sources = self.augment.sources(self.augment.draw(random), self.shape);
            out.extend(
                sources
                    .iter()
                    .enumerate()
                    .map(|(at, source)| image.get(*source as usize).copied().unwrap_or_else(|| self.black[at / plane])),
            );
        }
        out
    }
}
