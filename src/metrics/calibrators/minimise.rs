//! Minimum of a smooth convex function: L-BFGS (Liu, Nocedal 1989) with backtracking, the same steps on every machine.
//!
//! Fed by the scalings, whose priors make them strictly convex.

use std::collections::VecDeque;

use crate::linalg::dot;
use crate::metrics::add;

/// Steps whose curvature is remembered.
const MEMORY: usize = 12;

/// Steps after which it gives up.
const STEPS: usize = 2000;

/// Largest entry of the gradient at which the minimum is found.
const FLAT: f64 = 1e-11;

/// Largest entry at which it counts as found where f64 shows no further descent.
const NEARLY_FLAT: f64 = 1e-6;

/// A step and the change of the gradient over it.
struct Pair {
    step: Vec<f64>,
    change: Vec<f64>,
    inner: f64,
}

/// The minimum of `of` (value and gradient at a point) from `start`.
///
/// # Errors
/// In words, where it is not found in 2000 steps.
pub fn minimise(of: impl Fn(&[f64]) -> (f64, Vec<f64>), start: Vec<f64>) -> Result<Vec<f64>, String> {
    let mut at = start;
    let (mut value, mut gradient) = of(&at);
    let mut memory: VecDeque<Pair> = VecDeque::new();
    for _ in 0..STEPS {
        if largest(&gradient) <= FLAT {
            return Ok(at);
        }
        let direction = descent(&memory, &gradient);
        let Some((next, next_value, next_gradient)) = line_search(&of, (&at, value, &gradient), &direction) else {
            break;
        };
        let pair = Pair::new(minus(&next, &at), minus(&next_gradient, &gradient));
        (at, value, gradient) = (next, next_value, next_gradient);
        if pair.inner > 0.0 {
            memory.push_back(pair);
        }
        if memory.len() > MEMORY {
            memory.pop_front();
        }
    }
    if largest(&gradient) <= NEARLY_FLAT {
        return Ok(at);
    }
    Err(format!("no minimum in {STEPS} steps, the gradient is still {:.1e}", largest(&gradient)))
}

impl Pair {
    fn new(step: Vec<f64>, change: Vec<f64>) -> Self {
        Self { inner: dot(&step, &change), step, change }
    }
}

/// Minus the gradient times the inverse Hessian that the memory knows: the two loops.
fn descent(memory: &VecDeque<Pair>, gradient: &[f64]) -> Vec<f64> {
    let mut direction: Vec<f64> = gradient.iter().map(|g| -g).collect();
    let mut along = Vec::with_capacity(memory.len());
    for pair in memory.iter().rev() {
        let alpha = dot(&pair.step, &direction) / pair.inner;
        add(&mut direction, &pair.change, -alpha);
        along.push(alpha);
    }
    let scale = memory.back().map_or_else(|| 1.0 / largest(gradient).max(1.0), |p| p.inner / dot(&p.change, &p.change));
    direction.iter_mut().for_each(|d| *d *= scale);
    for (pair, alpha) in memory.iter().zip(along.iter().rev()) {
        let beta = dot(&pair.change, &direction) / pair.inner;
        add(&mut direction, &pair.step, alpha - beta);
    }
    direction
}

/// The first of the steps 1, ½, ¼, … that descends enough, with value and gradient there.
fn line_search(
    of: &impl Fn(&[f64]) -> (f64, Vec<f64>),
    (at, value, gradient): (&[f64], f64, &[f64]),
    direction: &[f64],
) -> Option<(Vec<f64>, f64, Vec<f64>)> {
    let slope = dot(gradient, direction);
    let mut length = 1.0;
    for _ in 0..50 {
        let mut next = at.to_vec();
        add(&mut next, direction, length);
        let (next_value, next_gradient) = of(&next);
        // Near the minimum values agree to their last digit; there the gradient decides.
        let is_lower = next_value <= value + 1e-4 * length * slope;
        let is_flatter = next_value <= value + 1e-14 * value.abs() && largest(&next_gradient) < largest(gradient);
        if is_lower || is_flatter {
            return Some((next, next_value, next_gradient));
        }
        length /= 2.0;
    }
    None
}

fn minus(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |largest: f64, v| largest.max(v.abs()))
}
