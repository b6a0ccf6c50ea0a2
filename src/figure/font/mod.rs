//! The bundled fonts, so that every machine draws the same: subsets of Source Sans (`subset.py`, licence in `OFL.txt`) and of
//! STIX Two Text, which goes with papers set in Times (`subset_serif.py`, licence in `OFL-serif.txt`).
//!
//! Latin-1, Latin Extended-A, Greek, arrows and mathematics; figures are tabular. `text` measures with them, `canvas`
//! converts with them, the page embeds the sans.

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
/// The licence of the sans.
pub const LICENCE: &str = include_str!("OFL.txt");
/// The licence of the serif.
pub const SERIF_LICENCE: &str = include_str!("OFL-serif.txt");

/// A typeface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Penult Sans, from Source Sans.
    Sans,
    /// Penult Serif, from STIX Two Text.
    Serif,
}

impl Face {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Sans, Self::Serif];

    /// Name of its family.
    #[must_use]
    pub const fn family(self) -> &'static str {
        match self {
            Self::Sans => FAMILY,
            Self::Serif => "Penult Serif",
        }
    }

    /// Regular (400) and semibold (600), TrueType.
    #[must_use]
    pub const fn files(self) -> [&'static [u8]; 2] {
        match self {
            Self::Sans => [REGULAR, SEMIBOLD],
            Self::Serif => [include_bytes!("PenultSerif-Regular.ttf"), include_bytes!("PenultSerif-Semibold.ttf")],
        }
    }

    /// Regular (400) and semibold (600), WOFF2.
    const fn web_files(self) -> [&'static [u8]; 2] {
        match self {
            Self::Sans => [REGULAR_WOFF2, SEMIBOLD_WOFF2],
            Self::Serif => [include_bytes!("PenultSerif-Regular.woff2"), include_bytes!("PenultSerif-Semibold.woff2")],
        }
    }

    /// Both weights as `@font-face` rules with the WOFF2 files inside: for a page or an SVG that stands alone.
    #[must_use]
    pub fn css(self) -> String {
        let mut css = String::new();
        // Figures ask for "bold", which must find Semibold without a synthetic one.
        for (weight, file) in ["400", "600 700"].into_iter().zip(self.web_files()) {
            let _ = write!(
                css,
                "@font-face{{font-family:\"{}\";font-weight:{weight};font-style:normal;src:url(data:font/woff2;base64,{}) format(\"woff2\")}}",
                self.family(),
                base64(file)
            );
        }
        css
    }
}

/// A weight of the family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// 400: labels and ticks.
    Regular,
    /// 600: titles.
    Semibold,
}

/// The `@font-face` rules of the sans, for the page.
#[must_use]
pub fn css_face() -> String {
    Face::Sans.css()
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
