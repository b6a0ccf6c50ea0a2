//! The weights themselves: norms and zeros, and how far two checkpoints of one plan are from each other.
//!
//! `weights.layers` (layers, 3): sum of squares, zeros and values of each weight with more than one dimension, in the order of
//! the plan, their names in the words `weights.layers`; `weights.square` (1): over all trained values.
//! `weights.<name>` (4): a·b, a·a, b·b and |a − b|² over all trained values, a this network's.

use super::file::Probes;
use crate::checkpoint::Checkpoint;
use crate::network::Plan;
use crate::network::plan::Needed;

/// Norms and zeros.
pub fn measure(plan: &Plan, checkpoint: &Checkpoint) -> Probes {
    let trained = trained(plan);
    let layers: Vec<&Needed> = trained.iter().filter(|needed| needed.shape.len() > 1).collect();
    let data = |needed: &Needed| &checkpoint.tensors[&needed.name].data;
    let of_layer = |needed: &&Needed| {
        let zeros = data(needed).iter().filter(|w| **w == 0.0).count();
        [square(data(needed)), zeros as f64, data(needed).len() as f64]
    };
    let names: Vec<&str> = layers.iter().map(|n| n.name.trim_end_matches(".weight")).collect();
    Probes::default()
        .with("weights.layers", &[layers.len(), 3], layers.iter().flat_map(of_layer).collect())
        .with("weights.square", &[1], vec![trained.iter().map(|n| square(data(n))).sum()])
        .saying("weights.layers", names.join(", "))
}

/// What two checkpoints of one plan have in common; `name` says what the second is to the first.
pub fn between(plan: &Plan, a: &Checkpoint, (name, b): (&str, &Checkpoint)) -> Probes {
    let mut sums = [0.0; 4];
    for needed in trained(plan) {
        for (a, b) in a.tensors[&needed.name].data.iter().zip(&b.tensors[&needed.name].data) {
            let (a, b) = (f64::from(*a), f64::from(*b));
            [a * b, a * a, b * b, (a - b).powi(2)].iter().zip(&mut sums).for_each(|(term, sum)| *sum += term);
        }
    }
    Probes::default().with(&format!("weights.{name}"), &[4], sums.to_vec())
}

/// Whether another checkpoint has the tensors of a plan.
pub fn has_same_plan(plan: &Plan, other: &Checkpoint) -> bool {
    let fits = |needed: &Needed| other.tensors.get(&needed.name).is_some_and(|t| t.shape == needed.shape);
    plan.needed().iter().all(fits)
}

fn trained(plan: &Plan) -> Vec<Needed> {
    plan.needed().into_iter().filter(|needed| needed.part.is_trained()).collect()
}

fn square(values: &[f32]) -> f64 {
    values.iter().map(|v| f64::from(*v).powi(2)).sum()
}
