//! The plane through three class templates (Müller, Kornblith, Hinton 2019): template = (weights, bias), example = (feature, 1).
//!
//! Affine plane, origin at the first template, the second on +x, the third at y > 0.

use super::{Measured, Undefined};
use crate::linalg::{Rows, dot};

/// A class's template (D + 1).
fn template(weight: Rows<'_>, bias: Option<&[f32]>, class: usize) -> Vec<f64> {
    let last = bias.map_or(0.0, |b| f64::from(b[class]));
    weight.row(class).iter().map(|w| f64::from(*w)).chain([last]).collect()
}

fn minus(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

/// The two closest templates, and the class whose smaller distance to them is largest; ties go to the lowest. Weight (K, D).
///
/// # Errors
/// Undefined for K < 3.
pub fn default_classes(weight: Rows<'_>, bias: Option<&[f32]>) -> Measured<[usize; 3]> {
    let k = weight.rows;
    if k < 3 {
        return Err(Undefined(format!("the plane needs three classes, found {k}")));
    }
    let templates: Vec<Vec<f64>> = (0..k).map(|c| template(weight, bias, c)).collect();
    let distance = |a: usize, b: usize| {
        let d = minus(&templates[a], &templates[b]);
        dot(&d, &d).sqrt()
    };
    let (mut a, mut b) = (0, 1);
    for i in 0..k {
        for j in i + 1..k {
            if distance(i, j) < distance(a, b) {
                (a, b) = (i, j);
            }
        }
    }
    let smaller = |c: usize| distance(a, c).min(distance(b, c));
    let mut third = (0..k).find(|c| *c != a && *c != b).unwrap_or(0);
    for c in (0..k).filter(|c| *c != a && *c != b) {
        if smaller(c) > smaller(third) {
            third = c;
        }
    }
    Ok([a, b, third])
}

/// An orthonormal frame of the plane.
#[derive(Clone, Debug)]
pub struct Plane {
    origin: Vec<f64>,
    x: Vec<f64>,
    y: Vec<f64>,
    templates: [[f64; 2]; 3],
}

impl Plane {
    /// The plane through three classes of a head, weight (K, D), bias (K).
    ///
    /// # Errors
    /// Undefined where the templates lie on a line.
    pub fn new(weight: Rows<'_>, bias: Option<&[f32]>, classes: [usize; 3]) -> Measured<Self> {
        if let Some(c) = classes.iter().find(|c| **c >= weight.rows) {
            return Err(Undefined(format!("class {c} is not among {}", weight.rows)));
        }
        let [a, b, c] = classes.map(|c| template(weight, bias, c));
        let (ab, ac) = (minus(&b, &a), minus(&c, &a));
        let scale = dot(&ab, &ab).sqrt();
        let x: Vec<f64> = ab.iter().map(|v| v / scale).collect();
        let along = dot(&ac, &x);
        let off: Vec<f64> = ac.iter().zip(&x).map(|(v, e)| v - along * e).collect();
        let height = dot(&off, &off).sqrt();
        if !(scale > 0.0 && height > 1e-12 * scale) {
            return Err(Undefined("the three templates lie on a line".to_owned()));
        }
        let y = off.iter().map(|v| v / height).collect();
        Ok(Self { origin: a, x, y, templates: [[0.0, 0.0], [scale, 0.0], [along, height]] })
    }

    /// Distance of the first two templates.
    pub fn scale(&self) -> f64 {
        self.templates[1][0]
    }

    /// Coordinates of a feature row (D).
    pub fn project(&self, feature: &[f32]) -> [f64; 2] {
        let x: Vec<f64> = feature.iter().map(|v| f64::from(*v)).chain([1.0]).collect();
        let d = minus(&x, &self.origin);
        [dot(&d, &self.x), dot(&d, &self.y)]
    }

    /// Coordinates of template 0, 1 or 2.
    pub fn template(&self, index: usize) -> [f64; 2] {
        self.templates[index]
    }
}
