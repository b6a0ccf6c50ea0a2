//! One statistic on one split: its value for each seed of a group, the value that stands for the group, and a row of marks.
//!
//! Reads the metrics of variants and the means of groups. Read by the figures of study-level numbers.

use super::canvas::Canvas;
use super::pen::{Mark, Stroke};
use super::theme::{Fill, Style, Theme};
use crate::analysis::Record;
use crate::analysis::schema::{Aggregate, Estimate};

/// A statistic on a split of a record.
#[derive(Clone, Copy)]
pub struct Statistic<'a> {
    /// The record.
    pub record: &'a Record,
    /// The split.
    pub split: &'a str,
    /// The metric.
    pub metric: &'a str,
}

impl<'a> Statistic<'a> {
    /// The value of a variant.
    #[must_use]
    pub fn of_variant(&self, id: &str) -> Option<(f64, &'a Estimate)> {
        self.record.analysis.variants.get(id)?.splits.get(self.split)?.metrics.get(self.metric)?.scalar()
    }

    /// Values of a group's variants.
    #[must_use]
    pub fn seeds(&self, group: &str) -> Vec<(f64, &'a Estimate)> {
        let members = self.record.analysis.groups.get(group).map(|g| g.variants.as_slice()).unwrap_or_default();
        members.iter().filter_map(|id| self.of_variant(id)).collect()
    }

    /// Mean and deviation over the seeds of a group, where every seed has a value.
    #[must_use]
    pub fn aggregate(&self, group: &str) -> Option<&'a Aggregate> {
        self.record.analysis.groups.get(group)?.splits.get(self.split)?.metrics.get(self.metric)
    }

    /// The value that stands for a group: its mean over seeds, or its first variant's.
    #[must_use]
    pub fn center(&self, group: &str) -> Option<f64> {
        self.aggregate(group).map(|a| a.mean).or_else(|| Some(self.seeds(group).first()?.0))
    }

    /// Lowest and highest of the values and ends of intervals of groups; none where there is no value.
    pub fn range<'g>(&self, groups: impl Iterator<Item = &'g str>) -> Option<(f64, f64)> {
        let ends = groups.flat_map(|g| self.seeds(g)).flat_map(|(v, e)| [Some(v), e.low, e.high]);
        span(ends.flatten())
    }
}

/// Lowest and highest of finite values; none of nothing.
pub fn span(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let wider = |range: Option<(f64, f64)>, v: f64| Some(range.map_or((v, v), |(low, high)| (low.min(v), high.max(v))));
    values.filter(|v| v.is_finite()).fold(None, wider)
}

/// Where a group's values are drawn: along x, in the middle of a row.
pub struct Row<'a> {
    /// How the group looks.
    pub style: Style,
    /// Height of its middle.
    pub middle: f64,
    /// Height of the row.
    pub height: f64,
    /// The place of a value.
    pub x_of: &'a dyn Fn(f64) -> f64,
}

impl Row<'_> {
    /// Seeds one below the other, each with its interval, on the pale mark of the value that stands for them.
    pub fn draw(&self, canvas: &mut Canvas, theme: &Theme, (seeds, center): (&[(f64, &Estimate)], Option<f64>)) {
        let Self { style, middle, height, x_of } = self;
        let lane = (0.8 * height) / seeds.len().max(1) as f64;
        let y_of =
            |index: usize| middle + (index as f64 - (seeds.len() - 1) as f64 / 2.0) * lane.min(1.2 * theme.marker);
        if let Some(center) = center.filter(|_| seeds.len() > 1) {
            canvas.veil("mean", 0.35, |pen| {
                let mark = Mark { fill: Fill::Solid, ..Mark::of(*style, 3.2 * theme.marker) };
                pen.mark((x_of(center), *middle), mark);
            });
        }
        canvas.group("seeds", |pen| {
            for (index, (value, estimate)) in seeds.iter().enumerate() {
                let y = y_of(index);
                if let (Some(low), Some(high)) = (estimate.low, estimate.high) {
                    pen.line(&[(x_of(low), y), (x_of(high), y)], Stroke::solid(style.color, theme.line));
                }
                let size = if seeds.len() > 1 { theme.marker * 0.9 } else { theme.marker * 1.5 };
                pen.mark((x_of(*value), y), Mark::of(*style, size));
            }
        });
    }
}
