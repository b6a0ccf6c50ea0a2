//! An epoch of SGD from the checkpoint's weights, without shuffling; the values are the losses of the steps.

use std::path::Path;

use candle_core::{Device, Tensor};
use penult::checkpoint;
use penult::lab::objectives::{Batch, Settings, cross_entropy};
use penult::lab::optimiser::{Sgd, Velocities};
use penult::network::{self, train::Trainable};

use crate::{Failure, Round, inputs};

/// Images a step, learning rate and the rest: as `training.py` has them.
const BATCH: usize = 128;
const RATE: f64 = 0.05;
const SGD: Sgd = Sgd { momentum: 0.9, nesterov: false, weight_decay: 5e-4 };

pub(crate) fn prepare(name: &str, folder: &Path) -> Result<Round, Failure> {
    let checkpoint = checkpoint::load(&folder.join(format!("{name}.safetensors")))?;
    let plan = network::recognise(&checkpoint)?;
    let images = folder.join("images_32.safetensors");
    let batches = inputs::batches(&images, BATCH)?;
    let labels = inputs::labels(&images)?.into_iter().map(u32::try_from).collect::<Result<Vec<u32>, _>>()?;
    Ok(Box::new(move || {
        let network = Trainable::new(&plan, &checkpoint.tensors, &Device::Cpu)?;
        let mut velocities = Velocities::new();
        let mut losses = Vec::new();
        for (x, labels) in batches.iter().zip(labels.chunks(BATCH)) {
            let logits = network.forward(x, &[])?.logits;
            let batch = Batch { logits: &logits, labels: &Tensor::new(labels, &Device::Cpu)?, teacher: None };
            let loss = (cross_entropy::OBJECTIVE.loss)(&batch, Settings::default())?;
            SGD.step(network.vars(), &mut velocities, &loss.backward()?, RATE)?;
            losses.push(f64::from(loss.to_scalar::<f32>()?));
        }
        Ok(losses)
    }))
}
