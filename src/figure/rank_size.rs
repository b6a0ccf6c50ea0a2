//! How the probability off the label falls from the most probable wrong class on, a line a group, both axes logarithmic.
//!
//! Reads `curves.rank_size` of all seeds, on the test split where there is one.

use super::axes;
use super::canvas::Canvas;
use super::font::Weight;
use super::layout::{self, Frame, Rect};
use super::lines;
use super::pen::{Align, Label, Stroke};
use super::seeds::{self, MOST_GROUPS, Seeds};
use super::text;
use super::theme::{QUIET, REFERENCE, Theme};
use super::{Figure, FigureError};
use crate::analysis::Record;
use crate::analysis::format;
use crate::analysis::schema::{Curves, RankSize, Variant};

/// The registry's entry.
pub const FIGURE: Figure = Figure {
    name: "rank_size",
    title: "Probability of the wrong classes by rank",
    shows: "How unequal the wrong classes are to a network: smoothing flattens what a student could learn from (Liang 2022).",
    link: "less_information",
    caption,
    draw,
};

const SHARE: &str = "share off the label";

/// Shares below this are not drawn: f32 logits do not hold them.
const LEAST: f64 = 1e-8;

/// Profiles of the groups, as common logarithms.
struct Drawn<'a> {
    split: &'static str,
    /// The first variant's.
    profile: &'a RankSize,
    groups: Vec<Seeds<'a>>,
}

fn profile(curves: &Curves) -> Option<&RankSize> {
    curves.rank_size.as_ref().filter(|r| r.shares.iter().any(|s| *s >= LEAST) && r.shares.len() == r.ranks.len())
}

fn drawn(record: &Record) -> Option<Drawn<'_>> {
    let split = seeds::split(record, |c| profile(c).is_some())?;
    let of = |v: &'_ Variant| profile(&v.splits.get(split)?.curves).map(logarithms);
    let first = record.analysis.variants.values().find_map(|v| profile(&v.splits.get(split)?.curves))?;
    Some(Drawn { split, profile: first, groups: seeds::of(record, of) })
}

fn logarithms(profile: &RankSize) -> Vec<f64> {
    profile.shares.iter().map(|s| if *s < LEAST { f64::NAN } else { s.log10() }).collect()
}

/// What is drawn.
#[must_use]
pub fn caption(record: &Record) -> String {
    let Some(Drawn { split, profile, groups }) = drawn(record) else {
        return "No variant has a profile of its wrong classes.".to_owned();
    };
    format!(
        "Mean probability (softmax at T = 1) of the wrong class of each rank, as a share of the mass off the label; rank 1 is the most probable wrong class of an example. Taken on the {}; strong lines: {} (geometric), pale lines: seeds. Dashed: all {} wrong classes alike, the target of label smoothing.{}",
        seeds::examples(record, split, profile.n),
        seeds::says(&groups[..groups.len().min(MOST_GROUPS)]),
        format::count(record.analysis.data.classes.len() - 1),
        seeds::left_out(&groups, MOST_GROUPS)
    )
}

/// Draws it.
///
/// # Errors
/// `Nothing` where no variant has a profile.
pub fn draw(record: &Record, theme: &Theme) -> Result<String, FigureError> {
    let reason = "no variant has a profile of its wrong classes; it needs three classes or more";
    let Drawn { profile: RankSize { ranks, .. }, mut groups, .. } =
        drawn(record).ok_or_else(|| FigureError::Nothing(reason.to_owned()))?;
    groups.truncate(MOST_GROUPS);
    let uniform = 1.0 / (record.analysis.data.classes.len().max(2) - 1) as f64;
    let most = ranks.last().copied().unwrap_or(1).max(2);
    let all = groups.iter().flat_map(|g| g.each.iter().flatten()).filter(|v| v.is_finite()).map(|v| 10_f64.powf(*v));
    let (low, high) = all.fold((uniform, uniform), |(low, high), v| (low.min(v), high.max(v)));
    let (x, y) = (axes::decades(1.0, most as f64), axes::decades(0.8 * low, 1.2 * high));
    let names = lines::band(theme, groups.iter().map(|g| g.group), 0.3 * theme.width);
    let left = layout::title_band(theme) + layout::y_tick_band(theme, &y);
    let width = (theme.width - left - names).min(40.0 * theme.label);
    let edge = (theme.width - left - names - width) / 2.0;
    let title = text::width(SHARE, theme.label, Weight::Regular) + theme.label;
    let height = (0.6 * width).max(lines::leading(theme) * groups.len() as f64).max(title);
    let area = Rect { x: edge + left, y: 0.6 * theme.tick, w: width, h: height };
    let bottom = area.bottom() + layout::x_tick_band(theme) + layout::title_band(theme);
    let frame = Frame { area, x, y };
    let mut canvas = Canvas::new(theme, bottom);
    canvas.group("axes", |pen| {
        frame.axes(pen, theme);
        frame.x_ticks(pen, theme);
        frame.y_ticks(pen, theme);
        layout::x_title(pen, theme, area.middle().0, bottom, "rank of the wrong class");
        layout::y_title(pen, theme, (edge, area.middle().1), SHARE);
    });
    canvas.group("uniform", |pen| {
        let (_, y) = frame.at(0.0, uniform.log10());
        let dashed = Stroke { color: REFERENCE, width: theme.line, dash: &[4.0, 2.0] };
        pen.line(&[(area.x, y), (area.right(), y)], dashed);
        let at = (area.right() - 0.3 * theme.tick, y - 0.35 * theme.tick);
        pen.text(at, "all alike", Label::new(theme.tick, QUIET, Align::End));
    });
    let places: Vec<f64> = ranks.iter().map(|r| (*r as f64).log10()).collect();
    lines::draw(&mut canvas, theme, record, (&frame, &places, &groups));
    canvas.group("line_names", |pen| lines::write(pen, theme, (&lines::names(record, &frame, &groups), area), names));
    canvas.finish(FIGURE.title)
}
