//! The classes that the page shows: the three of the template plane, and those that matrices and samples cover.
//!
//! Both by the head of the first teacher without a reference, so that all variants are shown alike.

use std::ops::Range;

use rayon::prelude::*;

use crate::analysis::curves::Triple;
use crate::analysis::run::Input;
use crate::analysis::schema::{Role, ShownClasses};
use crate::extract::Activations;
use crate::linalg::{add_transposed_product, dot};
use crate::metrics::class_sums::ClassSums;
use crate::metrics::{Measured, template_plane};

/// Classes that are shown, at most.
pub const MOST: usize = 40;
/// Classes whose distances to all are taken at once.
const AT_ONCE: usize = 256;

/// Whether a variant is a teacher that is compared with none.
pub fn is_reference(input: &Input) -> bool {
    input.variant.role == Role::Teacher && input.variant.reference.is_none()
}

/// The classes of the plane that are given, or the rule's in the head of the first teacher that has no reference, else of the first
/// variant with a head.
pub fn triple(inputs: &[Input], given: Option<[usize; 3]>) -> Option<Triple> {
    if let Some(classes) = given {
        return Some(Triple { classes, chosen_by: "named by the user".to_owned() });
    }
    let of = |i: &Input| {
        let a = i.activations.values().next()?;
        let classes = template_plane::default_classes(a.templates()?, a.head_bias()).ok()?;
        let rule = "the two closest templates, and the class farthest from both";
        Some(Triple { classes, chosen_by: format!("{rule}, in the head of {}", i.id) })
    };
    inputs.iter().find(|i| is_reference(i)).and_then(of).or_else(|| inputs.iter().find_map(of))
}

/// Which of `count` classes are shown: all where they are few, else those of the plane and then those of the closest pairs.
pub fn shown(inputs: &[Input], count: usize, triple: Option<&Triple>) -> ShownClasses {
    if count <= MOST {
        return ShownClasses { classes: (0..count).collect(), chosen_by: "all of them".to_owned() };
    }
    let plane: Vec<usize> = triple.iter().flat_map(|t| t.classes).filter(|class| *class < count).collect();
    let by = inputs.iter().find(|i| is_reference(i)).or_else(|| inputs.first());
    let found = by.and_then(|i| Some((i, i.activations.values().next()?)));
    let (distances, what) = found.map_or((Vec::new(), String::new()), |(i, a)| nearest_by(a, &i.id));
    let distance = |class: &usize| distances.get(*class).copied().unwrap_or(f64::INFINITY);
    // The first pair that a class is in is that with its nearest.
    let mut rest: Vec<usize> = (0..count).filter(|class| !plane.contains(class)).collect();
    rest.sort_by(|a, b| distance(a).total_cmp(&distance(b)).then(a.cmp(b)));
    let mut classes: Vec<usize> = plane.iter().copied().chain(rest).take(MOST).collect();
    classes.sort_unstable();
    let first = if plane.is_empty() { "" } else { "those of the template plane, then " };
    ShownClasses { classes, chosen_by: format!("{MOST} of {count}: {first}those of the closest pairs of {what}") }
}

/// Squared distance of each class from its nearest, by the templates of a head, else by the means of the features; what that is.
fn nearest_by(a: &Activations, id: &str) -> (Vec<f64>, String) {
    if let Some(weight) = a.templates() {
        let bias = |class: usize| a.head_bias().map_or(0.0, |b| f64::from(b[class]));
        let template = |class: usize| weight.row(class).iter().map(|w| f64::from(*w)).chain([bias(class)]).collect();
        let templates: Vec<Vec<f64>> = (0..weight.rows).map(template).collect();
        return (nearest(&templates), format!("templates in the head of {id}"));
    }
    (by_means(a).unwrap_or_default(), format!("class means of the features of {id}"))
}

/// The same by class means; a class without examples is farther than any.
fn by_means(a: &Activations) -> Measured<Vec<f64>> {
    let mut sums = ClassSums::new(a.classes, a.features().mean());
    (0..a.n).for_each(|i| sums.push(a.features().row(i).iter().map(|x| f64::from(*x)), a.labels[i]));
    let means = sums.means()?;
    let vectors: Vec<Vec<f64>> = (0..means.classes.len()).map(|c| means.row(c).to_vec()).collect();
    let mut out = vec![f64::INFINITY; a.classes];
    means.classes.iter().zip(nearest(&vectors)).for_each(|(class, distance)| out[*class] = distance);
    Ok(out)
}

/// Squared distance of each vector from the nearest other, ||a||² + ||b||² - 2 a·b.
pub fn nearest(vectors: &[Vec<f64>]) -> Vec<f64> {
    let (k, d) = (vectors.len(), vectors.first().map_or(0, Vec::len));
    let squares: Vec<f64> = vectors.iter().map(|v| dot(v, v)).collect();
    let columns = |of: &[Vec<f64>]| (0..d).flat_map(|at| of.iter().map(move |v| v[at])).collect::<Vec<f64>>();
    let all = columns(vectors); // (D, K)
    let of = |rows: Range<usize>| {
        let mut products = vec![0.0; rows.len() * k];
        add_transposed_product(&mut products, &columns(&vectors[rows.clone()]), &all, (d, rows.len(), k));
        let least = |(i, products): (usize, &[f64])| {
            let others = (0..k).filter(|j| *j != i).map(|j| squares[i] + squares[j] - 2.0 * products[j]);
            others.fold(f64::INFINITY, f64::min).max(0.0)
        };
        rows.zip(products.chunks_exact(k)).map(least).collect::<Vec<f64>>()
    };
    let blocks: Vec<Range<usize>> = (0..k).step_by(AT_ONCE).map(|start| start..(start + AT_ONCE).min(k)).collect();
    blocks.into_par_iter().flat_map_iter(of).collect()
}
