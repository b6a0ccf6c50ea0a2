//! One SVG, three formats, the same bytes twice.

use penult::figure::theme::Theme;
use penult::figure::{FIGURES, canvas};

use super::{Study, parse};

#[test]
fn the_same_record_gives_the_same_bytes() {
    let record = Study::small().record();
    for figure in FIGURES {
        let draw = || (figure.draw)(&record, &Theme::page()).unwrap();
        let (a, b) = (draw(), draw());
        assert_eq!(a, b, "{}", figure.name);
        assert_eq!(canvas::png(&a, 96).unwrap(), canvas::png(&b, 96).unwrap());
        // svg2pdf shuffles: once may be luck.
        let first = canvas::pdf(&a).unwrap();
        assert!((0..8).all(|_| canvas::pdf(&b).unwrap() == first), "{}: the PDF differs", figure.name);
    }
}

/// 5.5 inches at 300 dpi are 1650 pixels.
#[test]
fn a_bitmap_has_the_venues_width_at_300_dpi() {
    let record = Study::small().record();
    let svg = (FIGURES[0].draw)(&record, &Theme::for_venue("neurips").unwrap()).unwrap();
    let png = canvas::png(&svg, 300).unwrap();
    let image = resvg::tiny_skia::Pixmap::decode_png(&png).unwrap();
    assert_eq!(image.width(), 1650);
    let doc = parse(&svg);
    let height: f64 = doc.root_element().attribute("height").unwrap().trim_end_matches("pt").parse().unwrap();
    assert!((f64::from(image.height()) - height / 72.0 * 300.0).abs() <= 1.0);
    let dark = image.pixels().iter().filter(|p| p.red() < 100).count();
    assert!(dark > 1000, "text and axes are drawn: {dark}");
}

#[test]
fn a_pdf_embeds_the_font_as_text() {
    let record = Study::small().record();
    for figure in FIGURES {
        let svg = (figure.draw)(&record, &Theme::for_venue("icml").unwrap()).unwrap();
        let pdf = canvas::pdf(&svg).unwrap();
        assert!(pdf.starts_with(b"%PDF"));
        let text = String::from_utf8_lossy(&pdf);
        assert!(text.contains("PenultSans-Regular") && text.contains("/FontFile2") && text.contains("/CIDFontType2"));
        assert!(!text.contains("/Type3"));
        // 6.75 inches are 486 points.
        assert!(text.contains("/MediaBox [0 0 486 "), "{}", figure.name);
    }
}

/// An opacity a mark would make a PDF of a layer a mark.
#[test]
fn only_groups_are_seen_through() {
    let record = Study::small().record();
    for figure in FIGURES {
        let svg = (figure.draw)(&record, &Theme::page()).unwrap();
        let doc = parse(&svg);
        let marks = doc.descendants().filter(|n| n.is_element() && !n.has_tag_name("g"));
        assert_eq!(marks.filter(|n| n.attribute("opacity").is_some()).count(), 0, "{}", figure.name);
    }
}

#[test]
fn a_figure_that_stands_alone_carries_its_font() {
    let record = Study::small().record();
    let svg = (FIGURES[0].draw)(&record, &Theme::page()).unwrap();
    let alone = canvas::standalone(&svg);
    let doc = parse(&alone);
    let style = doc.descendants().find(|n| n.has_tag_name("style")).unwrap();
    assert!(style.text().unwrap().contains("@font-face"));
    assert_eq!(canvas::png(&alone, 96).unwrap(), canvas::png(&svg, 96).unwrap());
}

#[test]
fn refuses_what_is_not_an_svg() {
    assert!(canvas::png("<svg", 96).unwrap_err().to_string().contains("not an SVG"));
    assert!(canvas::pdf("text").unwrap_err().to_string().contains("not an SVG"));
}
