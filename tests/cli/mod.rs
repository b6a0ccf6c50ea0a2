//! The command as a user types it.

mod bad_input; // what is refused, with which words, and a killed run
mod changes; // diff, gates, analyses side by side: exit codes and words
mod commands;
mod doctor; // what a build and a machine can do
mod extract; // the same bytes on any number of threads
mod files; // files and folders of the field
mod outputs; // what is written beside the page
mod probing; // what is measured on weights, where it is asked for
mod report;
mod typed; // what the record keeps of what was typed
mod watch; // a checkpoint that comes, a page that opens

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The fixtures of the repository.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// Runs the command; `threads` for rayon, none for its own choice.
pub fn penult(arguments: &[&str], threads: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_penult"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments);
    if let Some(threads) = threads {
        command.env("RAYON_NUM_THREADS", threads);
    }
    command.output().unwrap()
}

/// Runs the command, which must succeed, and gives what it prints.
pub fn printed(arguments: &[&str]) -> String {
    let out = penult(arguments, None);
    assert!(out.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// A folder with copies of these fixture checkpoints and no manifest.
pub fn folder_of(ids: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for id in ids {
        let name = format!("{id}.safetensors");
        std::fs::copy(fixtures().join("fashion_mnist").join(&name), folder.path().join(&name)).unwrap();
    }
    folder
}
