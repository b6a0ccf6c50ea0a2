//! Encoded images (PNG, JPEG): looked over once at loading, decoded when a batch asks for them.
//!
//! Fed by `parquet.rs` and `folder.rs`, read through `source.rs`.

use std::borrow::Cow;
use std::io::Cursor;
use std::ops::Range;
use std::path::{Path, PathBuf};

use image::{ColorType, DynamicImage, ImageDecoder as _, ImageReader};
use rayon::prelude::*;

use super::tables::{self, Tables};
use super::{DataError, Transform};

/// The largest image: a broken header must not ask for all memory.
const MAX_PIXELS: u64 = 1 << 26;

/// Images whose headers are kept at a time, before they are added up.
const LOOKED_AT: usize = 4096;

/// Where the bytes of images are.
#[derive(Debug)]
pub(super) enum Origin {
    /// A file an image.
    Files(Vec<PathBuf>),
    /// Tables with a row an image.
    Tables(Tables),
}

/// Images whose bytes are at hand.
enum Block<'a> {
    Files(&'a [PathBuf]),
    Table(tables::Block<'a>),
}

/// The bytes of an image, and where they are from: the file, and the row where it holds many.
struct Item<'a> {
    file: &'a Path,
    row: Option<usize>,
    bytes: Cow<'a, [u8]>,
}

impl Item<'_> {
    fn wrong(&self, what: &str) -> DataError {
        at_row(self.file, self.row, what)
    }
}

fn at_row(file: &Path, row: Option<usize>, what: &str) -> DataError {
    DataError::new(row.map_or_else(|| what.to_owned(), |row| format!("row {row}: {what}")), file)
}

impl Origin {
    fn len(&self) -> usize {
        match self {
            Self::Files(files) => files.len(),
            Self::Tables(tables) => tables.len(),
        }
    }

    /// The images that come at once with one of them.
    fn block(&self, index: usize) -> Result<Block<'_>, DataError> {
        match self {
            Self::Files(files) => Ok(Block::Files(files)),
            Self::Tables(tables) => tables.block(index).map(Block::Table),
        }
    }

    /// Calls `each` with every block that holds some of `rows`, and which these are.
    fn blocks(
        &self,
        rows: Range<usize>,
        mut each: impl FnMut(&Block<'_>, Range<usize>) -> Result<(), DataError>,
    ) -> Result<(), DataError> {
        let mut start = rows.start;
        while start < rows.end {
            let block = self.block(start)?;
            let end = block.end().min(rows.end);
            each(&block, start..end)?;
            start = end;
        }
        Ok(())
    }
}

impl Block<'_> {
    /// The first image behind it.
    fn end(&self) -> usize {
        match self {
            Self::Files(files) => files.len(),
            Self::Table(table) => table.rows.end,
        }
    }

    /// The encoded bytes of an image.
    fn get(&self, index: usize) -> Result<Item<'_>, DataError> {
        match self {
            Self::Files(files) => {
                let file = &files[index];
                let bytes =
                    std::fs::read(file).map_err(|e| at_row(file, None, &format!("cannot read the image ({e})")))?;
                Ok(Item { file, row: None, bytes: bytes.into() })
            }
            Self::Table(table) => {
                let (file, row, bytes) = table.get(index);
                let bytes = bytes.ok_or_else(|| at_row(file, Some(row), "the image is null"))?;
                Ok(Item { file, row: Some(row), bytes: bytes.into() })
            }
        }
    }
}

/// Encoded images that decode to one shape.
#[derive(Debug)]
pub(super) struct Encoded {
    origin: Origin,
    transform: Option<Transform>,
    /// Channels, height, width: 1 channel, or 3 where any image has colour; grey ones are then repeated.
    shape: [usize; 3],
    hash: blake3::Hash,
}

/// What is known of an image before it is decoded.
struct Seen {
    size: [usize; 2],
    has_colour: bool,
    hash: blake3::Hash,
}

