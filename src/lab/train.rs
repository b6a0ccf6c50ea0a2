//! The training of one variant, epoch by epoch, from where it stopped. `jobs` runs it.
//!
//! Initialisation, shuffles and cuts come from the seed and the architecture alone, so that students of one seed differ by
//! their teacher alone.

use candle_core::{DType, Tensor};

use super::jobs::{Job, Lab};
use super::objectives::{Batch, Objective};
use super::optimiser::{Sgd, Velocities};
use super::progress::{self, Progress, Snapshot};
use super::schedule::Moment;
use super::teacher::Teacher;
use super::{Event, LabError};
use crate::checkpoint;
use crate::network::init;
use crate::network::train::Trainable;
use crate::random::Random;

/// One variant under training.
pub(super) struct Training<'a> {
    lab: &'a Lab<'a>,
    job: &'a Job<'a>,
    objective: &'static Objective,
    teacher: Option<Teacher>,
    fingerprint: &'a str,
    network: Trainable,
    velocities: Velocities,
    epoch: usize,
    loss: f64,
    epoch_count: usize,
}

impl<'a> Training<'a> {
    pub(super) fn new(
        lab: &'a Lab<'a>,
        job: &'a Job<'a>,
        teacher: Option<Teacher>,
        fingerprint: &'a str,
    ) -> Result<Self, LabError> {
        let unknown = || LabError::Recipe {
            what: format!("run {:?}: objective {:?} is unknown", job.run.group(), job.run.objective),
            path: lab.file.to_path_buf(),
        };
        let objective = job.run.objective().ok_or_else(unknown)?;
        let device = lab.examples.device();
        let found = progress::load(lab.out, &job.id, fingerprint);
        if let Some(found) = &found {
            (lab.tell)(&Event::Resumed { id: job.id.clone(), epoch: found.epoch });
        }
        let found = found.unwrap_or_else(|| Progress::start(init::initial(&job.plan, job.seed)));
        let on_device = |t: checkpoint::Tensor| Tensor::from_vec(t.data, t.shape, device);
        let velocities = found.velocities.into_iter().map(|(n, t)| Ok((n, on_device(t)?)));
        Ok(Self {
            network: Trainable::new(&job.plan, &found.weights, device)?,
            velocities: velocities.collect::<candle_core::Result<Velocities>>()?,
            epoch_count: job.run.epochs(&lab.recipe.train),
            lab,
            job,
            objective,
            teacher,
            fingerprint,
            epoch: found.epoch,
            loss: found.loss,
        })
    }

    /// The trained network and its loss, the mean over the last epoch.
    pub(super) fn finish(mut self) -> Result<(Trainable, f64), LabError> {
        while self.epoch < self.epoch_count {
            let loss = self.one_epoch()?;
            (self.epoch, self.loss) = (self.epoch + 1, loss);
            if !loss.is_finite() {
                return Err(LabError::Recipe {
                    what: format!(
                        "{} has a loss of {loss} after epoch {}; lower learning_rate in [train]",
                        self.job.id, self.epoch
                    ),
                    path: self.lab.file.to_path_buf(),
                });
            }
            progress::save(
                self.lab.out,
                &Snapshot {
                    id: &self.job.id,
                    fingerprint: self.fingerprint,
                    epoch: self.epoch,
                    network: &self.network,
                    loss,
                    velocities: &self.velocities,
                },
            )?;
            (self.lab.tell)(&Event::Epoch {
                id: self.job.id.clone(),
                epoch: self.epoch,
                epoch_count: self.epoch_count,
                loss,
            });
        }
        Ok((self.network, self.loss))
    }

    fn one_epoch(&mut self) -> Result<f64, LabError> {
        let (lab, train) = (self.lab, &self.lab.recipe.train);
        let n = lab.examples.n;
        let purpose = format!("epoch {} of {}", self.epoch, self.job.run.network.name());
        let mut random = Random::new(self.job.seed, &purpose);
        let mut order: Vec<u32> = (0..u32::try_from(n).unwrap_or(u32::MAX)).collect();
        random.shuffle(&mut order);
        let steps = n.div_ceil(train.batch);
        let mut sum = Tensor::zeros((), DType::F32, lab.examples.device())?;
        for (at, rows) in order.chunks(train.batch).enumerate() {
            let moment =
                Moment { step: self.epoch * steps + at, step_count: self.epoch_count * steps, epoch: self.epoch };
            let loss =
                self.one_step(rows, self.job.run.learning_rate(train) * train.schedule.factor(moment), &mut random)?;
            sum = (sum + (loss * rows.len() as f64)?)?;
        }
        Ok(f64::from(sum.to_scalar::<f32>()?) / n as f64)
    }

    /// One step; its loss, without gradient.
    fn one_step(&mut self, rows: &[u32], rate: f64, random: &mut Random) -> Result<Tensor, LabError> {
        let (examples, train) = (&self.lab.examples, &self.lab.recipe.train);
        let rows = Tensor::new(rows, examples.device())?;
        let x = match train.augment {
            Some(augment) => examples.augmented(&rows, augment, random)?,
            None => examples.inputs(&rows)?,
        };
        let labels = examples.labels(&rows)?;
        let teacher = self.teacher.as_ref().map(|t| t.logits(&rows, &x)).transpose()?;
        let logits = self.network.forward(&x, &[])?.logits;
        let batch = Batch { logits: &logits, labels: &labels, teacher: teacher.as_ref() };
        let loss = (self.objective.loss)(&batch, self.job.run.settings())?;
        let sgd = Sgd { momentum: train.momentum, nesterov: train.nesterov, weight_decay: train.weight_decay };
        sgd.step(self.network.vars(), &mut self.velocities, &loss.backward()?, rate)?;
        Ok(loss.detach())
    }
}
