//! The images of a sample as one picture inside the page: side by side, row by row, in the order of the sample.
//!
//! Grey images are a PNG of 32 levels, coloured ones a JPEG: a third of the bytes, and no difference at this size.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _};
use serde::Serialize;

use crate::analysis::record::Images;
use crate::figure::font::base64;

/// Images of a row.
const COLUMNS: usize = 25;
/// Of the JPEG, out of 100.
const QUALITY: u8 = 80;
/// Bits that a grey level keeps.
const LEVELS: u8 = 0b1111_1000;

/// One picture of many images.
#[derive(Serialize)]
pub struct Thumbnails {
    uri: String,
    width: usize,
    height: usize,
    columns: usize,
}

/// The picture of images (S, height, width, channels), where they are grey or red, green, blue.
pub fn sprite(images: &Images) -> Option<Thumbnails> {
    let [height, width, channels] = images.shape;
    let count = images.bytes.len() / (height * width * channels).max(1);
    let columns = COLUMNS.min(count);
    let rows = count.div_ceil(columns.max(1));
    let pixels = side_by_side(images, columns);
    let (w, h) = (u32::try_from(columns * width).ok()?, u32::try_from(rows * height).ok()?);
    let mut bytes = Vec::new();
    let kind = match channels {
        1 => {
            let grey: Vec<u8> = pixels.iter().map(|p| p & LEVELS | p >> 5).collect();
            let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive);
            encoder.write_image(&grey, w, h, ExtendedColorType::L8).ok()?;
            "png"
        }
        3 => {
            JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode(&pixels, w, h, ExtendedColorType::Rgb8).ok()?;
            "jpeg"
        }
        _ => return None,
    };
    Some(Thumbnails { uri: format!("data:image/{kind};base64,{}", base64(&bytes)), width, height, columns })
}

/// The images as one of so many columns; what is left of the last row is black.
fn side_by_side(images: &Images, columns: usize) -> Vec<u8> {
    let [height, width, channels] = images.shape;
    let line = width * channels;
    let each = images.bytes.chunks_exact((height * line).max(1));
    let mut pixels = vec![0; each.len().div_ceil(columns.max(1)) * columns * height * line];
    for (at, image) in each.enumerate() {
        let (row, column) = (at / columns, at % columns);
        for (y, from) in image.chunks_exact(line.max(1)).enumerate() {
            let start = ((row * height + y) * columns + column) * line;
            pixels[start..start + line].copy_from_slice(from);
        }
    }
    pixels
}
