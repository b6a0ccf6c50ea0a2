//! What is no checkpoint, and folders.

use penult::checkpoint;

use super::{error_of, load, write_raw};

#[test]
fn a_folder_stands_for_the_model_inside() {
    let folder = tempfile::tempdir().unwrap();
    let seen = "expected model.safetensors or model.safetensors.index.json or pytorch_model.bin in this folder, found";
    assert_eq!(error_of(folder.path()), format!("{seen} nothing; name one checkpoint"));
    std::fs::write(folder.path().join("config.json"), "{}").unwrap();
    std::fs::write(folder.path().join("a.safetensors"), "").unwrap();
    assert_eq!(error_of(folder.path()), format!("{seen} a.safetensors, config.json; name one checkpoint"));
    let path = folder.path().join("model.safetensors");
    write_raw(&path, r#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, &[0; 4]);
    assert_eq!(load(folder.path()).file, path);
    assert_eq!(checkpoint::hash(folder.path()).unwrap(), load(folder.path()).blake3);
}

#[test]
fn a_file_that_is_not_there_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let text = error_of(&folder.path().join("none.safetensors"));
    assert!(text.starts_with("cannot read the checkpoint (No such file"), "{text}");
}

#[test]
fn says_what_other_files_are_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [(&[u8], &str); 5] = [
        (
            b"version https://git-lfs.github.com/spec/v1\n",
            "a Git LFS pointer, not the file itself; fetch it with `git lfs pull`",
        ),
        (b"\x80\x04\x95abc", "a bare Python pickle, which penult does not run; convert it: python -c"),
        (b"\x89HDF\r\n", "an HDF5 file (Keras); save its weights as safetensors"),
        (b"\x93NUMPY\x01\x00", "a NumPy array; save named tensors as safetensors"),
        (
            b"hello world",
            "no checkpoint that penult knows (safetensors, its index, PyTorch); if torch.load reads it: python -c",
        ),
    ];
    for (bytes, expected) in cases {
        let path = folder.path().join("model.pth");
        std::fs::write(&path, bytes).unwrap();
        let text = error_of(&path);
        assert!(text.starts_with(expected), "{text}");
    }
}

#[test]
fn a_header_of_640_bytes_is_not_taken_for_a_pickle() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    // 640 is 80 02 in little-endian, as a pickle of protocol 2 begins.
    let header = r#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#;
    write_raw(&path, &format!("{header:640}"), &[0; 4]);
    assert_eq!(std::fs::read(&path).unwrap()[..2], [0x80, 2]);
    assert_eq!(load(&path).tensors.len(), 1);
}
