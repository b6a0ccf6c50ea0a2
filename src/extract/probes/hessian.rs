//! The curvature of the cross-entropy at the weights: Hutchinson's trace (Hutchinson 1990) and the top eigenvalue.
//!
//! H is the Hessian of the mean −log p_y over the chosen examples in all trained values, in evaluation mode, without weight
//! decay (as PyHessian). It depends on the scale of the weights, which batch norm and ReLU leave free; so beside it stands
//! D H D with D = ||filter|| / √(values of the filter) for weights and 0 for biases and batch norm: z'(D H D)z for a random z
//! is the mean second derivative along filter-normalised directions, free of the scale of every filter.
//!
//! `hessian.trace` (probes): r'Hr of Rademacher r at T = 1; `hessian.trace_scaled` (T, probes): (Dr)'H(Dr);
//! `hessian.top` (2) and `hessian.top_scaled` (T, 2): λ and ||Hv − λv||.

use candle_core::Tensor;
use rayon::prelude::*;

use super::examples::Examples;
use super::file::{Probes, kept};
use super::{SEED, Settings, Subject};
use crate::checkpoint::Checkpoint;
use crate::extract::ExtractError;
use crate::network::curvature::Curvature;
use crate::network::plan::Needed;
use crate::random::Random;

/// Rademacher vectors.
pub const PROBES: usize = 10;
/// Steps of the power iteration, at most; it ends where ||Hv − λv|| is at most a share of |λ|.
const STEPS: usize = 30;
const RESIDUAL: f64 = 0.02;
/// Images that are gone through forwards and backwards together, and such batches side by side.
const BATCH: usize = 50;
const BATCHES_AT_ONCE: usize = 8;

/// Curvature at T = 1 and the other temperatures.
///
/// # Errors
/// When the network cannot run, or the cache cannot be written.
pub fn run(of: &Subject<'_>, temperatures: &[f64], settings: &Settings<'_>) -> Result<Probes, ExtractError> {
    let key = of.key("hessian", settings, &format!("{} {temperatures:?}", settings.examples))?;
    kept(settings.folder, &key, || measure(of, temperatures, settings))
}

fn measure(of: &Subject<'_>, temperatures: &[f64], settings: &Settings<'_>) -> Result<Probes, ExtractError> {
    let problem = Problem::new(of, settings)?;
    let scale = filter_scale(problem.curvature.trained(), of.source.checkpoint);
    let ones = vec![1.0; scale.len()];
    let total = 2 * (1 + temperatures.len());
    let step = |done: usize| (settings.progress)("curvature", done, total);
    let mut random = Random::new(SEED, "start of the power iteration");
    let start: Vec<f64> = scale.iter().map(|_| random.uniform() - 0.5).collect();
    let trace = problem.traces(&ones, 1.0)?;
    step(1);
    let top = top(&start, |v| problem.scaled_product(v, &ones, 1.0))?;
    step(2);
    let (mut traces, mut tops, mut start) = (Vec::new(), Vec::new(), start);
    for (at, temperature) in temperatures.iter().enumerate() {
        traces.extend(problem.traces(&scale, *temperature)?);
        step(3 + 2 * at);
        let found = self::top(&start, |v| problem.scaled_product(v, &scale, *temperature))?;
        tops.extend([found.value, found.residual]);
        // At another temperature the direction is nearly the same.
        start = found.vector;
        step(4 + 2 * at);
    }
    let count = temperatures.len();
    Ok(Probes::default()
        .with("hessian.trace", &[PROBES], trace)
        .with("hessian.trace_scaled", &[count, PROBES], traces)
        .with("hessian.top", &[2], vec![top.value, top.residual])
        .with("hessian.top_scaled", &[count, 2], tops)
        .with("hessian.temperatures", &[count], temperatures.to_vec())
        .with("hessian.examples", &[1], vec![problem.examples.len() as f64]))
}

/// A network and the examples that its loss is the mean of.
struct Problem {
    curvature: Curvature,
    examples: Examples,
    targets: Vec<Tensor>,
}

