//! Shorter side to a size, then the centre: what image networks are evaluated with.
//!
//! As torchvision's `Resize` and `CenterCrop` on PIL images: bilinear with antialiasing (a triangle filter).

use image::DynamicImage;
use image::imageops::FilterType;

/// What is done to each image before it is normalised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transform {
    /// Length of the shorter side, in pixels; the other keeps the proportions.
    pub resize: Option<usize>,
    /// Side of the centre square that is kept, in pixels.
    pub crop: Option<usize>,
}

impl Transform {
    /// Height and width after the transform.
    pub(super) fn size(&self, size: [usize; 2]) -> Result<[usize; 2], String> {
        let [height, width] = self.resized(size);
        match self.crop {
            Some(crop) if crop > height || crop > width || crop == 0 => Err(format!(
                "a centre of {crop} pixels cannot be cut from {height} x {width} (height x width); resize to more"
            )),
            Some(crop) => Ok([crop, crop]),
            None => Ok([height, width]),
        }
    }

    fn resized(&self, [height, width]: [usize; 2]) -> [usize; 2] {
        let Some(side) = self.resize else { return [height, width] };
        // As torchvision: the longer side is rounded down.
        let longer = |long: usize, short: usize| (side * long).checked_div(short).unwrap_or(0);
        if height <= width { [side, longer(width, height)] } else { [longer(height, width), side] }
    }

    /// Resizes and crops.
    pub(super) fn apply(&self, image: &DynamicImage) -> Result<DynamicImage, String> {
        let before = [image.height() as usize, image.width() as usize];
        let [height, width] = self.resized(before);
        let after = self.size(before)?;
        let pixels = |n: usize| u32::try_from(n).map_err(|_| format!("{n} pixels are too many"));
        let resized = if [height, width] == before {
            image.clone()
        } else {
            image.resize_exact(pixels(width)?, pixels(height)?, FilterType::Triangle)
        };
        let [top, left] = [centred(height - after[0]), centred(width - after[1])];
        Ok(resized.crop_imm(pixels(left)?, pixels(top)?, pixels(after[1])?, pixels(after[0])?))
    }
}

/// Half of what is left over; a half pixel goes to the even side, as Python rounds.
fn centred(rest: usize) -> usize {
    let half = rest / 2;
    if rest % 2 == 1 && half % 2 == 1 { half + 1 } else { half }
}
