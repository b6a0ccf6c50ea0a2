//! `--device` and `--dtype` -> candle's.

use candle_core::{DType, Device};
use clap::ValueEnum;

/// Type of the weights and of what flows between them.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Precision {
    /// 32-bit floats.
    F32,
    /// bfloat16.
    Bf16,
    /// 16-bit floats.
    F16,
}

impl Precision {
    pub(super) const fn dtype(self) -> DType {
        match self {
            Self::F32 => DType::F32,
            Self::Bf16 => DType::BF16,
            Self::F16 => DType::F16,
        }
    }
}

/// The devices of this build and machine, by what `--device` calls them.
pub(super) fn found() -> Vec<(String, Device)> {
    let mut found = vec![("cpu".to_owned(), Device::Cpu)];
    found.extend((0..).map_while(|i| Some((format!("cuda:{i}"), Device::new_cuda(i).ok()?))));
    found.extend(Device::new_metal(0).ok().map(|device| ("metal".to_owned(), device)));
    found
}

/// `auto`, `cpu`, `cuda`, `cuda:N` or `metal`.
pub(super) fn parse(text: &str) -> Result<Device, String> {
    let cuda = |index: usize| {
        Device::new_cuda(index).map_err(|e| format!("--device {text}: no such CUDA device in this build ({e}); build with --features cuda, or use --device cpu"))
    };
    match text {
        "cpu" => Ok(Device::Cpu),
        "auto" => Ok(Device::new_cuda(0).or_else(|_| Device::new_metal(0)).unwrap_or(Device::Cpu)),
        "cuda" => cuda(0),
        "metal" => Device::new_metal(0).map_err(|e| {
            format!("--device metal: no Metal in this build ({e}); build with --features metal, or use --device cpu")
        }),
        other => match other.strip_prefix("cuda:").map(str::parse) {
            Some(Ok(index)) => cuda(index),
            _ => Err(format!("--device: expected auto, cpu, cuda:N or metal, found {other:?}")),
        },
    }
}
