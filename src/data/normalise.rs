//! Mean and standard deviation a channel, as numbers or by the name of a known set.

use super::known::{self, KnownSet};

/// Pixels in [0, 1] become `(x - mean) / std`.
#[derive(Clone, Debug, PartialEq)]
pub struct Normalise {
    /// Means (C), or one for all channels.
    pub mean: Vec<f32>,
    /// Standard deviations (C), or one for all channels.
    pub std: Vec<f32>,
}

impl Normalise {
    /// Reads `MEAN/STD` (`0.5/0.5`, `0.49,0.48,0.45/0.25,0.24,0.26`), the name of a known set (`cifar10`), or a set
    /// and one of its normalisations (`cifar10:imagenet`).
    ///
    /// # Errors
    /// What is wrong with the text, and what would do.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some((mean, std)) = text.split_once('/') {
            let normalise = Self { mean: numbers(mean)?, std: numbers(std)? };
            if normalise.mean.len() != normalise.std.len() {
                let (means, stds) = (normalise.mean.len(), normalise.std.len());
                return Err(format!(
                    "normalisation {text:?} has {means} means and {stds} deviations; give as many of each"
                ));
            }
            if let Some(bad) = normalise.std.iter().find(|s| **s <= 0.0) {
                return Err(format!("normalisation {text:?} has the deviation {bad}; it must be above 0"));
            }
            return Ok(normalise);
        }
        let (set, name) = text.split_once(':').map_or((text, None), |(set, name)| (set, Some(name)));
        let set = known::known(set).ok_or_else(|| {
            let names: Vec<&str> = known::SETS.iter().map(|s| s.name).collect();
            format!("normalisation {text:?} is neither MEAN/STD (0.5/0.5) nor a known set ({})", names.join(", "))
        })?;
        let found = set.normalisations.iter().find(|n| name.is_none_or(|name| n.name == name));
        found.map(Self::from).ok_or_else(|| no_such(text, &set))
    }

    /// With one value a channel.
    pub(super) fn for_channels(&self, channels: usize) -> Result<Self, String> {
        let spread = |values: &[f32]| match values {
            [one] => Some(vec![*one; channels]),
            many => (many.len() == channels).then(|| many.to_vec()),
        };
        match (spread(&self.mean), spread(&self.std)) {
            (Some(mean), Some(std)) => Ok(Self { mean, std }),
            _ => Err(format!(
                "the normalisation has {} means and {} deviations, the images have {channels} channels",
                self.mean.len(),
                self.std.len()
            )),
        }
    }

    /// A pixel in [0, 1] of a channel.
    pub(super) fn apply(&self, x: f32, channel: usize) -> f32 {
        (x - self.mean[channel]) / self.std[channel]
    }
}

fn numbers(text: &str) -> Result<Vec<f32>, String> {
    let number = |part: &str| {
        let value = part.trim().parse::<f32>().ok().filter(|v| v.is_finite());
        value.ok_or_else(|| format!("normalisation: {part:?} is no number; write MEAN/STD, as 0.5/0.5"))
    };
    text.split(',').map(number).collect()
}

fn no_such(text: &str, set: &KnownSet) -> String {
    let names: Vec<&str> = set.normalisations.iter().map(|n| n.name).collect();
    format!("normalisation {text:?}: the set {} has {}", set.name, names.join(", "))
}
