//! Checkpoint files.

mod convert; // a file of any kind as safetensors
mod kind; // files of other kinds, folders, hashes
mod names; // prefixes
pub mod numpy; // npy and npz
mod pickle; // what a pickle is read as, and what is refused
mod safetensors; // what is read, and each way of being broken
mod sharded; // an index and its shards
mod torch; // PyTorch files, zip and legacy
mod write; // the streaming writer
mod zip; // broken archives

use std::path::Path;

use penult::checkpoint::{self, Checkpoint};

/// A safetensors file by hand: the header as given, then the data.
fn write_raw(path: &Path, header: &str, data: &[u8]) {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.bytes());
    bytes.extend(data);
    std::fs::write(path, bytes).unwrap();
}

/// The error of a file without its path, which must be last.
fn error_of(path: &Path) -> String {
    let text = checkpoint::load(path).unwrap_err().to_string();
    let (what, last) = text.rsplit_once(": ").unwrap();
    assert_eq!(Path::new(last), path, "the path comes last: {text}");
    what.to_owned()
}

fn load(path: &Path) -> Checkpoint {
    checkpoint::load(path).unwrap()
}

fn floats(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}
