//! Images between layers: (N, H, W, C) with a border of zeros around each. `convolution` and `trunk` read and write them.

use super::aligned::Aligned;

/// What maps are like; the data's size follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Images.
    pub count: usize,
    /// Rows, without the border.
    pub height: usize,
    /// Pixels a row, without the border.
    pub width: usize,
    /// Values a pixel.
    pub channels: usize,
    /// Pixels of zeros on each side.
    pub border: usize,
}

impl Size {
    /// Values of a row, with its border.
    pub fn row(&self) -> usize {
        (self.width + 2 * self.border) * self.channels
    }

    /// Values of an image, with its border.
    pub fn image(&self) -> usize {
        (self.height + 2 * self.border) * self.row()
    }

    /// Where row y of an image begins, at its first pixel inside the border.
    pub fn at(&self, image: usize, y: usize) -> usize {
        image * self.image() + (y + self.border) * self.row() + self.border * self.channels
    }
}

/// Images of one size; the memory is used again for the next layer.
#[derive(Debug, Default)]
pub struct Maps {
    size: Size,
    data: Aligned,
}

impl Maps {
    /// Images from (N, C, H, W); what follows the last whole image is left out.
    pub fn from_planes(planes: &[f32], size: Size) -> Self {
        let mut out = Self::default();
        out.fill(planes, size);
        out
    }

    /// Takes a size, and images from (N, C, H, W).
    pub(super) fn fill(&mut self, planes: &[f32], size: Size) {
        self.reset(size);
        let (channels, area) = (size.channels, size.height * size.width);
        for (image, planes) in planes.chunks_exact((channels * area).max(1)).take(size.count).enumerate() {
            for y in 0..size.height {
                let row = self.row_mut(image, y);
                for (c, plane) in planes.chunks_exact(area).enumerate() {
                    let values = &plane[y * size.width..][..size.width];
                    row[c..].iter_mut().step_by(channels).zip(values).for_each(|(to, value)| *to = *value);
                }
            }
        }
    }

    /// (N, C, H, W).
    pub fn to_planes(&self) -> Vec<f32> {
        let Size { count, height, width, channels, .. } = self.size;
        let mut out = Vec::with_capacity(count * channels * height * width);
        for image in 0..count {
            for c in 0..channels {
                for y in 0..height {
                    out.extend(self.row(image, y).iter().skip(c).step_by(channels));
                }
            }
        }
        out
    }

    /// Takes a size: the border is zero, the values inside are to be written.
    pub fn reset(&mut self, size: Size) {
        if self.size == size {
            return;
        }
        self.size = size;
        self.data.resize(size.count * size.image());
        let (row, sides, ends) = (size.row(), size.border * size.channels, size.border * size.row());
        for image in self.data.chunks_exact_mut(size.image().max(1)) {
            let last = image.len() - ends;
            image[..ends].fill(0.0);
            image[last..].fill(0.0);
            for row in image[ends..last].chunks_exact_mut(row.max(1)) {
                let right = row.len() - sides;
                row[..sides].fill(0.0);
                row[right..].fill(0.0);
            }
        }
    }

    /// Their size.
    pub fn size(&self) -> Size {
        self.size
    }

    /// All values, borders too.
    pub fn data(&self) -> &[f32] {
        &self.data
    }

    /// All values, to be written inside the borders.
    pub(super) fn data_mut(&mut self) -> &mut [f32] {
        &mut self.data
    }

    /// The pixels of a row, (W, C).
    pub fn row(&self, image: usize, y: usize) -> &[f32] {
        let at = self.size.at(image, y);
        &self.data[at..at + self.size.width * self.size.channels]
    }

    /// The pixels of a row, to be written.
    pub fn row_mut(&mut self, image: usize, y: usize) -> &mut [f32] {
        let at = self.size.at(image, y);
        &mut self.data[at..at + self.size.width * self.size.channels]
    }
}
