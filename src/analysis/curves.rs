//! What figures draw of one variant and split: reliability bins, and projections of sampled examples for the sidecar.

use super::record::Arrays;
use super::schema::{Curves, ReliabilityBin, Scatter, TemplatePlane};
use crate::extract::Activations;
use crate::metrics::calibration_error::Bin;
use crate::metrics::pca::Pca;
use crate::metrics::{Measured, template_plane};

/// Examples of a class on the template plane, as in Müller 2019.
const PLANE_EXAMPLES: usize = 100;
/// Examples of a class in the PCA scatter, and in all.
const PCA_EXAMPLES: usize = 100;
const PCA_EXAMPLES_IN_ALL: usize = 2000;

/// The three classes of the template plane, and how they were chosen.
#[derive(Clone, Debug)]
pub struct Triple {
    /// By index.
    pub classes: [usize; 3],
    /// In words.
    pub chosen_by: String,
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

/// Projects sampled examples and puts them into the sidecar under names that begin with `place`, `variant/split`.
pub fn project(
    a: &Activations,
    pca: &Measured<Pca>,
    triple: Option<&Triple>,
    (id, split): (&str, &str),
) -> (Curves, Arrays) {
    let (mut curves, mut arrays) = (Curves::default(), Arrays::default());
    let place = format!("{id}/{split}");
    if let Ok(pca) = pca {
        let chosen = scattered(&a.labels);
        let point = |i: &usize| {
            let along = pca.project(a.features().row(*i));
            narrow([along.first().copied().unwrap_or(0.0), along.get(1).copied().unwrap_or(0.0)])
        };
        let scatter = Scatter { points: format!("{place}/pca"), labels: scatter_labels(split) };
        keep(&mut arrays, &scatter, chosen.iter().map(point).collect(), chosen.iter().map(|i| a.labels[*i]).collect());
        curves.pca = Some(scatter);
    }
    curves.template_plane = triple.and_then(|t| plane(a, t, (&place, split), &mut arrays));
    (curves, arrays)
}

/// The examples of the PCA and t-SNE panels: the first of each class.
pub fn scattered(labels: &[usize]) -> Vec<usize> {
    // By the classes of the labels, not of the logits: all variants of a split share the labels of the sample.
    let classes = labels.iter().max().map_or(1, |last| last + 1);
    sample(labels, classes, (PCA_EXAMPLES_IN_ALL / classes).clamp(2, PCA_EXAMPLES), |_| true)
}

/// Where the class indices of [`scattered`] lie in the sidecar.
pub fn scatter_labels(split: &str) -> String {
    format!("{split}/pca.labels")
}

/// Puts points and class indices under the names of their scatter.
pub fn keep(arrays: &mut Arrays, scatter: &Scatter, points: Vec<[f32; 2]>, labels: Vec<usize>) {
    arrays.points.insert(scatter.points.clone(), points);
    arrays.labels.insert(scatter.labels.clone(), labels);
}

#[allow(clippy::cast_possible_truncation)] // coordinates of a drawing
fn narrow([x, y]: [f64; 2]) -> [f32; 2] {
    [x as f32, y as f32]
}

fn plane(a: &Activations, triple: &Triple, (place, split): (&str, &str), arrays: &mut Arrays) -> Option<TemplatePlane> {
    let plane = template_plane::Plane::new(a.templates()?, a.head_bias(), triple.classes).ok()?;
    let scale = plane.scale();
    let scaled = |[x, y]: [f64; 2]| [x / scale, y / scale];
    let chosen = sample(&a.labels, a.classes, PLANE_EXAMPLES, |class| triple.classes.contains(&class));
    let examples =
        Scatter { points: format!("{place}/template_plane"), labels: format!("{split}/template_plane.labels") };
    let points = chosen.iter().map(|i| narrow(scaled(plane.project(a.features().row(*i))))).collect();
    keep(arrays, &examples, points, chosen.iter().map(|i| a.labels[*i]).collect());
    Some(TemplatePlane {
        classes: triple.classes,
        chosen_by: triple.chosen_by.clone(),
        scale,
        templates: [0, 1, 2].map(|i| scaled(plane.template(i))),
        examples,
    })
}

/// The first `each` examples of each class that is wanted, in the order of the data.
fn sample(labels: &[usize], classes: usize, each: usize, is_wanted: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut seen = vec![0; classes];
    let mut out = Vec::new();
    for (i, label) in labels.iter().enumerate() {
        if seen[*label] < each && is_wanted(*label) {
            seen[*label] += 1;
            out.push(i);
        }
    }
    out
}
