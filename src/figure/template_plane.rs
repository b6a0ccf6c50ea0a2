//! Examples on the plane through three class templates: reads `curves.template_plane` of train, else test.

use plotters::element::{Circle, Cross, TriangleMarker};
use plotters::style::{Color as _, ShapeStyle};

use super::panels::{COLOURS, chosen, draw};
use super::Figure;
use crate::analysis::schema::{Analysis, TemplatePlane};

/// The figure.
pub const FIGURE: Figure = Figure {
    name: "template_plane",
    title: "Plane of three class templates",
    caption: "Penultimate features (with the bias coordinate) of 30 examples of each of three classes, projected onto the plane through their templates (Müller, Kornblith and Hinton 2019); lengths in units of the distance of the first two templates, axes shared. Circles, crosses and triangles are the three classes, large black crosses their templates. Smoothing draws the clusters together.",
    draw: figure,
};

fn figure(analysis: &Analysis) -> Result<String, String> {
    let split = if analysis.data.splits.contains_key("train") { "train" } else { "test" };
    let of: Vec<(String, &TemplatePlane)> =
        chosen(analysis).into_iter().filter_map(|(id, v)| Some((id.clone(), v.splits.get(split)?.curves.template_plane.as_ref()?))).collect();
    let Some((_, first)) = of.first() else { return Err("no variant has a head, so there are no templates".to_owned()) };
    let names: Vec<&str> = first.classes.iter().map(|c| analysis.data.classes.get(*c).map_or("?", String::as_str)).collect();
    let all = || of.iter().flat_map(|(_, p)| p.points.iter().chain(&p.templates));
    let range = |values: Vec<f64>| {
        let (low, high) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
        let pad = (high - low).max(1e-9) * 0.05;
        (low - pad, high + pad)
    };
    let axes = (range(all().map(|p| p.x).collect()), range(all().map(|p| p.y).collect()));
    let titles: Vec<String> = of.iter().map(|(id, _)| id.clone()).collect();
    draw(&titles, axes, (&names.join(", "), split), |chart, index| {
        let plane = of[index].1;
        let mark = |k: usize| ShapeStyle { color: COLOURS[k].mix(0.7), filled: true, stroke_width: 8 };
        let of_class = |k: usize| plane.points.iter().filter(move |p| p.label == plane.classes[k]).map(|p| (p.x, p.y));
        let series = |e: &dyn std::fmt::Display| e.to_string();
        chart.draw_series(of_class(0).map(|at| Circle::new(at, 22, mark(0)))).map_err(|e| series(&e))?;
        chart.draw_series(of_class(1).map(|at| Cross::new(at, 22, mark(1)))).map_err(|e| series(&e))?;
        chart.draw_series(of_class(2).map(|at| TriangleMarker::new(at, 28, mark(2)))).map_err(|e| series(&e))?;
        let black = ShapeStyle { color: plotters::style::BLACK.to_rgba(), filled: false, stroke_width: 16 };
        chart.draw_series(plane.templates.iter().map(|p| Cross::new((p.x, p.y), 50, black))).map_err(|e| series(&e))?;
        Ok(())
    })
}
