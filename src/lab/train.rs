//! The training loop: SGD with momentum, cosine schedule, seeded shuffles; variants that exist are kept.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use candle_core::{DType, Device, Tensor, Var};
use rayon::prelude::*;

use super::LabError;
use super::objectives::{Batch, OBJECTIVES, Settings};
use super::recipe::{Recipe, Run};
use crate::checkpoint;

/// Deterministic 64-bit generator (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    #[allow(clippy::cast_precision_loss)] // 53 bits fit
    fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn shuffle(&mut self, items: &mut [u32]) {
        for i in (1..items.len()).rev() {
            let j = usize::try_from(self.next() % (i as u64 + 1)).unwrap_or(0);
            items.swap(i, j);
        }
    }
}

struct Examples {
    inputs: Tensor, // (N, C*H*W), normalised
    labels: Tensor, // (N) u32
    n: usize,
    width: usize,
    classes: usize,
}

/// An MLP under training: named weights (out, in) and biases (out), ReLU between.
struct Mlp {
    layers: Vec<(Var, Var)>,
}

impl Mlp {
    /// PyTorch's default: uniform in ±1/√fan_in for weights and biases.
    fn new(widths: &[usize], random: &mut Random, device: &Device) -> candle_core::Result<Self> {
        let mut layers = Vec::new();
        for pair in widths.windows(2) {
            let (fan_in, out) = (pair[0], pair[1]);
            #[allow(clippy::cast_precision_loss)] // widths are small
            let bound = 1.0 / (fan_in as f64).sqrt();
            #[allow(clippy::cast_possible_truncation)] // weights are f32
            let mut draw = |count: usize| -> Vec<f32> {
                (0..count).map(|_| ((random.uniform() * 2.0 - 1.0) * bound) as f32).collect()
            };
            let weight = Var::from_vec(draw(fan_in * out), (out, fan_in), device)?;
            let bias = Var::from_vec(draw(out), out, device)?;
            layers.push((weight, bias));
        }
        Ok(Self { layers })
    }

    fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        let mut x = x.clone();
        for (index, (weight, bias)) in self.layers.iter().enumerate() {
            x = x.matmul(&weight.t()?)?.broadcast_add(bias)?;
            if index + 1 < self.layers.len() {
                x = x.relu()?;
            }
        }
        Ok(x)
    }
}

pub(super) fn run(recipe: &Recipe, file: &Path, out: &Path, tell: &(dyn Fn(&str) + Sync)) -> Result<(), LabError> {
    let device = Device::Cpu;
    let examples = load_examples(recipe, file, &device)?;
    std::fs::create_dir_all(out).map_err(|source| LabError::Write { source, path: out.to_path_buf() })?;
    // Teachers come first; what depends on nothing unfinished is trained side by side.
    for is_student in [false, true] {
        let jobs: Vec<(&Run, u64)> = recipe
            .runs
            .iter()
            .filter(|r| r.teacher.is_some() == is_student)
            .flat_map(|r| recipe.train.seeds.iter().map(move |s| (r, *s)))
            .collect();
        jobs.par_iter()
            .map(|(run, seed)| train_one(recipe, run, *seed, &examples, out, tell))
            .collect::<Result<Vec<_>, _>>()?;
    }
    write_manifest(recipe, out)
}

fn load_examples(recipe: &Recipe, file: &Path, device: &Device) -> Result<Examples, LabError> {
    let wrong = |what: String| LabError::Recipe { what, path: file.to_path_buf() };
    let known = crate::data::known::known(&recipe.data.name)
        .ok_or_else(|| wrong(format!("data set {:?} has no known normalisation", recipe.data.name)))?;
    let set = crate::data::load(&recipe.data.path, "train")?;
    let n = set.len();
    let width = set.shape.iter().product();
    let inputs = Tensor::from_vec(set.batch(0..n, &known.normalise())?, (n, width), device)?;
    let labels: Vec<u32> = set.labels.iter().map(|l| u32::try_from(*l).unwrap_or(u32::MAX)).collect();
    let classes = set.classes.len();
    Ok(Examples { inputs, labels: Tensor::from_vec(labels, n, device)?, n, width, classes })
}

