//! Which variants a figure of panels shows, how they are arranged, and how panels are headed.
//!
//! Each group is shown by its first seed. Where teachers have students, a row is a teacher with what it taught.

use std::collections::BTreeSet;

use super::font::Weight;
use super::layout::{Grid, Rect};
use super::pen::{Align, Label, Mark, Pen};
use super::text::{self, LEADING};
use super::theme::{INK, Style, Theme};
use crate::analysis::Record;
use crate::analysis::schema::{Role, Variant};

/// A group, shown by one of its variants.
#[derive(Clone, Copy, Debug)]
pub struct Panel<'a> {
    /// The group.
    pub group: &'a str,
    /// Id of the variant.
    pub id: &'a str,
    /// The variant.
    pub variant: &'a Variant,
}

/// What a figure shows.
#[derive(Clone, Debug)]
pub struct Selection<'a> {
    /// Panels in the order of reading; a row of lineage starts with its teacher.
    pub rows: Vec<Vec<Panel<'a>>>,
    /// Groups that have something to show but no panel.
    pub left_out: Vec<&'a str>,
    /// Whether rows are lineages, that keep their columns.
    pub is_lineage: bool,
}

/// Most panels of one figure.
const MOST_PANELS: usize = 6;
/// Most panels of one lineage.
const MOST_COLUMNS: usize = 3;

impl<'a> Selection<'a> {
    /// At most six of the groups whose first seed `shows` something.
    #[must_use]
    pub fn of(record: &'a Record, shows: impl Fn(&Variant) -> bool) -> Self {
        let all = panels(record, shows);
        let rows = lineages(record, &all);
        let is_lineage = rows.len() > 1 && rows.iter().any(|r| r.len() > 1);
        let rows = if is_lineage { rows } else { vec![all.iter().take(MOST_PANELS).copied().collect()] };
        let shown: BTreeSet<&str> = rows.iter().flatten().map(|p| p.group).collect();
        let left_out = all.iter().map(|p| p.group).filter(|g| !shown.contains(g)).collect();
        Self { rows, left_out, is_lineage }
    }

    /// All panels, in the order of reading.
    pub fn panels(&self) -> impl Iterator<Item = &Panel<'a>> {
        self.rows.iter().flatten()
    }

    /// The rows as drawn: lineages stay, others flow into rows of equal length, at most three in a column of two, else four.
    #[must_use]
    pub fn arranged(&self, theme: &Theme) -> Vec<Vec<Panel<'a>>> {
        if self.is_lineage {
            return self.rows.clone();
        }
        let all: Vec<Panel<'a>> = self.panels().copied().collect();
        let most = if theme.is_narrow() { 3 } else { 4 };
        let rows = all.len().div_ceil(most).max(1);
        all.chunks(all.len().div_ceil(rows).max(1)).map(<[_]>::to_vec).collect()
    }

    /// The rows as drawn, as heads of panels.
    #[must_use]
    pub fn heads(&self, theme: &Theme) -> Vec<Vec<String>> {
        let row = |r: Vec<Panel<'a>>| r.iter().map(|p| p.group.to_owned()).collect();
        self.arranged(theme).into_iter().map(row).collect()
    }

    /// What is shown, for captions: the ids, and the groups without a panel.
    #[must_use]
    pub fn says(&self) -> String {
        self.listed("one variant a group, its first seed", |p| p.id)
    }

    /// What is shown where a panel shows all seeds of its group.
    #[must_use]
    pub fn says_groups(&self) -> String {
        self.listed("all seeds of a group", |p| p.group)
    }

    fn listed(&self, of: &str, name: impl Fn(&Panel<'a>) -> &'a str) -> String {
        let names: Vec<&str> = self.panels().map(name).collect();
        let order = if self.is_lineage { "a row is a teacher with the students it taught: " } else { "" };
        let rest = if self.left_out.is_empty() {
            String::new()
        } else {
            format!("; without a panel: {}", self.left_out.join(", "))
        };
        format!("Panels ({order}{of}): {}{rest}.", names.join(", "))
    }
}

fn panels<'a>(record: &'a Record, shows: impl Fn(&Variant) -> bool) -> Vec<Panel<'a>> {
    let analysis = &record.analysis;
    let first = |(group, members): (&'a String, &'a crate::analysis::schema::Group)| {
        let (id, variant) = members.variants.iter().find_map(|id| analysis.variants.get_key_value(id))?;
        shows(variant).then_some(Panel { group, id, variant })
    };
    analysis.groups.iter().filter_map(first).collect()
}

