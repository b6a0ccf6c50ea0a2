//! What Müller, Kornblith and Hinton (2019) see in the template plane, as numbers: how tight the three clusters are, and how
//! regular the triangles of the templates and of the clusters' centres are.
//!
//! Fed by `template_plane`; the sums are [`ClassSums`] of the plane coordinates of the examples of the three classes.

use super::class_sums::{ClassMeans, ClassSums};
use super::definition::{Definition, Direction, Interval, Subject, Topic, Unit};
use super::nc1;
use super::template_plane::Plane;
use super::{Measured, Undefined};

/// The registry's entry of `plane_spread`.
pub const SPREAD: Definition = Definition {
    name: "plane_spread",
    title: "Spread of the clusters in the template plane",
    short: "Plane S_W/S_B",
    measures: "How wide the three clusters are in the plane of their templates, against the distances of their centres.",
    formula: "tr S_W / tr S_B of the coordinates of the examples of the plane's three classes; S_W over examples, S_B over classes",
    edges: "0 is collapse. Undefined without a head, for K < 3, or where one of the three classes is absent.",
    source: "Müller 2019, sec. 2, as a number",
    topic: Topic::Geometry,
    subject: Subject::Variant,
    unit: Unit::Plain,
    direction: Direction::Neither,
    interval: Interval::Jackknife,
};

/// The registry's entry of `plane_triangle`.
pub const TRIANGLE: Definition = Definition {
    name: "plane_triangle",
    title: "Irregularity of the triangle of cluster centres in the template plane",
    short: "Triangle",
    measures: "How unequal the distances of the three cluster centres are.",
    formula: "sd/mean of the three sides, with 3 - 1",
    edges: "0 is a regular triangle. Undefined where plane_spread is.",
    ..SPREAD
};

/// The registry's entry of `template_triangle`.
pub const TEMPLATES: Definition = Definition {
    name: "template_triangle",
    title: "Irregularity of the triangle of templates",
    short: "Triangle (W)",
    measures: "How unequal the distances of the plane's three templates are.",
    formula: "sd/mean of the three sides, with 3 - 1; template = (weights, bias)",
    edges: "0 is a regular triangle. Undefined without a head or for K < 3.",
    interval: Interval::None("none: of the head alone, no examples enter"),
    ..SPREAD
};

/// An empty state: three classes, two coordinates from the middle of the templates.
pub fn sums(plane: &Plane) -> ClassSums {
    let corners = [0, 1, 2].map(|c| plane.template(c));
    ClassSums::new(3, (0..2).map(|axis| corners.iter().map(|p| p[axis] / 3.0).sum()).collect())
}

/// Adds a feature row (D) where its label is one of the plane's classes.
pub fn push(sums: &mut ClassSums, plane: &Plane, classes: [usize; 3], (row, label): (&[f32], usize)) {
    if let Some(corner) = classes.iter().position(|c| *c == label) {
        sums.push(plane.project(row), corner);
    }
}

/// tr `S_W` / tr `S_B` in the plane, at least 0.
///
/// # Errors
/// Undefined where a class of the plane is absent, or where the centres coincide.
pub fn spread(sums: &ClassSums) -> Measured<f64> {
    nc1::quotient(&three(sums)?)
}

/// Irregularity of the triangle of the clusters' centres, in [0, √3).
///
/// # Errors
/// As [`spread`].
pub fn triangle(sums: &ClassSums) -> Measured<f64> {
    let means = three(sums)?;
    irregularity([0, 1, 2].map(|c| [means.row(c)[0], means.row(c)[1]]))
}

fn three(sums: &ClassSums) -> Measured<ClassMeans> {
    let means = sums.means()?;
    if means.classes.len() < 3 {
        return Err(Undefined("a class of the template plane has no examples".to_owned()));
    }
    Ok(means)
}

/// Sample standard deviation over mean of the three sides, in [0, √3).
///
/// # Errors
/// Undefined where the corners coincide.
pub fn irregularity(corners: [[f64; 2]; 3]) -> Measured<f64> {
    let side = |a: usize, b: usize| (corners[a][0] - corners[b][0]).hypot(corners[a][1] - corners[b][1]);
    let sides = [side(0, 1), side(1, 2), side(2, 0)];
    let mean = sides.iter().sum::<f64>() / 3.0;
    if mean <= 0.0 {
        return Err(Undefined("the corners of the triangle coincide".to_owned()));
    }
    Ok((sides.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / 2.0).sqrt() / mean)
}
