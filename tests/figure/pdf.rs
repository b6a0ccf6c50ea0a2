//! PDF files for venues: text is text, in embedded TrueType fonts; widths and sizes are those that were asked for.

use std::io::Read;

use penult::figure::font::Face;
use penult::figure::theme::Theme;
use penult::figure::venue::VENUES;
use penult::figure::{FIGURES, canvas};

use super::{Study, number, parse};

/// The dictionaries of the objects, and the streams, inflated where they are compressed.
fn objects(pdf: &[u8]) -> Vec<(String, Vec<u8>)> {
    let find = |from: usize, word: &[u8]| pdf[from..].windows(word.len()).position(|w| w == word).map(|at| from + at);
    let (mut objects, mut from) = (Vec::new(), 0);
    while let Some(start) = find(from, b" 0 obj") {
        let end = find(start, b"endobj").unwrap();
        let stream = find(start, b"stream\n").filter(|at| *at < end);
        let head = String::from_utf8_lossy(&pdf[start..stream.unwrap_or(end)]).into_owned();
        let body = stream.map_or(Vec::new(), |at| pdf[at + 7..end].to_vec());
        let body = if head.contains("/FlateDecode") {
            let mut inflated = Vec::new();
            flate2::read::ZlibDecoder::new(&body[..]).read_to_end(&mut inflated).unwrap();
            inflated
        } else {
            body
        };
        objects.push((head, body));
        from = end;
    }
    objects
}

fn count(bytes: &[u8], word: &[u8]) -> usize {
    bytes.windows(word.len()).filter(|w| *w == word).count()
}

#[test]
fn every_font_is_embedded_truetype_and_every_text_is_text() {
    let record = Study::small().record();
    for (figure, face) in FIGURES.iter().flat_map(|f| Face::ALL.map(|face| (f, face))) {
        let svg = (figure.draw)(&record, &Theme::for_venue("icml").unwrap().in_face(face)).unwrap();
        let objects = objects(&canvas::pdf(&svg).unwrap());
        let fonts: Vec<&str> = objects.iter().map(|o| o.0.as_str()).filter(|h| h.contains("/Type /Font\n")).collect();
        assert!(!fonts.is_empty(), "{}", figure.name);
        let family = face.family().replace(' ', "");
        for font in &fonts {
            assert!(font.contains("/Type0") || font.contains("/CIDFontType2"), "{}: {font}", figure.name);
            assert!(font.contains(&family), "{}: {font} is not of {family}", figure.name);
        }
        // Each has its letters in the file, and says which they are.
        let of_letters = fonts.iter().filter(|f| f.contains("/CIDFontType2")).count();
        let embedded = objects.iter().filter(|o| o.0.contains("/FontFile2")).count();
        let named = fonts.iter().filter(|f| f.contains("/ToUnicode")).count();
        assert_eq!((of_letters, of_letters), (embedded, named), "{}: {fonts:?}", figure.name);
        let texts = parse(&svg).descendants().filter(|n| n.has_tag_name("text")).count();
        let written: usize = objects.iter().map(|o| count(&o.1, b"BT\n")).sum();
        assert!(written >= texts, "{}: {written} of {texts} texts", figure.name);
    }
}

/// Every venue: the width of the page in points, letters no smaller than its ticks nor larger than its labels.
#[test]
fn widths_and_letters_are_those_of_the_venue() {
    let record = Study::small().record();
    for venue in VENUES {
        let theme = Theme::for_venue(venue.name).unwrap();
        assert_eq!((theme.label, theme.tick), (venue.label_points, venue.tick_points));
        let svg = (FIGURES[0].draw)(&record, &theme).unwrap();
        let doc = parse(&svg);
        let width: f64 = doc.root_element().attribute("width").unwrap().trim_end_matches("pt").parse().unwrap();
        assert!((width - 72.0 * venue.full_inches).abs() <= 0.005, "{}: {width}", venue.name);
        let media = format!("/MediaBox [0 0 {}", (72.0 * venue.full_inches).trunc());
        let pdf = String::from_utf8_lossy(&canvas::pdf(&svg).unwrap()).into_owned();
        assert!(pdf.contains(&media), "{}: no {media}", venue.name);
        for text in doc.descendants().filter(|n| n.has_tag_name("text")) {
            let size = number(text, "font-size");
            assert!(
                size >= 0.8 * venue.tick_points - 0.05 && size <= venue.label_points + 0.05,
                "{}: {size}",
                venue.name
            );
        }
    }
}

/// 13.33 × 7.5 inches, whatever is on the slide.
#[test]
fn a_slide_is_wide() {
    let record = Study::small().record();
    for figure in FIGURES {
        let svg = (figure.draw)(&record, &Theme::for_venue("slides").unwrap()).unwrap();
        let doc = parse(&svg);
        let size = |name| doc.root_element().attribute(name).unwrap().trim_end_matches("pt").parse::<f64>().unwrap();
        assert_eq!((size("width"), size("height")), (960.0, 540.0), "{}", figure.name);
    }
}
