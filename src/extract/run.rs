//! Runs one network over one split, batch by batch, straight into an activations file of a content-addressed cache.

use std::collections::BTreeMap;
use std::path::Path;

use candle_core::{DType, Device, Tensor};
use safetensors::tensor::Dtype;

use super::activations::{self, Activations};
use super::engine::{Engine, is_out_of_memory};
use super::{ExtractError, batches, parity};
use crate::checkpoint::{Checkpoint, Entry, Writer};
use crate::data::{Dataset, Normalise, known};
use crate::network::run::Network;
use crate::network::{NetworkError, Output, Plan};

/// Version of this step; part of the cache key.
const STEP_VERSION: u32 = 6;

/// How to extract.
pub struct Settings<'a> {
    /// What runs the network.
    pub device: &'a dyn Engine,
    /// Type of the weights and of what flows between them; one that the device has (`engine::dtype`).
    pub dtype: DType,
    /// Folder of the activations files.
    pub folder: &'a Path,
    /// Layers whose outputs are kept too.
    pub taps: &'a [String],
    /// Called with (done, total) examples.
    pub progress: &'a dyn Fn(usize, usize),
}

/// A network with its weights, and what its inputs are made by.
pub struct Source<'a> {
    /// The weights.
    pub checkpoint: &'a Checkpoint,
    /// The network.
    pub plan: &'a Plan,
    /// How pixels become inputs.
    pub normalise: &'a Normalise,
}

/// The activations of one network over one split: found in the folder by its content's key, or made; opened once.
///
/// # Errors
/// When the data do not fit the network, or a file cannot be read or written.
pub fn run(
    source: &Source<'_>,
    data: &Dataset,
    split: &str,
    settings: &Settings<'_>,
) -> Result<Activations, ExtractError> {
    check(source, data)?;
    let key = key(source, data, split, settings)?;
    let path = settings.folder.join(format!("{key}.activations.safetensors"));
    // A file that cannot be read is made again.
    if path.is_file()
        && let Ok(found) = activations::open(&path)
    {
        return Ok(found.keyed(key));
    }
    make_cache(settings.folder)?;
    write(source, data, split, settings, &path)?;
    Ok(activations::open(&path)?.keyed(key))
}

/// Makes the folder of the cache.
pub(super) fn make_cache(folder: &Path) -> Result<(), ExtractError> {
    std::fs::create_dir_all(folder).map_err(|e| ExtractError::Input {
        what: format!("cannot make the cache ({e}); give another with --cache DIR, or --no-cache"),
        path: folder.to_path_buf(),
    })
}

/// Whether the data fit the network.
///
/// # Errors
/// When the number of classes, the channels or the size of the images differ; says what to do.
pub fn check(source: &Source<'_>, data: &Dataset) -> Result<(), ExtractError> {
    let (plan, wrong) =
        (source.plan, |what: String| ExtractError::Input { what, path: source.checkpoint.file.clone() });
    let (classes, name) = (data.classes.len(), &data.name);
    if plan.classes != classes {
        let coarse = known::known(&known::coarse_name(name)).filter(|set| set.classes.len() == plan.classes);
        let advice = coarse
            .map_or("give data of the same classes with --data", |_| "take their coarse labels with --labels coarse");
        return Err(wrong(format!(
            "the head {} has {} classes, the data {name:?} have {classes}; {advice}",
            plan.head, plan.classes
        )));
    }
    let [channels, height, width] = plan.input;
    if channels != data.shape[0] || (height != 0 && [height, width] != data.shape[1..]) {
        let size = if height == 0 { "any size".to_owned() } else { format!("{height} × {width} pixels") };
        let [c, h, w] = data.shape;
        return Err(wrong(format!(
            "the network takes {channels} channels of {size}, the data {name:?} have {c} channels of {h} × {w}; \
             give other data with --data"
        )));
    }
    Ok(())
}

