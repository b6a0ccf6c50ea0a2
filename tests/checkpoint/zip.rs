//! Broken PyTorch archives: an error, never a panic.

use std::path::Path;

use penult::checkpoint;

use super::error_of;

const FLAT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/checkpoints/flat.pth");

#[test]
fn a_truncated_archive_is_an_error_at_any_length() {
    let bytes = std::fs::read(FLAT).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flat.pth");
    for length in (4..bytes.len()).step_by(7) {
        std::fs::write(&path, &bytes[..length]).unwrap();
        let text = error_of(&path);
        assert!(text.contains("the zip directory is broken or missing: the file is not whole"), "{length}: {text}");
    }
}

#[test]
fn a_changed_byte_gives_a_result_or_an_error() {
    let bytes = std::fs::read(FLAT).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flat.pth");
    let mut refused = 0;
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0xff;
        std::fs::write(&path, changed).unwrap();
        refused += usize::from(checkpoint::load(&path).is_err());
    }
    assert!(refused > 100, "{refused}");
}

#[test]
fn other_archives_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.zip");
    let mut empty = b"PK\x05\x06".to_vec();
    empty.resize(22, 0);
    std::fs::write(&path, empty).unwrap();
    let text = error_of(Path::new(&path));
    assert!(
        text.starts_with("cannot read the PyTorch file: a zip archive without data.pkl, so not by torch.save"),
        "{text}"
    );
}

#[test]
fn a_string_that_claims_four_gigabytes_is_refused_before_it_is_made() {
    let mut bytes = std::fs::read(FLAT).unwrap();
    // BINUNICODE with its length, then the name of the first tensor
    let name = b"X\x08\x00\x00\x00a.weight";
    let at = bytes.windows(name.len()).position(|w| w == name).unwrap();
    bytes[at + 1..at + 5].fill(0xff);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flat.pth");
    std::fs::write(&path, bytes).unwrap();
    let text = error_of(&path);
    let expected = "cannot read the PyTorch file: data.pkl: the pickle ends inside an instruction at byte 34; copy the file again; if torch.load";
    assert!(text.starts_with(expected), "{text}");
}
