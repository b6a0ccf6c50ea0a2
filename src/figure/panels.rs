//! Which variants a figure of panels shows, how they are arranged, and how panels are headed.
//!
//! Each group is shown by its first seed. Where teachers have students, a row is a teacher with what it taught.

use std::collections::BTreeSet;

use super::font::Weight;
use super::layout::Rect;
use super::pen::{Align, Label, Mark, Pen};
use super::text::{self, LEADING};
use super::theme::{INK, Theme, style_of};
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

    /// What is shown, for captions: the ids, and the groups without a panel.
    #[must_use]
    pub fn says(&self) -> String {
        let ids: Vec<&str> = self.panels().map(|p| p.id).collect();
        let order = if self.is_lineage { "a row is a teacher with the students it taught: " } else { "" };
        let rest = if self.left_out.is_empty() {
            String::new()
        } else {
            format!("; without a panel: {}", self.left_out.join(", "))
        };
        format!("Panels ({order}one variant a group, its first seed): {}{rest}.", ids.join(", "))
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

/// The lines of a panel's head.
fn head_lines(theme: &Theme, name: &str, width: f64) -> Vec<String> {
    text::wrap(name, theme.tick, Weight::Semibold, width - 1.1 * theme.tick)
}

/// Height of the tallest head over panels of a width.
#[must_use]
pub fn head_band<'a>(theme: &Theme, names: impl Iterator<Item = &'a str>, width: f64) -> f64 {
    let lines = names.map(|n| head_lines(theme, n, width).len()).max().unwrap_or(1);
    (lines as f64 * LEADING + 0.45) * theme.tick
}

/// A panel's head above its area: the group's mark and name.
pub fn head(pen: &mut Pen<'_>, theme: &Theme, record: &Record, (group, area): (&str, Rect)) {
    let lines = head_lines(theme, group, area.w);
    let style = style_of(record, group);
    let size = theme.tick;
    let baseline = |line: usize| area.y - 0.55 * size - (lines.len() - 1 - line) as f64 * LEADING * size;
    let mark = Mark { shape: style.shape, fill: style.fill, size: 0.65 * size, color: style.color };
    pen.mark((area.x + 0.4 * size, baseline(0) - 0.33 * size), mark);
    for (index, line) in lines.iter().enumerate() {
        pen.text((area.x + size, baseline(index)), line, Label::new(size, INK, Align::Start).strong());
    }
}
