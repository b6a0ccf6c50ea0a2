//! The fonts parse, hold the letters that figures use, and carry their licence.

use penult::figure::FIGURES;
use penult::figure::font::{FAMILY, Face, LICENCE, REGULAR, REGULAR_WOFF2, SEMIBOLD_WOFF2, SERIF_LICENCE, css_face};
use penult::figure::theme::Theme;

use super::{Study, texts};

#[test]
fn both_weights_hold_the_letters_that_figures_use() {
    for file in Face::ALL.into_iter().flat_map(Face::files) {
        let face = ttf_parser::Face::parse(file, 0).unwrap();
        let missing: String = "AZaz09äßñčŁΩαγδλρσ–—−±×·…‘’“”↑↓→≤≥≈≠√²³⁰⁴⁹∞∑§°%[]{}"
            .chars()
            .filter(|c| face.glyph_index(*c).is_none())
            .collect();
        assert_eq!(missing, "");
        // Figures are tabular: numbers stand under each other.
        let widths: Vec<_> =
            ('0'..='9').map(|c| face.glyph_hor_advance(face.glyph_index(c).unwrap()).unwrap()).collect();
        assert!(widths.iter().all(|w| w.abs_diff(widths[0]) <= 1), "to a thousandth: {widths:?}");
        assert!(file.len() < 60_000, "{}", file.len());
    }
}

/// What has no glyph is a box on paper.
#[test]
fn figures_write_with_letters_that_the_fonts_have() {
    let record = Study::small().record();
    let faces: Vec<_> =
        Face::ALL.into_iter().flat_map(Face::files).map(|f| ttf_parser::Face::parse(f, 0).unwrap()).collect();
    for figure in FIGURES {
        let svg = (figure.draw)(&record, &Theme::page()).unwrap();
        for (words, _) in texts(&svg) {
            let has = |c: char| faces.iter().all(|face| face.glyph_index(c).is_some());
            assert!(words.chars().all(has), "{}: {words:?}", figure.name);
        }
    }
}

/// The licence reserves the name "Source" for the original.
#[test]
fn the_subset_has_its_own_name_and_the_licence() {
    let face = ttf_parser::Face::parse(REGULAR, 0).unwrap();
    let names: Vec<String> =
        face.names().into_iter().filter(|n| n.name_id == 1).filter_map(|n| n.to_string()).collect();
    assert_eq!(names, [FAMILY]);
    assert!(LICENCE.contains("SIL OPEN FONT LICENSE") && LICENCE.contains("Reserved Font Name"));
}

#[test]
fn the_serif_has_its_own_name_and_licence() {
    for file in Face::Serif.files() {
        let face = ttf_parser::Face::parse(file, 0).unwrap();
        let family = face.names().into_iter().find(|n| n.name_id == 1).and_then(|n| n.to_string());
        assert_eq!(family.as_deref(), Some(Face::Serif.family()));
    }
    assert!(
        SERIF_LICENCE.contains("SIL OPEN FONT LICENSE") && SERIF_LICENCE.contains("The STIX Fonts Project Authors")
    );
    assert!(Face::Serif.css().contains("Penult Serif"));
}

/// Base64 of the file's first three bytes: "wOF" is d09G.
#[test]
fn the_page_gets_both_weights_inside_the_style() {
    let css = css_face();
    assert_eq!(css.matches("@font-face").count(), 2);
    assert_eq!(css.matches("base64,d09G").count(), 2);
    assert!(css.len() < (REGULAR_WOFF2.len() + SEMIBOLD_WOFF2.len()) * 4 / 3 + 500);
    let first = css.split("base64,").nth(1).unwrap().split(')').next().unwrap();
    assert_eq!(first.len(), REGULAR_WOFF2.len().div_ceil(3) * 4);
    assert_eq!(first.ends_with('='), !REGULAR_WOFF2.len().is_multiple_of(3));
}