impl Problem {
    fn new(of: &Subject<'_>, settings: &Settings<'_>) -> Result<Self, ExtractError> {
        let examples = Examples::stratified(of, (settings.examples, BATCH), settings.device)?;
        let curvature = Curvature::new(of.source.plan, &of.source.checkpoint.tensors, settings.device)?;
        Ok(Self { curvature, targets: examples.targets()?, examples })
    }

    /// Hv of the mean over the examples.
    fn product(&self, v: &[f64], temperature: f64) -> Result<Vec<f64>, ExtractError> {
        let direction = self.curvature.direction(v)?;
        let batches: Vec<(&Tensor, &Tensor)> = self.examples.batches.iter().zip(&self.targets).collect();
        let mut sum = vec![0.0; v.len()];
        for together in batches.chunks(BATCHES_AT_ONCE) {
            let of_batch = |batch: &(&Tensor, &Tensor)| self.curvature.product(&direction, *batch, temperature);
            // In order: the threads do not change the sums.
            for part in together.par_iter().map(of_batch).collect::<Vec<_>>() {
                sum.iter_mut().zip(part?).for_each(|(sum, value)| *sum += value);
            }
        }
        let n = self.examples.len() as f64;
        sum.iter_mut().for_each(|value| *value /= n);
        Ok(sum)
    }

    /// D H D v.
    fn scaled_product(&self, v: &[f64], scale: &[f64], temperature: f64) -> Result<Vec<f64>, ExtractError> {
        let scaled = |v: &[f64]| v.iter().zip(scale).map(|(v, d)| v * d).collect::<Vec<f64>>();
        Ok(scaled(&self.product(&scaled(v), temperature)?))
    }

    /// (Dr)'H(Dr) of each probe r, the same at every scale and temperature.
    fn traces(&self, scale: &[f64], temperature: f64) -> Result<Vec<f64>, ExtractError> {
        let mut random = Random::new(SEED, "Rademacher probes");
        let mut out = Vec::new();
        for _ in 0..PROBES {
            let r: Vec<f64> = scale.iter().map(|_| if random.below(2) == 0 { 1.0 } else { -1.0 }).collect();
            let product = self.scaled_product(&r, scale, temperature)?;
            out.push(product.iter().zip(&r).map(|(h, r)| h * r).sum());
        }
        Ok(out)
    }
}

/// D: of each value of a filter ||filter|| / √(values of the filter); 0 for biases and batch norm.
fn filter_scale(trained: &[Needed], checkpoint: &Checkpoint) -> Vec<f64> {
    let of_tensor = |needed: &Needed| {
        let data = &checkpoint.tensors[&needed.name].data;
        if needed.shape.len() < 2 {
            return vec![0.0; data.len()];
        }
        let each = needed.shape[1..].iter().product::<usize>().max(1);
        let of_filter = |filter: &[f32]| {
            let square: f64 = filter.iter().map(|w| f64::from(*w).powi(2)).sum();
            vec![(square / each as f64).sqrt(); each]
        };
        data.chunks_exact(each).flat_map(of_filter).collect()
    };
    trained.iter().flat_map(of_tensor).collect()
}

/// An eigenvalue of largest size, with the length of what its equation leaves.
struct Top {
    value: f64,
    residual: f64,
    vector: Vec<f64>,
}

/// Power iteration from a start: an eigenvalue of the symmetric map lies within `residual` of `value`.
fn top(start: &[f64], map: impl Fn(&[f64]) -> Result<Vec<f64>, ExtractError>) -> Result<Top, ExtractError> {
    let mut found = Top { value: 0.0, residual: 0.0, vector: unit(start) };
    for _ in 0..STEPS {
        let product = map(&found.vector)?;
        found.value = product.iter().zip(&found.vector).map(|(p, v)| p * v).sum();
        let left: Vec<f64> = product.iter().zip(&found.vector).map(|(p, v)| p - found.value * v).collect();
        found.residual = norm(&left);
        if found.residual <= RESIDUAL * found.value.abs() {
            break;
        }
        found.vector = unit(&product);
    }
    Ok(found)
}

fn unit(v: &[f64]) -> Vec<f64> {
    let length = norm(v);
    if length > 0.0 { v.iter().map(|v| v / length).collect() } else { v.to_vec() }
}

fn norm(v: &[f64]) -> f64 {
    v.iter().map(|v| v * v).sum::<f64>().sqrt()
}
