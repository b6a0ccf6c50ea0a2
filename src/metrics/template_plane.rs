//! The plane through three class templates (Müller, Kornblith, Hinton 2019): template = (weights, bias), example = (feature, 1).
//!
//! Affine plane, origin at the first template, the second on +x, the third at y > 0.

use super::{Measured, Undefined, per_row};
use crate::linalg::{Rows, dot, sum, vectorised};

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
    let square = |a: f64, b: f64| (a - b) * (a - b);
    let distance = |a: usize, b: usize| vectorised(|| sum(&templates[a], &templates[b], square));
    let closer = |x: (f64, usize, usize), y: (f64, usize, usize)| if y.0 < x.0 { y } else { x };
    let above = |a: usize| (a + 1..k).map(|b| (distance(a, b), a, b)).reduce(closer);
    let (_, a, b) = per_row(k, above).into_iter().flatten().reduce(closer).unwrap_or((0.0, 0, 1));
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

/// Inner products of the templates of these classes (C, C), row-major: w_i · w_j + b_i b_j. Weight (K, D), bias (K).
pub fn products(weight: Rows<'_>, bias: Option<&[f32]>, classes: &[usize]) -> Vec<f64> {
    let templates: Vec<Vec<f64>> = classes.iter().map(|c| template(weight, bias, *c)).collect();
    templates.iter().flat_map(|a| templates.iter().map(|b| dot(a, b))).collect()
}

/// The plane through three templates of which the inner products alone are known: with them, the logits of an example place it, so
/// that any three classes of a report cost no features. The coordinates are those of [`Plane`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ProductPlane {
    /// Of the second and the third template with the first, minus the first's with itself.
    from_first: [f64; 2],
    scale: f64,
    along: f64,
    height: f64,
}

impl ProductPlane {
    /// From the products (3, 3) of the templates of the three classes.
    ///
    /// # Errors
    /// Undefined where the templates lie on a line.
    pub fn new(products: [[f64; 3]; 3]) -> Measured<Self> {
        let [[aa, ab, ac], [_, bb, bc], [_, _, cc]] = products;
        let scale = (bb - 2.0 * ab + aa).max(0.0).sqrt();
        let along = (bc - ac - ab + aa) / scale;
        let height = (cc - 2.0 * ac + aa - along * along).max(0.0).sqrt();
        // Products keep half of the digits of a distance.
        if !(scale > 0.0 && height > 1e-7 * scale) {
            return Err(Undefined("the three templates lie on a line".to_owned()));
        }
        Ok(Self { from_first: [ab - aa, ac - aa], scale, along, height })
    }

    /// Coordinates of an example from its logits of the three classes: with x' = (feature, 1) and templates a, b, c,
    /// (x' - a)·(b - a) = z_b - z_a - (a·b - a·a), and likewise for c.
    pub fn project(&self, [za, zb, zc]: [f64; 3]) -> [f64; 2] {
        let [to_second, to_third] = [zb - za - self.from_first[0], zc - za - self.from_first[1]];
        let x = to_second / self.scale;
        [x, (to_third - self.along * x) / self.height]
    }

    /// Coordinates of the three templates.
    pub fn templates(&self) -> [[f64; 2]; 3] {
        [[0.0, 0.0], [self.scale, 0.0], [self.along, self.height]]
    }
}
