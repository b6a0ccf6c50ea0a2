//! Panels side by side: which variants, and the axes that they share.

use plotters::backend::SVGBackend;
use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingArea, IntoDrawingArea as _};
use plotters::prelude::{Cartesian2d, RGBColor};

use crate::analysis::schema::{Analysis, Variant};

/// Okabe and Ito: hard teacher, smoothed teacher, student; the diagonal.
pub(super) const COLOURS: [RGBColor; 3] = [RGBColor(0x00, 0x72, 0xB2), RGBColor(0xD5, 0x5E, 0x00), RGBColor(0x00, 0x9E, 0x73)];
pub(super) const GREY: RGBColor = RGBColor(0xBB, 0xBB, 0xBB);

/// plotters' coordinates are integers, so panels are drawn ten times as large as they are shown.
const ZOOM: u32 = 10;
const SIDE: u32 = 240;

pub(super) type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// The first seed of each teacher group, or of each group where there are no teachers; four at most.
pub(super) fn chosen(analysis: &Analysis) -> Vec<(&String, &Variant)> {
    let first = |teachers_only: bool| -> Vec<(&String, &Variant)> {
        let of = analysis.groups.values().filter_map(|g| g.variants.first()).filter_map(|id| analysis.variants.get_key_value(id));
        of.filter(|(_, v)| !teachers_only || v.role == "teacher").take(4).collect()
    };
    let teachers = first(true);
    if teachers.is_empty() { first(false) } else { teachers }
}

/// Draws a panel for each title with `draw(chart, index)` on common axes.
pub(super) fn draw(
    titles: &[String],
    (x, y): ((f64, f64), (f64, f64)),
    (x_label, y_label): (&str, &str),
    mut draw: impl FnMut(&mut Chart<'_, '_>, usize) -> Result<(), String>,
) -> Result<String, String> {
    let count = u32::try_from(titles.len()).map_err(|e| e.to_string())?;
    let (width, height) = (SIDE * count.max(1), SIDE);
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, (width * ZOOM, height * ZOOM)).into_drawing_area();
        let areas: Vec<DrawingArea<SVGBackend<'_>, Shift>> = root.split_evenly((1, titles.len()));
        for (index, (area, title)) in areas.iter().zip(titles).enumerate() {
            let text = ("sans-serif", 11 * ZOOM);
            let mut chart = ChartBuilder::on(area)
                .caption(title, ("sans-serif", 12 * ZOOM))
                .margin(6 * ZOOM)
                .x_label_area_size(34 * ZOOM)
                .y_label_area_size(40 * ZOOM)
                .build_cartesian_2d(x.0..x.1, y.0..y.1)
                .map_err(|e| e.to_string())?;
            chart.configure_mesh().disable_mesh().x_labels(5).y_labels(5).x_desc(x_label).y_desc(y_label).label_style(text).axis_desc_style(text)
                .x_label_formatter(&|v| format!("{v:.1}")).y_label_formatter(&|v| format!("{v:.1}")).draw().map_err(|e| e.to_string())?;
            draw(&mut chart, index)?;
        }
        root.present().map_err(|e| e.to_string())?;
    }
    // Shown at its own size: the pixels of the canvas are the viewBox.
    let (big, small) = (format!("width=\"{}\" height=\"{}\"", width * ZOOM, height * ZOOM), format!("width=\"{width}\" height=\"{height}\""));
    Ok(svg.replacen(&big, &small, 1))
}
