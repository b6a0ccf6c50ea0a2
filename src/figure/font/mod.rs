//! The bundled fonts: a subset of Source Sans (`subset.py`, licence in `OFL.txt`), so that every machine draws the same.
//!
//! Latin-1, Latin Extended-A, Greek, arrows and mathematics; figures are tabular. `text` measures with them, `canvas`
//! converts with them, the page embeds them.

use std::fmt::Write as _;

/// Name of the family. The licence reserves "Source", so the subset has its own name.
pub const FAMILY: &str = "Penult Sans";

/// Regular (400), TrueType.
pub const REGULAR: &[u8] = include_bytes!("PenultSans-Regular.ttf");
/// Semibold (600), TrueType.
pub const SEMIBOLD: &[u8] = include_bytes!("PenultSans-Semibold.ttf");
/// Regular (400), WOFF2.
pub const REGULAR_WOFF2: &[u8] = include_bytes!("PenultSans-Regular.woff2");
/// Semibold (600), WOFF2.
pub const SEMIBOLD_WOFF2: &[u8] = include_bytes!("PenultSans-Semibold.woff2");
/// The licence of the fonts.
pub const LICENCE: &str = include_str!("OFL.txt");

/// A weight of the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// 400: labels and ticks.
    Regular,
    /// 600: titles.
    Semibold,
}

/// Both weights as `@font-face` rules with the WOFF2 files inside: for a page or an SVG that stands alone.
#[must_use]
pub fn css_face() -> String {
    let mut css = String::new();
    // Figures ask for "bold", which must find Semibold without a synthetic one.
    for (weight, file) in [("400", REGULAR_WOFF2), ("600 700", SEMIBOLD_WOFF2)] {
        let _ = write!(
            css,
            "@font-face{{font-family:\"{FAMILY}\";font-weight:{weight};font-style:normal;src:url(data:font/woff2;base64,{}) format(\"woff2\")}}",
            base64(file)
        );
    }
    css
}

/// RFC 4648, with padding.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |w, b| w << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let sextet = (word >> (18 - 6 * place)) & 63;
            text.push(if place > chunk.len() { '=' } else { char::from(ALPHABET[sextet as usize]) });
        }
    }
    text
}
