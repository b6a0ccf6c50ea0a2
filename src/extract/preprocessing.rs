//! Which constants turn pixels into a network's inputs, and how that was found.
//!
//! In this order: what the user gives; what the checkpoint's own files say; the convention of the port whose naming was
//! recognised; the data set's only published constants; a trial of the data set's published constants on a sample, which
//! decides only where the winner's paired NLL interval excludes the runner-up.

use candle_core::{D, DType, Device, Tensor};

use super::engine::Engine as _;
use super::{ExtractError, Source};
use crate::checkpoint::Checkpoint;
use crate::data::{ClassMap, Dataset, Normalise, known};
use crate::network::Plan;
use crate::network::run::Network;

/// Examples of the trial.
const SAMPLE: usize = 2000;

/// Constants, and in words where they came from.
#[derive(Clone, Debug)]
pub struct Found {
    /// The constants.
    pub normalise: Normalise,
    /// Where they came from.
    pub found_by: String,
}

/// Finds the constants; `given` are those of the user or of the checkpoint's own files. `map` says the class of each output
/// where they stand in another order than the data's.
///
/// # Errors
/// When nothing decides; says what to write.
pub fn find(
    given: Option<Found>,
    (checkpoint, plan): (&Checkpoint, &Plan),
    data: &Dataset,
    map: Option<&ClassMap>,
) -> Result<Found, ExtractError> {
    if let Some(found) = given {
        return Ok(found);
    }
    if let Some(convention) = &plan.convention
        && let Ok(normalise) = Normalise::parse(convention.normalise)
    {
        let found_by = format!("the constants of {}, {}", convention.normalise, convention.source);
        return Ok(Found { normalise, found_by });
    }
    let candidates = candidates(data, plan);
    match candidates.as_slice() {
        [] => Err(ask(checkpoint, data, "no published constants are known for these data")),
        [only] => {
            Ok(Found { normalise: only.1.clone(), found_by: format!("the only published constants of {}", data.name) })
        }
        several => trial(several, (checkpoint, plan), data, map),
    }
}

/// The data set's published constants that fit the network's channels.
fn candidates(data: &Dataset, plan: &Plan) -> Vec<(String, Normalise)> {
    let published = known::known(&data.name).map_or(&[][..], |k| k.normalisations);
    let fits = |n: &&known::Normalisation| n.mean.len() == 1 || n.mean.len() == plan.input[0];
    published.iter().filter(fits).map(|n| (n.name.to_owned(), Normalise::from(n))).collect()
}

fn trial(
    several: &[(String, Normalise)],
    (checkpoint, plan): (&Checkpoint, &Plan),
    data: &Dataset,
    map: Option<&ClassMap>,
) -> Result<Found, ExtractError> {
    let outputs = map.map_or_else(|| (0..plan.classes).collect(), ClassMap::outputs);
    let mut measured = Vec::new();
    for (name, normalise) in several {
        super::check(&Source { checkpoint, plan, normalise }, data)?;
        measured.push((name, normalise, nll(&Source { checkpoint, plan, normalise }, data, &outputs)?));
    }
    measured.sort_by(|a, b| mean(&a.2).total_cmp(&mean(&b.2)));
    let [(best, normalise, winner), (second, _, loser), ..] = measured.as_slice() else {
        return Err(ask(checkpoint, data, "a trial needs two candidates"));
    };
    let gaps: Vec<f64> = loser.iter().zip(winner).map(|(b, a)| b - a).collect();
    let (gap, n) = (mean(&gaps), gaps.len() as f64);
    let error = (gaps.iter().map(|g| (g - gap).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt();
    let (low, high) = (gap - 1.96 * error, gap + 1.96 * error);
    let words = format!("NLL lower by {gap:.3} [{low:.3}, {high:.3}] than with {second} on {n} examples");
    if low > 0.0 {
        return Ok(Found { normalise: (*normalise).clone(), found_by: format!("a trial: {best}, {words}") });
    }
    Err(ask(checkpoint, data, &format!("a trial does not decide: {best} gives an {words}")))
}

fn ask(checkpoint: &Checkpoint, data: &Dataset, why: &str) -> ExtractError {
    ExtractError::Input {
        what: format!(
            "how the pixels of {:?} were normalised in training is unknown ({why}); give --normalize MEAN/STD \
             (0.5,0.5,0.5/0.25,0.25,0.25) or the name of a known set, or write in penult.toml\n  \
             [data]\n  normalize = {{ mean = [0.5, 0.5, 0.5], std = [0.25, 0.25, 0.25] }}\n",
            data.name
        ),
        path: checkpoint.file.clone(),
    }
}

/// -log p_y of evenly spaced examples; `outputs` are those of the classes.
fn nll(source: &Source<'_>, data: &Dataset, outputs: &[usize]) -> Result<Vec<f64>, ExtractError> {
    let network = Network::load(source.plan, source.checkpoint, &Device::Cpu, DType::F32)?;
    let step = data.len().div_ceil(SAMPLE).max(1);
    let [c, h, w] = data.shape;
    let mut out = Vec::new();
    let chosen: Vec<usize> = (0..data.len()).step_by(step).collect();
    for part in chosen.chunks(Device::Cpu.batch(c * h * w * size_of::<f32>())) {
        let mut pixels = Vec::new();
        for i in part {
            pixels.extend(data.batch(*i..i + 1, source.normalise)?);
        }
        let logits = network.forward(&Tensor::from_vec(pixels, (part.len(), c, h, w), &Device::Cpu)?, &[])?.logits;
        let log_p = candle_nn::ops::log_softmax(&logits, D::Minus1)?.to_vec2::<f32>()?;
        out.extend(part.iter().zip(&log_p).map(|(i, row)| -f64::from(row[outputs[data.labels[*i]]])));
    }
    Ok(out)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
