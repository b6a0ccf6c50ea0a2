//! Random crops and flips, as indices into an image: `RandomCrop(padding)` and `RandomHorizontalFlip` of torchvision.
//!
//! The lab gathers pixels by them on the device, `extract::probes` on the host; padding is black, as there.

use serde::Deserialize;

use crate::random::Random;

/// `augment = { crop_padding = 4, flip = true }`.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Augment {
    /// Black pixels on each side, out of which an image of the old size is cut; 0 for no crop.
    #[serde(default)]
    pub crop_padding: usize,
    /// Mirror every second image, by chance.
    #[serde(default)]
    pub flip: bool,
}

/// One image's cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Row of the padded image where the cut begins.
    pub top: usize,
    /// Its column.
    pub left: usize,
    /// Whether it is mirrored.
    pub is_flipped: bool,
}

impl Augment {
    /// A random cut.
    pub fn draw(&self, random: &mut Random) -> Cut {
        let places = 2 * self.crop_padding + 1;
        let (top, left) = (random.below(places), random.below(places));
        Cut { top, left, is_flipped: self.flip && random.below(2) == 1 }
    }

    /// For each pixel of the cut, in order (C, H, W), the index of its source; C·H·W stands for a black one.
    pub fn sources(&self, cut: Cut, [channels, height, width]: [usize; 3]) -> Vec<u32> {
        let black = channels * height * width;
        let inside =
            |at: usize, from: usize, size: usize| (at + from).checked_sub(self.crop_padding).filter(|x| *x < size);
        let mut out = Vec::with_capacity(black);
        for c in 0..channels {
            for y in 0..height {
                let row = inside(y, cut.top, height);
                for x in 0..width {
                    let x = if cut.is_flipped { width - 1 - x } else { x };
                    let source =
                        row.zip(inside(x, cut.left, width)).map_or(black, |(y, x)| (c * height + y) * width + x);
                    out.push(u32::try_from(source).unwrap_or(u32::MAX));
                }
            }
        }
        out
    }
}
