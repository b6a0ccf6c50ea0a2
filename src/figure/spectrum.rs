//! The panel below the principal components: which share of the variance the first components hold together.
//!
//! Reads the metric `pca_ratio`; `pca` hands it the variants and the place.

use super::canvas::Canvas;
use super::layout::{self, Axis, Frame, Point, Rect};
use super::lines::{self, LineName};
use super::panels::{Panel, Selection};
use super::pen::{Mark, Stroke};
use super::theme::{Theme, style_of};
use crate::analysis::Record;
use crate::analysis::schema::{Metric, Number};

/// A panel with its running sums of variance shares.
pub type Spectrum<'a> = (Panel<'a>, Vec<f64>);

/// The spectra of the panels that have one on a split.
#[must_use]
pub fn of<'a>(selection: &Selection<'a>, split: &str) -> Vec<Spectrum<'a>> {
    let sums = |p: &Panel<'a>| match p.variant.splits.get(split)?.metrics.get("pca_ratio")? {
        Metric::Value(e) => match &e.value {
            Number::Many(ratios) if !ratios.is_empty() => {
                let sums = ratios.iter().scan(0.0, |sum, r| {
                    *sum += r;
                    Some(*sum)
                });
                Some((*p, sums.collect()))
            }
            _ => None,
        },
        Metric::Undefined { .. } => None,
    };
    selection.panels().filter_map(sums).collect()
}

/// Running sums of the spectra on a logarithmic axis of components, each line named at its beginning's height.
pub fn draw<'a>(canvas: &mut Canvas, theme: &Theme, record: &'a Record, (spectra, area): (&[Spectrum<'a>], Rect)) {
    let most = spectra.iter().map(|(_, s)| s.len()).max().unwrap_or(1).max(2);
    let least = spectra.iter().filter_map(|(_, s)| s.first()).fold(1.0, |a: f64, b| a.min(*b));
    let y = Axis::between((least * 10.0 - 0.5).floor().max(0.0) / 10.0, 1.0, 4);
    let ticks = [1_usize, 2, 5, 10, 20, 50].into_iter().filter(|c| *c <= most);
    let x = Axis {
        low: 0.0,
        high: (most as f64).log10(),
        ticks: ticks.map(|c| ((c as f64).log10(), c.to_string())).collect(),
    };
    let names = lines::band(theme, spectra.iter().map(|(p, _)| p.group), 0.3 * theme.width);
    let left = layout::title_band(theme) + layout::y_tick_band(theme, &y);
    let bottom = layout::x_tick_band(theme) + layout::title_band(theme);
    let plot = Rect {
        x: left,
        y: area.y + theme.tick,
        w: area.w - left - names - 0.4 * theme.tick,
        h: area.h - theme.tick - bottom,
    };
    let frame = Frame { area: plot, x, y };
    canvas.group("axes", |pen| {
        frame.axes(pen, theme);
        frame.x_ticks(pen, theme);
        frame.y_ticks(pen, theme);
        layout::x_title(pen, theme, plot.middle().0, area.bottom(), "number of components");
        layout::y_title(pen, theme, (0.0, plot.middle().1), "share of variance");
    });
    let lines: Vec<Vec<Point>> = spectra.iter().map(|(_, sums)| curve(&frame, sums)).collect();
    // In the order of the lines' beginnings, where they lie apart.
    let name = |((panel, _), line): (&Spectrum<'a>, &Vec<Point>)| LineName {
        name: panel.group,
        style: style_of(record, panel.group),
        y: line.first().map_or(plot.y, |p| p.1),
    };
    let named: Vec<LineName<'a>> = spectra.iter().zip(&lines).map(name).collect();
    canvas.group("spectra", |pen| {
        for (line, LineName { style, .. }) in lines.iter().zip(&named) {
            pen.line(line, Stroke::of(*style, theme.line));
            line.first().into_iter().for_each(|at| pen.mark(*at, Mark::of(*style, theme.marker)));
        }
    });
    canvas.group("names", |pen| lines::write(pen, theme, (&named, plot), names));
}

fn curve(frame: &Frame, sums: &[f64]) -> Vec<Point> {
    sums.iter().enumerate().map(|(i, s)| frame.at(((i + 1) as f64).log10(), *s)).collect()
}
