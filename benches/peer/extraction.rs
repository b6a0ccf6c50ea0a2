//! Forward passes of one network over images in memory; the values are the logits.

use std::path::Path;

use candle_core::{DType, Device};
use penult::checkpoint;
use penult::network::{self, run::Network};

use crate::{Failure, Round, inputs};

/// Images a forward pass: as `extract` takes them.
const BATCH: usize = 250;

pub(crate) fn prepare(name: &str, folder: &Path) -> Result<Round, Failure> {
    let checkpoint = checkpoint::load(&folder.join(format!("{name}.safetensors")))?;
    let plan = network::recognise(&checkpoint)?;
    let network = Network::load(&plan, &checkpoint, &Device::Cpu, DType::F32)?;
    let batches = inputs::batches(&folder.join(format!("images_{}.safetensors", plan.counted_at[1])), BATCH)?;
    Ok(Box::new(move || {
        let mut logits = Vec::new();
        for batch in &batches {
            logits.extend(network.forward(batch, &[])?.logits.flatten_all()?.to_vec1::<f32>()?);
        }
        Ok(logits.into_iter().map(f64::from).collect())
    }))
}
