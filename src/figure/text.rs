//! How wide a text is in the bundled fonts, and what to do when it is too wide: shorten, wrap.
//!
//! Widths are sums of advances, of the wider of the two faces, so that a figure is laid out alike in both. Kerning is left out: it
//! nearly always tightens. So a width is an upper bound.

use std::sync::LazyLock;

use super::font::{Face, Weight};

/// Height of capitals and figures, in em.
pub const CAP: f64 = 0.66;
/// From the baseline up to the top of the tallest letters, in em.
pub const ASCENT: f64 = 0.75;
/// From the baseline down to the lowest letters, in em.
pub const DESCENT: f64 = 0.24;
/// From baseline to baseline, in em.
pub const LEADING: f64 = 1.2;

type Parsed = ttf_parser::Face<'static>;

/// Regular and semibold of each face.
static FACES: LazyLock<Vec<[Parsed; 2]>> = LazyLock::new(|| {
    let parsed = |[regular, semibold]: [&'static [u8]; 2]| {
        Some([Parsed::parse(regular, 0).ok()?, Parsed::parse(semibold, 0).ok()?])
    };
    Face::ALL.into_iter().filter_map(|face| parsed(face.files())).collect()
});

/// Width of a text at a size, in the unit of the size.
#[must_use]
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let em = |[regular, semibold]: &[Parsed; 2]| {
        let face = if weight == Weight::Regular { regular } else { semibold };
        let advance = |c| face.glyph_index(c).and_then(|g| face.glyph_hor_advance(g)).unwrap_or(face.units_per_em());
        text.chars().map(|c| f64::from(advance(c)) / f64::from(face.units_per_em())).sum()
    };
    FACES.iter().map(em).fold(0.0, f64::max) * size
}

/// The text, or its beginning and its longer end round an ellipsis: ids of one study differ at their ends.
#[must_use]
pub fn shorten(text: &str, size: f64, weight: Weight, limit: f64) -> String {
    if width(text, size, weight) <= limit {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    for kept in (1..letters.len()).rev() {
        let tail = kept - kept / 3;
        let short: String =
            letters[..kept - tail].iter().chain(['…'].iter()).chain(&letters[letters.len() - tail..]).collect();
        if width(&short, size, weight) <= limit {
            return short;
        }
    }
    "…".to_owned()
}

/// The text in at most two lines, broken after `_`, `-`, `/` or a space, the second shortened where it must be.
#[must_use]
pub fn wrap(text: &str, size: f64, weight: Weight, limit: f64) -> Vec<String> {
    if width(text, size, weight) <= limit {
        return vec![text.to_owned()];
    }
    let fits = |end: &usize| width(text[..*end].trim_end(), size, weight) <= limit;
    let mut breaks = text.char_indices().filter(|(_, c)| "_-/ ".contains(*c)).map(|(i, c)| i + c.len_utf8());
    match breaks.rfind(fits) {
        Some(end) if end < text.len() => {
            vec![text[..end].trim_end().to_owned(), shorten(&text[end..], size, weight, limit)]
        }
        _ => vec![shorten(text, size, weight, limit)],
    }
}
