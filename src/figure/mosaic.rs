//! Matrices of the shown classes side by side, under the heads of their groups and above the bars of their colours.
//!
//! Fed by `off_target_matrix`, `class_mean_cosines` and `logit_correlation` with tiles and scales.

use super::FigureError;
use super::canvas::Canvas;
use super::font::Weight;
use super::heat::{self, Scale};
use super::layout::{self, Rect};
use super::panels::{self, Panel, Selection, Sheet};
use super::pen::{Align, Label, Pen};
use super::seeds::Seeds;
use super::text::{self, CAP};
use super::theme::{INK, QUIET, Theme, style_of};
use crate::analysis::Record;
use crate::analysis::format;

/// A matrix (C, C) of the shown classes.
#[derive(Clone, Debug)]
pub struct Tile<'a> {
    /// What it is called.
    pub head: String,
    /// The group whose mark it bears; none for a difference of two.
    pub group: Option<&'a str>,
    /// Row-major values; NaN where there is none.
    pub values: Vec<f64>,
}

/// The colours of some columns of tiles.
#[derive(Clone, Debug)]
pub struct Key {
    /// The colours.
    pub scale: Scale,
    /// What they measure.
    pub title: &'static str,
    /// How many columns have them.
    pub columns: usize,
}

/// Tiles in rows.
#[derive(Clone, Debug)]
pub struct Mosaic<'a> {
    /// The tiles.
    pub rows: Vec<Vec<Tile<'a>>>,
    /// The colours, from the left column to the right one.
    pub keys: Vec<Key>,
    /// What the columns and the rows of a matrix are.
    pub titles: (&'static str, &'static str),
}

/// Indices of the classes that matrices cover.
#[must_use]
pub fn shown(record: &Record) -> &[usize] {
    record.analysis.data.shown.as_ref().map(|s| s.classes.as_slice()).unwrap_or_default()
}

/// Which classes matrices cover, in words.
#[must_use]
pub fn says(record: &Record) -> String {
    let (shown, all) = (shown(record).len(), record.analysis.data.classes.len());
    let chosen_by = record.analysis.data.shown.as_ref().map_or("", |s| s.chosen_by.as_str());
    if shown == all {
        format!("all {} classes in label order", format::count(all))
    } else {
        format!("{} of {} classes ({chosen_by}), by index", format::count(shown), format::count(all))
    }
}

/// A (C, C) matrix with its diagonal taken out: what is 0 or 1 by definition says nothing.
#[must_use]
pub fn without_diagonal(mut values: Vec<f64>, classes: usize) -> Vec<f64> {
    values.iter_mut().step_by(classes + 1).for_each(|v| *v = f64::NAN);
    values
}

/// A tile a panel, of the mean over its group's seeds.
#[must_use]
pub fn rows<'a>(
    theme: &Theme,
    selection: &Selection<'a>,
    groups: &[Seeds<'_>],
    head: impl Fn(&Panel<'a>) -> String,
) -> Vec<Vec<Tile<'a>>> {
    let tile = |panel: Panel<'a>| {
        let values = groups.iter().find(|g| g.group == panel.group).map(Seeds::mean).unwrap_or_default();
        Tile { head: head(&panel), group: Some(panel.group), values }
    };
    selection.arranged(theme).into_iter().map(|row| row.into_iter().map(tile).collect()).collect()
}

/// All values of tiles, for a scale.
pub fn values<'a>(rows: &'a [Vec<Tile<'_>>]) -> impl Iterator<Item = f64> + 'a {
    rows.iter().flatten().flat_map(|t| t.values.iter().copied()).filter(|v| v.is_finite())
}

/// Draws it.
///
/// # Errors
/// When it cannot be drawn.
pub fn draw(record: &Record, theme: &Theme, mosaic: &Mosaic<'_>, title: &str) -> Result<String, FigureError> {
    let heads: Vec<Vec<String>> = mosaic.rows.iter().map(|r| r.iter().map(|t| t.head.clone()).collect()).collect();
    let (sheet, ticks) = Ticks::fitting(record, theme, &heads);
    let below = sheet.whole.bottom() + ticks.below(theme) + layout::title_band(theme);
    let bars = below + 0.5 * theme.tick;
    let mut canvas = Canvas::new(theme, bars + heat::bar_band(theme));
    for (row, tiles) in mosaic.rows.iter().enumerate() {
        for (column, tile) in tiles.iter().enumerate() {
            let area = sheet.grid.cell(row, column);
            let colours: Vec<_> = tile.values.iter().map(|v| mosaic.scale_of(column).colour(*v)).collect();
            canvas.crisp("cells", |pen| heat::cells(pen, area, ticks.classes, &colours));
            canvas.group("head", |pen| match tile.group {
                Some(group) => panels::head(pen, theme, style_of(record, group), (&tile.head, area)),
                None => panels::plain_head(pen, theme, (&tile.head, area)),
            });
            let is_lowest = mosaic.rows.get(row + 1).is_none_or(|next| next.len() <= column);
            canvas.group("names", |pen| {
                if column == 0 {
                    ticks.beside(pen, theme, area);
                }
                if is_lowest {
                    ticks.under(pen, theme, area);
                }
            });
        }
    }
    canvas.group("titles", |pen| {
        let (x, y) = sheet.whole.middle();
        layout::x_title(pen, theme, x, below, mosaic.titles.0);
        layout::y_title(pen, theme, (sheet.edge, y), mosaic.titles.1);
    });
    canvas.group("bars", |pen| mosaic.bars(pen, theme, (&sheet, bars)));
    canvas.finish(title)
}

impl Mosaic<'_> {
    /// The scale of a column.
    fn scale_of(&self, column: usize) -> &Scale {
        let mut last = 0;
        let holds = |key: &&Key| {
            last += key.columns;
            column < last
        };
        &self.keys.iter().find(holds).unwrap_or(&self.keys[self.keys.len() - 1]).scale
    }

    /// Each bar below its columns, in their middle.
    fn bars(&self, pen: &mut Pen<'_>, theme: &Theme, (sheet, y): (&Sheet, f64)) {
        let mut first = 0;
        for key in &self.keys {
            let left = sheet.grid.cell(0, first).x;
            first += key.columns;
            let room = sheet.grid.cell(0, first - 1).right() - left;
            let w = room.min(30.0 * theme.tick);
            let place = Rect { x: left + (room - w) / 2.0, y, w, h: heat::bar_band(theme) };
            heat::bar_below(pen, theme, place, (&key.scale, key.title));
        }
    }
}

