//! Arrays as NumPy writes them.

use std::io::Write as _;
use std::path::PathBuf;

use penult::checkpoint::{Arrays, Dtype};

/// An array file by hand.
pub fn npy(descr: &str, fortran: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    bytes.extend(header.bytes());
    bytes.extend(data);
    bytes
}

/// A zip archive of these files: stored, or deflated.
pub fn npz(files: &[(&str, Vec<u8>)], method: u16) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let packed = if method == 8 {
            let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(bytes).unwrap();
            encoder.finish().unwrap()
        } else {
            bytes.clone()
        };
        let size = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
        let mut fields = vec![20, 0, 0, 0];
        fields.extend(method.to_le_bytes());
        fields.extend([0; 8]); // time, date, checksum
        fields.extend([size(packed.len()), size(bytes.len())].concat());
        fields.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        fields.extend([0; 2]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&fields);
        directory.extend([0; 10]); // comment, disk, attributes
        directory.extend(size(out.len()));
        directory.extend(name.bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&fields);
        out.extend(name.bytes());
        out.extend(packed);
    }
    let start = u32::try_from(out.len()).unwrap();
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    out.extend(&directory);
    out.extend([b"PK\x05\x06\x00\x00\x00\x00", &[count, count].concat()[..]].concat());
    out.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0; 2]);
    out
}

fn file(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("arrays.npz");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn refused(bytes: &[u8]) -> String {
    let (_folder, path) = file(bytes);
    Arrays::open(&path).and_then(|arrays| arrays.read("x")).unwrap_err().to_string()
}

#[test]
fn arrays_stored_and_deflated_are_read() {
    let data: Vec<u8> = (0..6).flat_map(|i| (i as f32).to_le_bytes()).collect();
    for method in [0, 8] {
        let (_folder, path) = file(&npz(
            &[("x.npy", npy("<f4", "False", "(2, 3)", &data)), ("y.npy", npy("<i8", "False", "()", &[0; 8]))],
            method,
        ));
        let arrays = Arrays::open(&path).unwrap();
        assert_eq!(arrays.names(), ["x", "y"]);
        let x = arrays.read("x").unwrap().unwrap();
        assert_eq!((x.dtype, x.shape.as_slice(), &x.bytes), (Dtype::F32, [2, 3].as_slice(), &data));
        assert_eq!(arrays.read("y").unwrap().unwrap().shape, [0; 0]);
        assert!(arrays.read("z").unwrap().is_none());
    }
}

#[test]
fn columns_become_rows() {
    let (_folder, path) = file(&npy("|u1", "True", "(2, 3)", &[0, 3, 1, 4, 2, 5]));
    let x = Arrays::open(&path).unwrap().read("any").unwrap().unwrap();
    assert_eq!(x.bytes, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn what_cannot_be_read_is_said() {
    for (bytes, what) in [
        (npy("|O", "False", "(1,)", &[0; 8]), "array x: it holds Python objects, which penult does not make"),
        (npy(">f4", "False", "(1,)", &[0; 4]), "array x: its numbers are big-endian (>f4); write x.astype('<f4')"),
        (npy("<U3", "False", "(1,)", &[0; 12]), "array x: its type <U3 is none of floats and integers"),
        (npy("<f4", "False", "(9,)", &[0; 4]), "array x: shape [9] of <f4 takes 36 bytes, there are 4"),
        (npy("<f4", "False", "(99999999999, 99999999999)", &[0; 4]), "array x: it is not whole"),
        (npy("<f4", "Never", "x", &[0; 4]), "array x: its header has no shape"),
        (b"\x93NUMPY\x01".to_vec(), "array x: it is not whole"),
        (npz(&[("x.npy", b"hello".to_vec())], 0), "array x: expected an array as numpy.save writes it"),
        (npz(&[("x.npy", Vec::new())], 9), "array x: its part x is compressed by method 9"),
        (b"PK\x03\x04".to_vec(), "the zip directory is broken or missing"),
    ] {
        let text = refused(&bytes);
        assert!(text.starts_with(what), "{text}");
    }
}

#[test]
fn a_deflated_part_that_grows_beyond_its_claim_is_refused() {
    let mut bytes = npz(&[("x.npy", vec![0; 100_000])], 8);
    let directory = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    bytes[directory + 24..directory + 28].copy_from_slice(&1000u32.to_le_bytes());
    let text = refused(&bytes);
    assert!(text.starts_with("array x: its part x does not have the 1000 bytes that it claims"), "{text}");
}