/// A row for each group that others were taught by, and for each lone teacher: the teacher, then what it taught.
fn lineages<'a>(record: &Record, all: &[Panel<'a>]) -> Vec<Vec<Panel<'a>>> {
    let group_of = |id: &String| record.analysis.variants.get(id).map(|v| v.group.as_str());
    let taught_by = |p: &Panel<'_>| p.variant.teacher.as_ref().and_then(group_of);
    let teachers = all.iter().filter(|p| p.variant.role == Role::Teacher);
    let row = |teacher: &Panel<'a>| {
        let students = all.iter().filter(|p| taught_by(p) == Some(teacher.group));
        std::iter::once(teacher).chain(students).take(MOST_COLUMNS).copied().collect()
    };
    teachers.map(row).take(MOST_PANELS / MOST_COLUMNS).collect()
}

/// The lines of a panel's head: those that it has, or as many as it takes.
fn head_lines(theme: &Theme, name: &str, width: f64) -> Vec<String> {
    let room = width - 1.1 * theme.tick;
    if name.contains('\n') {
        return name.lines().map(|line| text::shorten(line, theme.tick, Weight::Semibold, room)).collect();
    }
    text::wrap(name, theme.tick, Weight::Semibold, room)
}

/// Height of the tallest head over panels of a width.
#[must_use]
pub fn head_band(theme: &Theme, heads: &[Vec<String>], width: f64) -> f64 {
    let lines = heads.iter().flatten().map(|h| head_lines(theme, h, width).len()).max().unwrap_or(1);
    (lines as f64 * LEADING + 0.45) * theme.tick
}

/// A panel's head above its area: the group's mark, and what the panel is called.
pub fn head(pen: &mut Pen<'_>, theme: &Theme, style: Style, (text, area): (&str, Rect)) {
    let size = theme.tick;
    let first = write_head(pen, theme, (text, area), area.x + size);
    pen.mark((area.x + 0.4 * size, first - 0.33 * size), Mark::of(style, 0.65 * size));
}

/// The head of a panel that is not a group's.
pub fn plain_head(pen: &mut Pen<'_>, theme: &Theme, head: (&str, Rect)) {
    write_head(pen, theme, head, head.1.x);
}

/// Writes the lines of a head from a place on; gives the first one's baseline.
fn write_head(pen: &mut Pen<'_>, theme: &Theme, (text, area): (&str, Rect), x: f64) -> f64 {
    let lines = head_lines(theme, text, area.w);
    let size = theme.tick;
    let baseline = |line: usize| area.y - 0.55 * size - (lines.len() - 1 - line) as f64 * LEADING * size;
    for (index, line) in lines.iter().enumerate() {
        pen.text((x, baseline(index)), line, Label::new(size, INK, Align::Start).strong());
    }
    baseline(0)
}

/// Where the panels lie: as wide as the theme allows, up to twenty labels each, in the middle of the sheet.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    /// Where the band of the y axis begins.
    pub edge: f64,
    /// The panels.
    pub grid: Grid,
    /// From the first panel to the last.
    pub whole: Rect,
}

impl Sheet {
    /// Panels with these heads, in rows, beside a band for the y axis; a panel's height follows from its width.
    #[must_use]
    pub fn new(theme: &Theme, heads: &[Vec<String>], band: f64, height_of: impl Fn(f64) -> f64) -> Self {
        let columns = heads.iter().map(Vec::len).max().unwrap_or(1).max(1);
        let gap = 1.2 * theme.tick;
        let gaps = gap * (columns - 1) as f64;
        let room = (theme.width - band - gaps - 0.6 * theme.tick) / columns as f64;
        let width = room.min(20.0 * theme.label);
        let edge = (room - width) * columns as f64 / 2.0;
        let head = head_band(theme, heads, width);
        let cell = (width, height_of(width));
        let grid = Grid { corner: (edge + band, head), cell, gap: (gap, head + 0.6 * theme.tick) };
        let last = grid.cell(heads.len().saturating_sub(1), columns - 1);
        let whole = Rect { x: edge + band, y: head, w: last.right() - edge - band, h: last.bottom() - head };
        Self { edge, grid, whole }
    }
}
