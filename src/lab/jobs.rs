//! What a recipe asks for, as jobs: teachers before students, finished variants kept, the rest trained side by side.
//!
//! Each variant trains on one thread: matrices this small gain nothing from two.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use candle_core::Device;

use super::examples::Examples;
use super::recipe::{Recipe, Run, Stored, variant};
use super::teacher::{Teacher, accuracy};
use super::train::Training;
use super::{Event, LabError, progress, record};
use crate::checkpoint::{self, Dtype};
use crate::network::Plan;
use crate::network::spec::{self, Spec};

/// What all variants share.
pub(super) struct Lab<'a> {
    pub(super) recipe: &'a Recipe,
    pub(super) file: &'a Path,
    pub(super) out: &'a Path,
    pub(super) examples: Examples,
    test: Option<Examples>,
    pub(super) tell: &'a (dyn Fn(&Event) + Sync),
}

/// One variant to train.
pub(super) struct Job<'a> {
    pub(super) run: &'a Run,
    pub(super) seed: u64,
    pub(super) id: String,
    pub(super) plan: Plan,
}

pub(super) fn run(recipe: &Recipe, file: &Path, out: &Path, tell: &(dyn Fn(&Event) + Sync)) -> Result<(), LabError> {
    let (examples, test) = load_examples(recipe, file)?;
    std::fs::create_dir_all(out).map_err(|source| LabError::Write { source, path: out.to_path_buf() })?;
    let lab = Lab { recipe, file, out, examples, test, tell };
    let jobs = lab.jobs()?;
    // A teacher is finished before its students begin.
    let last = jobs.iter().map(|job| lab.generation(job.run)).max().unwrap_or(0);
    for generation in 0..=last {
        let ready: Vec<&Job<'_>> = jobs.iter().filter(|job| lab.generation(job.run) == generation).collect();
        side_by_side(&ready, &|job| lab.train(job))?;
    }
    record::write_manifest(recipe, out)
}

fn load_examples(recipe: &Recipe, file: &Path) -> Result<(Examples, Option<Examples>), LabError> {
    let data = &recipe.data;
    let known = crate::data::known::known(&data.name).ok_or_else(|| LabError::Recipe {
        what: format!("[data]: the set {:?} has no known mean and standard deviation", data.name),
        path: file.to_path_buf(),
    })?;
    let normalise = known.normalise();
    let train = Examples::new(&crate::data::load(&data.path, "train")?, data.train_examples, &normalise, &Device::Cpu)?;
    // Only for progress: a training set may come alone.
    let test = crate::data::load(&data.path, "test").ok();
    Ok((train, test.map(|set| Examples::new(&set, None, &normalise, &Device::Cpu)).transpose()?))
}

/// Runs jobs on all cores, one thread each; stops taking jobs at the first that fails.
fn side_by_side(jobs: &[&Job<'_>], work: &(dyn Fn(&Job<'_>) -> Result<(), LabError> + Sync)) -> Result<(), LabError> {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(None);
    let fail = |error: LabError| {
        next.store(jobs.len(), Ordering::Relaxed);
        if let Ok(mut slot) = failed.lock() {
            slot.get_or_insert(error);
        }
    };
    let take_jobs = || {
        while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(error) = work(job) {
                fail(error);
            }
        }
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(jobs.len());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            // A pool of its own of one thread: inside it, matrix products do not split.
            scope.spawn(|| match rayon::ThreadPoolBuilder::new().num_threads(1).build() {
                Ok(pool) => pool.install(take_jobs),
                Err(_) => take_jobs(),
            });
        }
    });
    failed.into_inner().ok().flatten().map_or(Ok(()), Err)
}

impl<'a> Lab<'a> {
    /// Every run once a seed; all networks are built before the first is trained.
    fn jobs(&self) -> Result<Vec<Job<'a>>, LabError> {
        let mut jobs = Vec::new();
        for run in &self.recipe.runs {
            let spec = Spec { input: self.examples.shape, classes: self.examples.classes, ..run.network.clone() };
            let plan = spec::build(&spec).map_err(|what| LabError::Recipe {
                what: format!("run {:?}: {what}", run.group()),
                path: self.file.to_path_buf(),
            })?;
            let job = |seed: &u64| Job { run, seed: *seed, id: run.variant(*seed), plan: plan.clone() };
            jobs.extend(self.recipe.train.seeds.iter().map(job));
        }
        Ok(jobs)
    }

    /// How many teachers are above a run.
    fn generation(&self, run: &Run) -> usize {
        let teacher = run.teacher.as_ref().and_then(|t| self.recipe.runs.iter().find(|r| r.group() == t));
        teacher.map_or(0, |t| 1 + self.generation(t))
    }

    fn path(&self, id: &str) -> PathBuf {
        self.out.join(format!("{id}.safetensors"))
    }

    fn train(&self, job: &Job<'_>) -> Result<(), LabError> {
        let teacher =
            job.run.teacher.as_ref().map(|t| checkpoint::load(&self.path(&variant(t, job.seed)))).transpose()?;
        // The teacher's recipe rather than its bytes: another machine rounds otherwise, and it is the same study.
        let of_teacher = teacher.as_ref().and_then(|t| t.metadata.get("recipe_blake3")).map_or("", String::as_str);
        let inputs = [self.examples.blake3.as_str(), of_teacher];
        let fingerprint = record::fingerprint(self.recipe, job.run, job.seed, &inputs);
        let path = self.path(&job.id);
        if path.exists() {
            return self.keep(job, &fingerprint);
        }
        let is_live = self.recipe.train.augment.is_some();
        let teacher = teacher
            .map(|t| if is_live { Teacher::live(&t, &self.examples) } else { Teacher::known(&t, &self.examples) })
            .transpose()?;
        let (network, loss) = Training::new(self, job, teacher, &fingerprint)?.finish()?;
        let metadata = record::metadata(self.recipe, job.run, job.seed, &fingerprint);
        let dtype = match self.recipe.train.dtype {
            Stored::F16 => Dtype::F16,
            Stored::F32 => Dtype::F32,
        };
        checkpoint::save(&path, &network.to_tensors()?, &metadata, dtype)?;
        progress::clear(self.out, &job.id);
        let test_accuracy = self.test.as_ref().map(|test| accuracy(&path, test)).transpose()?;
        (self.tell)(&Event::Trained { id: job.id.clone(), loss, test_accuracy });
        Ok(())
    }

    fn keep(&self, job: &Job<'_>, fingerprint: &str) -> Result<(), LabError> {
        let path = self.path(&job.id);
        if checkpoint::load(&path)?.metadata.get("recipe_blake3").map(String::as_str) != Some(fingerprint) {
            return Err(LabError::Recipe {
                what: "this file was trained from another recipe, data or teacher; delete it, or choose another --out"
                    .to_owned(),
                path,
            });
        }
        (self.tell)(&Event::Kept { id: job.id.clone() });
        Ok(())
    }
}