fn path_of(out: &Path, id: &str, seed: u64) -> std::path::PathBuf {
    out.join(format!("{id}_seed{seed}.safetensors"))
}

fn train_one(
    recipe: &Recipe,
    run: &Run,
    seed: u64,
    examples: &Examples,
    out: &Path,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<(), LabError> {
    let path = path_of(out, &run.id, seed);
    if path.exists() {
        tell(&format!("kept {}", path.display()));
        return Ok(());
    }
    let Some(objective) = OBJECTIVES.iter().find(|o| o.name == run.objective) else {
        return Err(LabError::Recipe { what: format!("objective {:?} is unknown", run.objective), path });
    };
    let device = examples.inputs.device().clone();
    let teacher = match &run.teacher {
        Some(id) => Some(teacher_logits(&path_of(out, id, seed), examples)?),
        None => None,
    };
    let mut widths = vec![examples.width];
    widths.extend(&run.hidden);
    widths.push(examples.classes);
    let name_hash = u64::from_le_bytes(first_eight(blake3::hash(run.id.as_bytes()).as_bytes()));
    let mut random = Random(seed ^ name_hash);
    let net = Mlp::new(&widths, &mut random, &device)?;
    let mut momenta: Vec<Option<Tensor>> = vec![None; net.layers.len() * 2];
    let epochs = run.epochs.unwrap_or(recipe.train.epochs);
    let batch = recipe.train.batch;
    let steps = epochs * (examples.n / batch);
    let mut step = 0usize;
    let mut order: Vec<u32> = (0..u32::try_from(examples.n).unwrap_or(0)).collect();
    let settings = Settings { alpha: run.alpha, temperature: run.temperature };
    let mut last = 0.0;
    for _ in 0..epochs {
        random.shuffle(&mut order);
        for chunk in order.chunks_exact(batch) {
            let rows = Tensor::from_slice(chunk, chunk.len(), &device)?;
            let x = examples.inputs.index_select(&rows, 0)?;
            let labels = examples.labels.index_select(&rows, 0)?;
            let of_teacher = teacher.as_ref().map(|t| t.index_select(&rows, 0)).transpose()?;
            let logits = net.forward(&x)?;
            let loss =
                (objective.loss)(&Batch { logits: &logits, labels: &labels, teacher: of_teacher.as_ref() }, settings)?;
            #[allow(clippy::cast_precision_loss)] // step counts are small
            let rate =
                recipe.train.learning_rate * 0.5 * (1.0 + (std::f64::consts::PI * step as f64 / steps as f64).cos());
            update(&net, &mut momenta, &loss, rate, recipe)?;
            step += 1;
            if step == steps {
                last = f64::from(loss.to_dtype(DType::F32)?.to_scalar::<f32>()?);
            }
        }
    }
    save(&net, run, seed, epochs, &path)?;
    tell(&format!("trained {} (loss of the last step {last:.4})", path.display()));
    Ok(())
}

fn first_eight(bytes: &[u8; 32]) -> [u8; 8] {
    std::array::from_fn(|i| bytes[i])
}

/// PyTorch's SGD: v <- m v + (g + wd w); w <- w - rate v.
fn update(
    net: &Mlp,
    momenta: &mut [Option<Tensor>],
    loss: &Tensor,
    rate: f64,
    recipe: &Recipe,
) -> candle_core::Result<()> {
    let gradients = loss.backward()?;
    let vars = net.layers.iter().flat_map(|(w, b)| [w, b]);
    for (var, momentum) in vars.zip(momenta) {
        let Some(gradient) = gradients.get(var) else { continue };
        let decayed = (gradient + (var.as_tensor() * recipe.train.weight_decay)?)?;
        let velocity = match momentum.take() {
            Some(v) => ((v * recipe.train.momentum)? + decayed)?,
            None => decayed,
        }
        .detach();
        var.set(&(var.as_tensor() - (&velocity * rate)?)?.detach())?;
        *momentum = Some(velocity);
    }
    Ok(())
}

fn teacher_logits(path: &Path, examples: &Examples) -> Result<Tensor, LabError> {
    let checkpoint = checkpoint::load(path)?;
    let device = examples.inputs.device();
    let mut layers = Vec::new();
    for index in 1.. {
        let (Some(w), Some(b)) =
            (checkpoint.tensors.get(&format!("fc{index}.weight")), checkpoint.tensors.get(&format!("fc{index}.bias")))
        else {
            break;
        };
        layers.push((
            Var::from_vec(w.data.clone(), w.shape.clone(), device)?,
            Var::from_vec(b.data.clone(), b.shape.clone(), device)?,
        ));
    }
    Ok(Mlp { layers }.forward(&examples.inputs)?.detach())
}

fn save(net: &Mlp, run: &Run, seed: u64, epochs: usize, path: &Path) -> Result<(), LabError> {
    let mut tensors = BTreeMap::new();
    for (index, (weight, bias)) in net.layers.iter().enumerate() {
        for (part, var) in [("weight", weight), ("bias", bias)] {
            let name = format!("fc{}.{part}", index + 1);
            let data = var.flatten_all()?.to_vec1::<f32>()?;
            tensors.insert(name.clone(), checkpoint::Tensor { name, shape: var.dims().to_vec(), data });
        }
    }
    let metadata = BTreeMap::from([
        ("made_by".to_owned(), format!("penult lab {}", env!("CARGO_PKG_VERSION"))),
        ("objective".to_owned(), run.objective.clone()),
        ("alpha".to_owned(), run.alpha.to_string()),
        ("temperature".to_owned(), run.temperature.to_string()),
        ("teacher".to_owned(), run.teacher.as_ref().map_or_else(String::new, |t| format!("{t}_seed{seed}"))),
        ("seed".to_owned(), seed.to_string()),
        ("epochs".to_owned(), epochs.to_string()),
    ]);
    Ok(checkpoint::save(path, &tensors, &metadata, checkpoint::Dtype::F16)?)
}

fn write_manifest(recipe: &Recipe, out: &Path) -> Result<(), LabError> {
    let mut text = format!(
        "# Written by `penult lab run`.\n[data]\nname = {:?}\ntest = {:?}\ntrain = {:?}\n",
        recipe.data.name, recipe.data.study_test, recipe.data.study_train
    );
    for run in &recipe.runs {
        for seed in &recipe.train.seeds {
            let id = format!("{}_seed{seed}", run.id);
            let _ = write!(
                text,
                "\n[[variant]]\nid = {id:?}\npath = \"{id}.safetensors\"\nrole = {:?}\ngroup = {:?}\nseed = {seed}\n",
                run.role, run.id
            );
            if run.objective == "label_smoothing" {
                let _ = writeln!(
                    text,
                    "objective = {{ name = \"label_smoothing\", alpha = {:?}, convention = \"over_k\" }}",
                    run.alpha
                );
            } else {
                let _ = writeln!(text, "objective = {{ name = {:?} }}", run.objective);
            }
            if let Some(teacher) = &run.teacher {
                let _ = write!(
                    text,
                    "teacher = \"{teacher}_seed{seed}\"\ndistillation = {{ temperature = {:?}, convention = \"both\", label_weight = 0.0 }}\n",
                    run.temperature
                );
            }
        }
    }
    let path = out.join("penult.toml");
    crate::checkpoint::write_atomic(&path, text.as_bytes()).map_err(|source| LabError::Write { source, path })
}