/// A hash of all that the activations depend on.
pub(super) fn key(
    source: &Source<'_>,
    data: &Dataset,
    split: &str,
    settings: &Settings<'_>,
) -> Result<String, ExtractError> {
    let wrong = |what: String| ExtractError::Input { what, path: source.checkpoint.file.clone() };
    let device = settings.device.name().map_err(wrong)?;
    let mut hasher = blake3::Hasher::new();
    let parts =
        [env!("CARGO_PKG_VERSION"), &source.checkpoint.blake3, &data.hash, split, &device, settings.dtype.as_str()];
    hasher.update(&STEP_VERSION.to_le_bytes());
    for part in parts.into_iter().chain(settings.taps.iter().map(String::as_str)) {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    for value in source.normalise.mean.iter().chain(&source.normalise.std) {
        hasher.update(&value.to_le_bytes());
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// What a first batch says of the file: names and shapes of all tensors.
fn entries(source: &Source<'_>, data: &Dataset, taps: &BTreeMap<String, Tensor>) -> Vec<Entry> {
    let (n, k, d) = (data.len(), source.plan.classes, source.plan.width);
    let entry = |name: &str, dtype, shape: Vec<usize>| Entry { name: name.to_owned(), dtype, shape };
    let mut out = vec![
        entry("features", Dtype::F32, vec![n, d]),
        entry("logits", Dtype::F32, vec![n, k]),
        entry("labels", Dtype::I64, vec![n]),
        entry("ids", Dtype::I64, vec![n]),
        entry("head.weight", Dtype::F32, vec![k, d]),
    ];
    if source.checkpoint.tensors.contains_key(&format!("{}.bias", source.plan.head)) {
        out.push(entry("head.bias", Dtype::F32, vec![k]));
    }
    for (name, tensor) in taps {
        let shape = std::iter::once(n).chain(tensor.dims()[1..].iter().copied()).collect();
        out.push(entry(&format!("taps.{name}"), Dtype::F32, shape));
    }
    out
}

fn write(
    source: &Source<'_>,
    data: &Dataset,
    split: &str,
    settings: &Settings<'_>,
    path: &Path,
) -> Result<(), ExtractError> {
    let n = data.len();
    let [c, h, w] = data.shape;
    let network = settings.device.load(source, settings.dtype)?;
    let size = settings.device.batch(c * h * w * size_of::<f32>());
    let mut passes = Passes { network, source, settings, most: size };
    let mut writer = None;
    batches::each(data, source.normalise, size, |rows, images| {
        let images = Tensor::from_vec(images, (rows.len(), c, h, w), &Device::Cpu)?;
        passes.run(&images, |out| {
            let writer = match &mut writer {
                Some(writer) => writer,
                none => {
                    let about = metadata(
                        source,
                        split,
                        &[
                            (parity::DTYPE, settings.dtype.as_str().to_owned()),
                            // Two digits: the next ones are the machine's.
                            (parity::DEVIATION, format!("{:.1e}", parity::deviation(source, &images, &out)?)),
                        ],
                    );
                    none.insert(Writer::create(path, &entries(source, data, &out.taps), &about)?)
                }
            };
            append(writer, &out)
        })?;
        (settings.progress)(rows.end, n);
        Ok(())
    })?;
    let Some(mut writer) = writer else { return Ok(()) };
    for i in 0..n {
        writer.append("labels", &(data.labels[i] as u64).to_le_bytes())?;
        writer.append("ids", &data.ids[i].to_le_bytes())?;
    }
    for part in ["weight", "bias"] {
        if let Some(tensor) = source.checkpoint.tensors.get(&format!("{}.{part}", source.plan.head)) {
            writer.append(&format!("head.{part}"), bytemuck::cast_slice(&tensor.data))?;
        }
    }
    Ok(writer.finish()?)
}

/// Forward passes of a size that the device's memory holds.
pub(super) struct Passes<'a> {
    pub(super) network: Network,
    pub(super) source: &'a Source<'a>,
    pub(super) settings: &'a Settings<'a>,
    /// Images a pass; halved whenever memory runs out.
    pub(super) most: usize,
}

impl Passes<'_> {
    /// Runs a batch and hands what comes out on, piece by piece, in order.
    pub(super) fn run(
        &mut self,
        images: &Tensor,
        mut take: impl FnMut(Output) -> Result<(), ExtractError>,
    ) -> Result<(), ExtractError> {
        let taps: Vec<&str> = self.settings.taps.iter().map(String::as_str).collect();
        let count = images.dim(0)?;
        let mut done = 0;
        while done < count {
            let size = self.most.min(count - done);
            let images = images.narrow(0, done, size)?;
            match self.settings.device.forward(&self.network, &images, &taps) {
                Ok(out) => {
                    take(out)?;
                    done += size;
                }
                Err(error) if is_out_of_memory(&error) => self.most = self.half(size, &error)?,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    fn half(&self, size: usize, error: &NetworkError) -> Result<usize, ExtractError> {
        if size > 1 {
            return Ok(size / 2);
        }
        Err(ExtractError::Input {
            what: format!(
                "the device's memory does not hold one image with this network ({error}); end what else runs there, or \
                 take --dtype f16, another --device, or --device cpu"
            ),
            path: self.source.checkpoint.file.clone(),
        })
    }
}

fn append(writer: &mut Writer, out: &Output) -> Result<(), ExtractError> {
    writer.append("features", &bytes(&out.features)?)?;
    writer.append("logits", &bytes(&out.logits)?)?;
    for (name, tensor) in &out.taps {
        writer.append(&format!("taps.{name}"), &bytes(tensor)?)?;
    }
    Ok(())
}

fn metadata(source: &Source<'_>, split: &str, ran: &[(&str, String)]) -> BTreeMap<String, String> {
    let Normalise { mean, std } = source.normalise;
    let told = [
        ("split", split.to_owned()),
        ("checkpoint_blake3", source.checkpoint.blake3.clone()),
        ("preprocessing", format!("(x - {mean:?}) / {std:?}")),
        ("link", "softmax".to_owned()),
        ("made_by", format!("penult extract {}", env!("CARGO_PKG_VERSION"))),
    ];
    told.iter().chain(ran).map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}

fn bytes(tensor: &Tensor) -> Result<Vec<u8>, candle_core::Error> {
    let values = tensor.flatten_all()?.to_dtype(DType::F32)?.to_vec1::<f32>()?;
    Ok(values.iter().flat_map(|v| v.to_le_bytes()).collect())
}
