//! Where networks run, behind one small trait: which number types there are, how much goes at a time, what ran out.
//!
//! candle's devices are the engines; tests have one that fails at will. Read by `run` and the command line.

use candle_core::{DType, Device, Tensor};

use super::Source;
use crate::network::NetworkError;
use crate::network::Output;
use crate::network::conv::instructions::Instructions;
use crate::network::run::Network;

/// Bytes of f32 images at a time, and how many images at most. Three batches are in memory: waiting, decoded, run.
const ON_CPU: (usize, usize) = (32 << 20, 250);

/// The same where thousands of cores wait for work.
const ON_GPU: (usize, usize) = (256 << 20, 1024);

/// How candle's devices and their libraries say that memory ran out.
const OUT_OF_MEMORY: [&str; 5] = [
    "CUDA_ERROR_OUT_OF_MEMORY",
    "CUBLAS_STATUS_ALLOC_FAILED",
    "CUDNN_STATUS_ALLOC_FAILED",
    "Failed to create metal resource: Buffer",
    "kIOGPUCommandBufferCallbackErrorOutOfMemory",
];

/// The number types of networks; one that an engine lacks falls back to the next.
const TYPES: [DType; 3] = [DType::BF16, DType::F16, DType::F32];

/// What runs networks.
pub trait Engine {
    /// All that decides the bits of its numbers; part of the cache key.
    ///
    /// # Errors
    /// When the environment asks for instructions that the machine lacks.
    fn name(&self) -> Result<String, String>;

    /// Whether networks run in this type.
    fn has(&self, dtype: DType) -> bool;

    /// Images that it is given at a time, of so many bytes each.
    fn batch(&self, image_bytes: usize) -> usize;

    /// Brings the weights to the device.
    ///
    /// # Errors
    /// As [`Network::load`].
    fn load(&self, source: &Source<'_>, dtype: DType) -> Result<Network, NetworkError>;

    /// Runs images (B, C, H, W); both they and what comes out are on the CPU.
    ///
    /// # Errors
    /// As [`Network::forward`]; of a device whose memory ran out, one that [`is_out_of_memory`] knows.
    fn forward(&self, network: &Network, images: &Tensor, taps: &[&str]) -> Result<Output, NetworkError>;
}

impl Engine for Device {
    fn name(&self) -> Result<String, String> {
        Ok(match self {
            // Sums are rounded vector by vector; matrix products take the best instructions, convolutions the chosen ones.
            Self::Cpu => {
                let best = Instructions::available().first().map_or("", |i| i.name());
                format!("cpu {} of {best}", Instructions::chosen()?.name())
            }
            gpu => described(gpu),
        })
    }

    fn has(&self, dtype: DType) -> bool {
        // candle widens bf16 for every product on the CPU, which gains nothing.
        if self.is_cpu() {
            return matches!(dtype, DType::F32 | DType::F16);
        }
        // Asked of the card itself: what it lacks depends on its age and on how candle was built.
        let sum = || {
            let ones = Tensor::ones((2, 2), dtype, self)?;
            (ones.matmul(&ones)? + &ones)?.relu()?.to_dtype(DType::F32)?.sum_all()?.to_scalar::<f32>()
        };
        // Four times 1·1 + 1·1 + 1.
        sum().is_ok_and(|sum| (sum - 12.0).abs() < 0.5)
    }

    fn batch(&self, image_bytes: usize) -> usize {
        let (bytes, most) = if self.is_cpu() { ON_CPU } else { ON_GPU };
        (bytes / image_bytes.max(1)).clamp(1, most)
    }

    fn load(&self, source: &Source<'_>, dtype: DType) -> Result<Network, NetworkError> {
        Network::load(source.plan, source.checkpoint, self, dtype)
    }

    fn forward(&self, network: &Network, images: &Tensor, taps: &[&str]) -> Result<Output, NetworkError> {
        let mut out = network.forward(&images.to_device(self)?, taps)?;
        for tensor in [&mut out.features, &mut out.logits].into_iter().chain(out.taps.values_mut()) {
            *tensor = tensor.to_device(&Self::Cpu)?;
        }
        Ok(out)
    }
}

/// What a device is, with the model of the card where its driver tells it.
pub fn described(device: &Device) -> String {
    match device {
        Device::Cpu => "cpu".to_owned(),
        Device::Cuda(card) => format!("cuda {}", model(card)),
        Device::Metal(_) => "metal".to_owned(),
    }
}

#[cfg(feature = "cuda")]
fn model(card: &candle_core::CudaDevice) -> String {
    card.cuda_stream().context().name().unwrap_or_default()
}

#[cfg(not(feature = "cuda"))]
fn model(_: &candle_core::CudaDevice) -> &'static str {
    "not in this build"
}

/// The wanted type, or the next of bf16, f16, f32 that the engine has.
pub fn dtype(engine: &dyn Engine, wanted: DType) -> DType {
    let mut at_most = TYPES.into_iter().skip_while(|dtype| *dtype != wanted);
    at_most.find(|dtype| engine.has(*dtype)).unwrap_or(DType::F32)
}

/// Whether a device's memory ran out, by the words of its driver: candle has no error of its own for it.
pub fn is_out_of_memory(error: &NetworkError) -> bool {
    let text = error.to_string();
    OUT_OF_MEMORY.iter().any(|words| text.contains(words))
}