impl Encoded {
    /// Reads every header, in parallel.
    ///
    /// # Errors
    /// What is no image, or an image of another size than the first: its file and row.
    pub(super) fn new(origin: Origin, transform: Option<Transform>) -> Result<Self, DataError> {
        let mut hasher = blake3::Hasher::new();
        let (mut first, mut has_colour) = (None, false);
        let n = origin.len();
        for start in (0..n).step_by(LOOKED_AT) {
            origin.blocks(start..n.min(start + LOOKED_AT), |block, rows| {
                let seen: Vec<Seen> =
                    rows.clone().into_par_iter().map(|i| see(block, i, transform)).collect::<Result<_, _>>()?;
                for (index, image) in rows.zip(seen) {
                    let expected = *first.get_or_insert(image.size);
                    if image.size != expected {
                        return Err(block.get(index)?.wrong(&other_size(image.size, expected)));
                    }
                    has_colour |= image.has_colour;
                    hasher.update(image.hash.as_bytes());
                }
                Ok(())
            })?;
        }
        let ([height, width], channels) = (first.unwrap_or_default(), if has_colour { 3 } else { 1 });
        hasher.update(format!("{transform:?}").as_bytes());
        Ok(Self { origin, transform, shape: [channels, height, width], hash: hasher.finalize() })
    }

    pub(super) fn shape(&self) -> [usize; 3] {
        self.shape
    }

    /// BLAKE3 of all encoded bytes and of the transform.
    pub(super) fn hash(&self) -> blake3::Hash {
        self.hash
    }

    /// The images of some rows, (B, C, H, W), decoded in parallel.
    pub(super) fn images(&self, rows: Range<usize>) -> Result<Vec<u8>, DataError> {
        let size: usize = self.shape.iter().product();
        let mut out = vec![0; rows.len() * size];
        self.origin.blocks(rows.clone(), |block, here| {
            let out = &mut out[(here.start - rows.start) * size..(here.end - rows.start) * size];
            here.into_par_iter().zip(out.par_chunks_mut(size)).try_for_each(|(row, out)| {
                let image = block.get(row)?;
                self.decode(&image.bytes, out).map_err(|what| image.wrong(&what))
            })
        })?;
        Ok(out)
    }

    /// Writes an image as planes (C, H, W).
    fn decode(&self, bytes: &[u8], out: &mut [u8]) -> Result<(), String> {
        let [channels, height, width] = self.shape;
        let mut image = image::load_from_memory(bytes).map_err(|e| undecodable(&e))?;
        image = match channels {
            1 => DynamicImage::ImageLuma8(image.into_luma8()),
            _ => DynamicImage::ImageRgb8(image.into_rgb8()),
        };
        if let Some(transform) = self.transform {
            image = transform.apply(&image)?;
        }
        let found = [image.height() as usize, image.width() as usize];
        if found != [height, width] {
            return Err(format!("an image of {found:?} (height, width), its header said {:?}", [height, width]));
        }
        let interleaved = image.into_bytes();
        for (channel, plane) in out.chunks_mut(height * width).enumerate() {
            let pixels = interleaved.iter().skip(channel).step_by(channels);
            plane.iter_mut().zip(pixels).for_each(|(out, x)| *out = *x);
        }
        Ok(())
    }
}

/// An image's header, and a hash of all of it.
fn see(block: &Block<'_>, index: usize, transform: Option<Transform>) -> Result<Seen, DataError> {
    let image = block.get(index)?;
    let (size, has_colour) = header(&image.bytes).map_err(|what| image.wrong(&what))?;
    let size = transform.map_or(Ok(size), |t| t.size(size)).map_err(|what| image.wrong(&what))?;
    Ok(Seen { size, has_colour, hash: blake3::hash(&image.bytes) })
}

fn other_size([height, width]: [usize; 2], [expected_height, expected_width]: [usize; 2]) -> String {
    format!(
        "an image of {height} x {width} pixels (height x width), the first has {expected_height} x {expected_width}; \
         give --resize and --crop, or images of one size"
    )
}

/// Height and width of an encoded image, and whether it has colour.
fn header(bytes: &[u8]) -> Result<([usize; 2], bool), String> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|e| undecodable(&e))?;
    let decoder = reader.into_decoder().map_err(|e| undecodable(&e))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(undecodable(&format!("it claims {width} x {height} pixels, at most {MAX_PIXELS} are read")));
    }
    let is_grey = matches!(decoder.color_type(), ColorType::L8 | ColorType::La8 | ColorType::L16 | ColorType::La16);
    Ok(([height as usize, width as usize], !is_grey))
}

fn undecodable(e: &dyn std::fmt::Display) -> String {
    format!("undecodable image ({e}); export it again as PNG or JPEG")
}
