//! Forward passes of one network over images in memory; the values are the logits.

use std::path::Path;

use candle_core::{DType, Device};
use penult::checkpoint;
use penult::extract::engine::Engine as _;
use penult::network::{self, run::Network};

use crate::{Failure, Round, inputs};

pub(crate) fn prepare(name: &str, folder: &Path) -> Result<Round, Failure> {
    let checkpoint = checkpoint::load(&folder.join(format!("{name}.safetensors")))?;
    let plan = network::recognise(&checkpoint)?;
    let network = Network::load(&plan, &checkpoint, &Device::Cpu, DType::F32)?;
    let [channels, height, width] = plan.counted_at;
    // As `extract` takes them.
    let batch = Device::Cpu.batch(channels * height * width * size_of::<f32>());
    let batches = inputs::batches(&folder.join(format!("images_{height}.safetensors")), batch)?;
    Ok(Box::new(move || {
        let mut logits = Vec::new();
        for batch in &batches {
            logits.extend(network.forward(batch, &[])?.logits.flatten_all()?.to_vec1::<f32>()?);
        }
        Ok(logits.into_iter().map(f64::from).collect())
    }))
}
