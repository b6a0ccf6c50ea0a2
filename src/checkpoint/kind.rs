//! What a file is: by its name where that decides, else by its first bytes; for what is not read, how to convert it.

use std::io::Read as _;
use std::path::Path;

use super::{CheckpointError, numpy, torch};

/// What reads a file.
pub(super) enum Kind {
    /// An index of safetensors files.
    Sharded,
    /// PyTorch, zip or legacy.
    Torch,
    /// safetensors, whole or broken.
    Safetensors,
    /// Nothing here; what it is and what to do.
    Other(String),
}

/// Looks at a file.
pub(super) fn of(path: &Path) -> Result<Kind, CheckpointError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.ends_with(".index.json") {
        return Ok(Kind::Sharded);
    }
    let mut start = Vec::new();
    if path.is_file() {
        let unreadable =
            |e| CheckpointError::File { what: format!("cannot read the checkpoint ({e})"), path: path.to_path_buf() };
        std::fs::File::open(path).and_then(|f| f.take(64).read_to_end(&mut start)).map_err(unreadable)?;
    }
    Ok(by_start(&start, &name))
}

fn by_start(start: &[u8], name: &str) -> Kind {
    let is_header = start.get(8) == Some(&b'{');
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") || start.starts_with(torch::MAGIC) {
        return Kind::Torch;
    }
    let what = match start {
        // A safetensors header of 640 bytes begins alike.
        [0x80, 2..=5, ..] if !is_header => {
            format!("a bare Python pickle, which penult does not run; convert it: {}", python(name))
        }
        s if s.starts_with(b"version https://git-lfs") => {
            "a Git LFS pointer, not the file itself; fetch it with `git lfs pull`".to_owned()
        }
        s if s.starts_with(b"\x89HDF") => "an HDF5 file (Keras); save its weights as safetensors".to_owned(),
        s if s.starts_with(b"GGUF") => "a GGUF file; save its weights as safetensors".to_owned(),
        s if s.starts_with(numpy::MAGIC) => "a NumPy array; save named tensors as safetensors".to_owned(),
        _ if start.is_empty() || is_header || name.ends_with(".safetensors") => return Kind::Safetensors,
        _ => format!(
            "no checkpoint that penult knows (safetensors, its index, PyTorch); if torch.load reads it: {}",
            python(name)
        ),
    };
    Kind::Other(what)
}

/// The line of Python that makes a safetensors file of a PyTorch one.
pub(super) fn python(name: &str) -> String {
    format!(
        "python -c \"import torch, safetensors.torch as s; d = torch.load('{name}', map_location='cpu'); \
         s.save_file({{k: v.clone().contiguous() for k, v in d.get('state_dict', d).items()}}, '{name}.safetensors')\""
    )
}