/// How rows and columns are called: by class name where a name has the room, else every so many by index.
struct Ticks {
    /// How many classes there are.
    classes: usize,
    /// Place and text.
    texts: Vec<(usize, String)>,
    are_names: bool,
    /// The widest text.
    width: f64,
}

/// More classes than this are called by index.
const MOST_NAMES: usize = 20;

impl Ticks {
    /// The panels, and the ticks that fit beside them.
    fn fitting(record: &Record, theme: &Theme, heads: &[Vec<String>]) -> (Sheet, Self) {
        let classes = shown(record);
        let count = classes.len().max(1);
        let sheet = |t: &Self| Sheet::new(theme, heads, layout::title_band(theme) + t.width + 0.5 * theme.tick, |w| w);
        let names = Self::names(record, theme);
        let with_names = sheet(&names);
        if classes.len() <= MOST_NAMES && with_names.grid.cell.0 / count as f64 >= 0.95 * theme.tick {
            return (with_names, names);
        }
        let indices = Self::indices(theme, classes, 1);
        let step = sheet(&indices).grid.cell.0 / count as f64;
        let room = (indices.width + 0.4 * theme.tick).max(1.1 * theme.tick);
        let every = [1, 2, 5, 10, 20].into_iter().find(|every| *every as f64 * step >= room).unwrap_or(50);
        let indices = Self::indices(theme, classes, every);
        (sheet(&indices), indices)
    }

    fn of(theme: &Theme, classes: usize, texts: Vec<(usize, String)>, are_names: bool) -> Self {
        let width = texts.iter().map(|(_, t)| text::width(t, theme.tick, Weight::Regular)).fold(0.0, f64::max);
        Self { classes, texts, are_names, width }
    }

    fn names(record: &Record, theme: &Theme) -> Self {
        let (classes, names) = (shown(record), &record.analysis.data.classes);
        let name = |class: &usize| {
            let name = names.get(*class).map_or_else(|| format::exact(class), Clone::clone);
            text::shorten(&name, theme.tick, Weight::Regular, 0.16 * theme.width)
        };
        Self::of(theme, classes.len(), classes.iter().map(name).enumerate().collect(), true)
    }

    fn indices(theme: &Theme, classes: &[usize], every: usize) -> Self {
        let texts = classes.iter().map(format::exact).enumerate().step_by(every).collect();
        Self::of(theme, classes.len(), texts, false)
    }

    /// Height of the texts under a panel.
    fn below(&self, theme: &Theme) -> f64 {
        0.5 * theme.tick + if self.are_names { self.width } else { CAP * theme.tick + 0.2 * theme.tick }
    }

    fn label(&self, theme: &Theme, align: Align) -> Label {
        Label::new(theme.tick, if self.are_names { INK } else { QUIET }, align)
    }

    fn beside(&self, pen: &mut Pen<'_>, theme: &Theme, area: Rect) {
        let step = area.h / self.classes as f64;
        for (place, text) in &self.texts {
            let y = area.y + (*place as f64 + 0.5) * step + CAP * theme.tick / 2.0;
            pen.text((area.x - 0.5 * theme.tick, y), text, self.label(theme, Align::End));
        }
    }

    fn under(&self, pen: &mut Pen<'_>, theme: &Theme, area: Rect) {
        let (step, y) = (area.w / self.classes as f64, area.bottom() + 0.5 * theme.tick);
        for (place, text) in &self.texts {
            let x = area.x + (*place as f64 + 0.5) * step;
            if self.are_names {
                pen.text((x + CAP * theme.tick / 2.0, y), text, self.label(theme, Align::End).up());
            } else {
                pen.text((x, y + CAP * theme.tick), text, self.label(theme, Align::Middle));
            }
        }
    }
}
