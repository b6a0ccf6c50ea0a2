//! What figures draw of one variant and split: reliability bins, and projections of sampled examples for the sidecar.
//!
//! The principal components are of the examples of `shown::sample`; the template plane has its own, of its three classes.

use super::record::Arrays;
use super::schema::{Curves, ReliabilityBin, Scatter, TemplatePlane};
use super::shown::sample::{self, first_of_each};
use crate::extract::Activations;
use crate::metrics::calibration_error::Bin;
use crate::metrics::pca::Pca;
use crate::metrics::{Measured, template_plane};

/// Examples of a class on the template plane, as in Müller 2019.
const PLANE_EXAMPLES: usize = 100;

/// The three classes of the template plane, and how they were chosen.
#[derive(Clone, Debug)]
pub struct Triple {
    /// By index.
    pub classes: [usize; 3],
    /// In words.
    pub chosen_by: String,
}

/// What all variants of a split are drawn with.
pub struct Drawn<'a> {
    /// Its name.
    pub split: &'a str,
    /// The rows of the sampled examples.
    pub sample: &'a [usize],
    /// The shown classes.
    pub shown: &'a [usize],
    /// The classes of the template plane.
    pub triple: Option<&'a Triple>,
}

/// The bins with their Wilson bands.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // counts of examples
pub fn reliability(bins: &[Bin]) -> Vec<ReliabilityBin> {
    let m = bins.len() as f64;
    let of = |(i, b): (usize, &Bin)| {
        let share = (b.count > 0.0).then(|| b.correct_sum / b.count);
        let band = share.map(|p| wilson(p, b.count));
        ReliabilityBin {
            low: i as f64 / m,
            high: (i + 1) as f64 / m,
            count: b.count as usize,
            confidence: share.map(|_| b.confidence_sum / b.count),
            accuracy: share,
            accuracy_low: band.map(|b| b.0),
            accuracy_high: band.map(|b| b.1),
        }
    };
    bins.iter().enumerate().map(of).collect()
}

/// Wilson's 95 % interval of a share (Wilson 1927).
fn wilson(p: f64, n: f64) -> (f64, f64) {
    let z = 1.959_963_984_540_054_f64;
    let centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    (centre - half, centre + half)
}

/// Projects sampled examples of a variant and puts them into the sidecar.
pub fn project(a: &Activations, pca: &Measured<Pca>, id: &str, drawn: &Drawn<'_>) -> (Curves, Arrays) {
    let (mut curves, mut arrays) = (Curves::default(), Arrays::default());
    let place = format!("{id}/{}", drawn.split);
    if let Ok(pca) = pca {
        let point = |i: &usize| {
            let along = pca.project(a.features().row(*i));
            narrow([along.first().copied().unwrap_or(0.0), along.get(1).copied().unwrap_or(0.0)])
        };
        let scatter = Scatter { points: format!("{place}/pca"), labels: sample::labels(drawn.split) };
        arrays.points.insert(scatter.points.clone(), drawn.sample.iter().map(point).collect());
        curves.pca = Some(scatter);
    }
    curves.sample = sample::outputs(a, (drawn.sample, drawn.shown), &place, &mut arrays);
    curves.template_plane = drawn.triple.and_then(|t| plane(a, t, (&place, drawn.split), &mut arrays));
    (curves, arrays)
}

#[allow(clippy::cast_possible_truncation)] // coordinates of a drawing
fn narrow([x, y]: [f64; 2]) -> [f32; 2] {
    [x as f32, y as f32]
}

fn plane(a: &Activations, triple: &Triple, (place, split): (&str, &str), arrays: &mut Arrays) -> Option<TemplatePlane> {
    let plane = template_plane::Plane::new(a.templates()?, a.head_bias(), triple.classes).ok()?;
    let scale = plane.scale();
    let scaled = |[x, y]: [f64; 2]| [x / scale, y / scale];
    let chosen = first_of_each(&a.labels, PLANE_EXAMPLES, |class| triple.classes.contains(&class));
    let examples =
        Scatter { points: format!("{place}/template_plane"), labels: format!("{split}/template_plane.labels") };
    let points = chosen.iter().map(|i| narrow(scaled(plane.project(a.features().row(*i))))).collect();
    arrays.points.insert(examples.points.clone(), points);
    arrays.labels.insert(examples.labels.clone(), chosen.iter().map(|i| a.labels[*i]).collect());
    Some(TemplatePlane {
        classes: triple.classes,
        chosen_by: triple.chosen_by.clone(),
        scale,
        templates: [0, 1, 2].map(|i| scaled(plane.template(i))),
        examples,
    })
}
