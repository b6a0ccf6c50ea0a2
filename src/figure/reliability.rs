//! Reliability diagram: reads `curves.reliability` of the test split.

use plotters::element::{Circle, PathElement};
use plotters::style::{Color as _, ShapeStyle};

use super::panels::{COLOURS, GREY, chosen, draw};
use super::Figure;
use crate::analysis::schema::Analysis;

/// The figure.
pub const FIGURE: Figure = Figure {
    name: "reliability",
    title: "Reliability",
    caption: "Accuracy against mean confidence in 15 equal-width bins on the test split; the bars are Wilson 95 % intervals, the grey diagonal is perfect calibration. Below it a network is over-confident, above it under-confident.",
    draw: figure,
};

fn figure(analysis: &Analysis) -> Result<String, String> {
    let of: Vec<_> = chosen(analysis).into_iter().filter(|(_, v)| v.splits.contains_key("test")).collect();
    if of.is_empty() {
        return Err("no variant has a test split".to_owned());
    }
    let titles: Vec<String> = of.iter().map(|(id, _)| (*id).clone()).collect();
    draw(&titles, ((0.0, 1.0), (0.0, 1.0)), ("confidence", "accuracy"), |chart, index| {
        let series = |e: &dyn std::fmt::Display| e.to_string();
        let line = |c: plotters::style::RGBColor| ShapeStyle { color: c.to_rgba(), filled: true, stroke_width: 10 };
        chart.draw_series([PathElement::new(vec![(0.0, 0.0), (1.0, 1.0)], line(GREY))]).map_err(|e| series(&e))?;
        let colour = COLOURS[index % COLOURS.len()];
        for bin in &of[index].1.splits["test"].curves.reliability {
            let (Some(x), Some(y), Some(low), Some(high)) = (bin.confidence, bin.accuracy, bin.accuracy_low, bin.accuracy_high) else { continue };
            chart.draw_series([PathElement::new(vec![(x, low), (x, high)], line(colour))]).map_err(|e| series(&e))?;
            chart.draw_series([Circle::new((x, y), 30, line(colour))]).map_err(|e| series(&e))?;
        }
        Ok(())
    })
}
