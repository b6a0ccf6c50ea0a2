//! Names lie at the height of their lines, moved apart where these meet.

use penult::figure::canvas::Canvas;
use penult::figure::layout::Rect;
use penult::figure::lines::{self, LineName};
use penult::figure::theme::{DASHES, Fill, HARD_TEACHER, Shape, Style, Theme};

use super::texts;

#[test]
fn names_are_moved_apart_and_shortened_to_their_band() {
    let theme = Theme::page();
    let style = Style { color: HARD_TEACHER, shape: Shape::Circle, fill: Fill::Solid, dash: DASHES[0] };
    let long = "aNameOfFortyLettersWithoutAnyPlaceToBreak";
    let names = [("first", 40.0), ("second", 42.0), (long, 90.0)].map(|(name, y)| LineName { name, style, y });
    let plot = Rect { x: 20.0, y: 20.0, w: 200.0, h: 100.0 };
    let band = lines::band(&theme, names.iter().map(|n| n.name), 60.0);
    let mut canvas = Canvas::new(&theme, 140.0);
    canvas.group("names", |pen| lines::write(pen, &theme, (&names, plot), band));
    let found = texts(&canvas.finish("names").unwrap());
    assert!(found[1].1.y - found[0].1.y >= theme.tick, "{found:?}");
    assert!(found[2].0.contains('…') && found[2].1.right() <= plot.right() + band, "{found:?}");
}
