//! The three sets of images that a group of images needs on its way: x, what a shortcut kept, and the next x. `trunk` steps
//! through a plan with them; each step reads x (or what was kept) and writes the set that is free.

use super::channels;
use super::maps::{Maps, Size};

/// Three sets, and which of them is x and which was kept; the same one between a save and the next step.
#[derive(Default)]
pub(super) struct Slots {
    maps: [Maps; 3],
    x: usize,
    kept: usize,
}

/// Values of a group of images: (images, …shape).
pub(super) struct Values {
    pub(super) shape: Vec<usize>,
    pub(super) data: Vec<f32>,
}

impl Slots {
    /// Begins with new images, (N, C, H, W).
    pub(super) fn begin(&mut self, planes: &[f32], size: Size) {
        (self.x, self.kept) = (0, 0);
        self.maps[0].fill(planes, size);
    }

    /// Keeps x for the next shortcut.
    pub(super) fn save(&mut self) {
        self.kept = self.x;
    }

    /// The next x, written from x and what was kept.
    pub(super) fn next<T>(&mut self, write: impl FnOnce(&Maps, &Maps, &mut Maps) -> T) -> T {
        let free = self.free();
        let mut out = std::mem::take(&mut self.maps[free]);
        let done = write(&self.maps[self.x], &self.maps[self.kept], &mut out);
        self.maps[free] = out;
        self.x = free;
        done
    }

    /// What is kept, written anew from what was kept.
    pub(super) fn next_kept<T>(&mut self, write: impl FnOnce(&Maps, &mut Maps) -> T) -> T {
        let free = self.free();
        let mut out = std::mem::take(&mut self.maps[free]);
        let done = write(&self.maps[self.kept], &mut out);
        self.maps[free] = out;
        self.kept = free;
        done
    }

    /// Keeps the first half of the channels, and goes on with the others.
    pub(super) fn split(&mut self) {
        let all = self.maps[self.x].size().channels;
        self.save();
        self.next_kept(|x, out| channels::take(x, out, 0..all / 2));
        self.next(|x, _, out| channels::take(x, out, all / 2..all));
    }

    /// x and what is kept change places.
    pub(super) fn swap(&mut self) {
        std::mem::swap(&mut self.x, &mut self.kept);
    }

    /// x as (images, C, H, W).
    pub(super) fn planes(&self) -> Values {
        let Size { channels, height, width, .. } = self.maps[self.x].size();
        Values { shape: vec![channels, height, width], data: self.maps[self.x].to_planes() }
    }

    /// Mean of x over pixels: (images, C).
    pub(super) fn mean(&self) -> Values {
        let x = &self.maps[self.x];
        Values { shape: vec![x.size().channels], data: mean(x) }
    }

    fn free(&self) -> usize {
        (0..self.maps.len()).find(|i| *i != self.x && *i != self.kept).unwrap_or(0)
    }
}

/// Mean over pixels: (images, C).
pub(super) fn mean(x: &Maps) -> Vec<f32> {
    let Size { count, height, width, channels, .. } = x.size();
    let mut out = vec![0.0; count * channels];
    for (image, sums) in out.chunks_exact_mut(channels).enumerate() {
        for y in 0..height {
            for pixel in x.row(image, y).chunks_exact(channels) {
                sums.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += value);
            }
        }
        sums.iter_mut().for_each(|sum| *sum /= (height * width) as f32);
    }
    out
}

/// Every `stride`-th pixel, `channels` zero channels on both sides (option A).
pub(super) fn pad(from: &Maps, to: &mut Maps, channels: usize, stride: usize) {
    let size = from.size();
    let each = size.channels;
    let wide = each + 2 * channels;
    let (height, width) = (size.height.div_ceil(stride), size.width.div_ceil(stride));
    to.reset(Size { height, width, channels: wide, ..size });
    for image in 0..size.count {
        for y in 0..height {
            let row = from.row(image, y * stride);
            for (x, pixel) in to.row_mut(image, y).chunks_exact_mut(wide).enumerate() {
                pixel.fill(0.0);
                pixel[channels..channels + each].copy_from_slice(&row[x * stride * each..][..each]);
            }
        }
    }
}

/// f of each value of x and of what was kept.
pub(super) fn each(x: &Maps, kept: &Maps, to: &mut Maps, f: impl Fn(f32, f32) -> f32) -> Result<(), String> {
    let size = x.size();
    if kept.size() != (Size { border: kept.size().border, ..size }) {
        return Err(format!("a shortcut of {:?} cannot be added to {size:?}", kept.size()));
    }
    to.reset(size);
    for image in 0..size.count {
        for y in 0..size.height {
            let values = x.row(image, y).iter().zip(kept.row(image, y));
            to.row_mut(image, y).iter_mut().zip(values).for_each(|(to, (x, kept))| *to = f(*x, *kept));
        }
    }
    Ok(())
}
