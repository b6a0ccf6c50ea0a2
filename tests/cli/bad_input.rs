//! What is at fault is said in one sentence: the file, what was expected, what to do; exit code 1, or 2 for usage.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use penult::checkpoint::{self, Dtype, Tensor};

use super::{fixtures, penult, text};

/// A folder with `data/` (20 images of 6 × 6, ten classes) and `net.safetensors`, a network that fits them.
struct Study(tempfile::TempDir);

impl Study {
    fn new() -> Self {
        let study = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir(study.path("data")).unwrap();
        crate::lab::write_idx(&study.path("data"), "t10k", 20);
        network(&study.path("net.safetensors"), 10);
        study
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn report(&self, more: &[&str]) -> Ran {
        let out = self.path("out");
        let arguments = ["report", text(self.0.path()), "--normalize", "0.5/0.5", "--out", text(&out)];
        ran(&[&arguments[..], more].concat())
    }
}

/// A linear network 36-`classes`.
fn network(path: &Path, classes: usize) {
    let data = (0..classes * 36).map(|i| (i % 13) as f32 / 13.0 - 0.5).collect();
    let weight = Tensor { name: "fc.weight".to_owned(), shape: vec![classes, 36], data };
    let tensors = BTreeMap::from([("fc.weight".to_owned(), weight)]);
    checkpoint::save(path, &tensors, &BTreeMap::new(), Dtype::F32).unwrap();
}

/// A safetensors file by hand.
fn raw(path: &Path, header: &str, data: &[u8]) {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.bytes());
    bytes.extend(data);
    std::fs::write(path, bytes).unwrap();
}

/// Exit code and stderr.
struct Ran {
    code: Option<i32>,
    stderr: String,
}

fn ran(arguments: &[&str]) -> Ran {
    let out = penult(arguments, None);
    Ran { code: out.status.code(), stderr: String::from_utf8(out.stderr).unwrap() }
}

impl Ran {
    /// Exit code 1, and every one of these words.
    fn refuses(&self, words: &[&str]) {
        assert_eq!(self.code, Some(1), "{}", self.stderr);
        assert!(self.stderr.starts_with("penult: ") || self.stderr.starts_with("note: "), "{}", self.stderr);
        for word in words {
            assert!(self.stderr.contains(word), "{word:?} is not in: {}", self.stderr);
        }
    }
}

#[test]
fn the_study_that_the_others_spoil_is_fine() {
    let study = Study::new();
    let ran = study.report(&[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(study.path("out/index.html").is_file());
}

#[test]
fn a_truncated_checkpoint() {
    let study = Study::new();
    let bytes = std::fs::read(study.path("net.safetensors")).unwrap();
    std::fs::write(study.path("net.safetensors"), &bytes[..bytes.len() / 2]).unwrap();
    study.report(&[]).refuses(&[
        "not a whole safetensors file (tensor fc.weight lies at bytes 0..1440 of the data, there are ",
        "copy or export it again",
        "net.safetensors",
        "or leave it out by penult.toml\n  [[variant]]\n  id = \"net\"\n  skip = true",
    ]);
    let rest = "not a whole safetensors file (expected 8 bytes of header length, found 3)";
    std::fs::write(study.path("net.safetensors"), &bytes[..3]).unwrap();
    study.report(&[]).refuses(&[rest]);
    ran(&["inspect", text(&study.path("net.safetensors"))]).refuses(&[rest]);
}

#[test]
fn one_broken_checkpoint_among_whole_ones_is_not_passed_over() {
    let study = Study::new();
    std::fs::write(study.path("other.safetensors"), "broken").unwrap();
    study.report(&[]).refuses(&["not a whole safetensors file", "other.safetensors", "skip = true"]);
    let lines = "[[variant]]\nid = \"other\"\nskip = true\n";
    std::fs::write(study.path("penult.toml"), lines).unwrap();
    assert_eq!(study.report(&[]).code, Some(0), "the lines that it prints help");
}

#[test]
fn a_header_whose_tensors_overlap() {
    let study = Study::new();
    let header = r#"{"a.weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b.weight":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#;
    raw(&study.path("net.safetensors"), header, &[0; 12]);
    study.report(&[]).refuses(&[
        "tensor b.weight lies at bytes 4..12 of the data and overlaps a.weight, which ends at 8",
        "net.safetensors",
    ]);
}

#[test]
fn a_header_larger_than_the_file_or_than_the_format_allows() {
    let study = Study::new();
    for (length, words) in
        [(1u64 << 20, "it claims a header of 1048576 bytes, 2 follow"), (1 << 60, "the format allows 100000000")]
    {
        let bytes: Vec<u8> = length.to_le_bytes().into_iter().chain(*b"{}").collect();
        std::fs::write(study.path("net.safetensors"), bytes).unwrap();
        study.report(&[]).refuses(&["not a whole safetensors file", words, "net.safetensors"]);
    }
}

#[test]
fn a_tensor_with_a_nan() {
    let study = Study::new();
    let path = study.path("net.safetensors");
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.len() - 4;
    bytes[at..].copy_from_slice(&f32::NAN.to_le_bytes());
    std::fs::write(&path, bytes).unwrap();
    study.report(&[]).refuses(&["tensor fc.weight has NaN at element 359; weights must be finite", "net.safetensors"]);
}

#[test]
fn a_head_of_other_classes_than_the_data() {
    let study = Study::new();
    network(&study.path("net.safetensors"), 7);
    study.report(&[]).refuses(&[
        "the head fc has 7 classes, the data \"data\" have 10; give data of the same classes with --data",
        "net.safetensors",
    ]);
}

#[test]
fn an_empty_folder_and_a_folder_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = text(folder.path());
    ran(&["report", path]).refuses(&["no checkpoints here", "seen: nothing", "\n  [[variant]]\n  id = ", path]);
    let gone = folder.path().join("gone");
    let words = ["expected a folder of checkpoints, found none; give the path of one", text(&gone)];
    ran(&["report", text(&gone)]).refuses(&words);
    ran(&["compare", text(&gone)]).refuses(&words);
}

#[test]
fn a_folder_where_nothing_is_recognised() {
    let study = Study::new();
    std::fs::remove_file(study.path("net.safetensors")).unwrap();
    let strange = Tensor { name: "cell.kernel".to_owned(), shape: vec![2, 2, 2], data: vec![0.0; 8] };
    let tensors = BTreeMap::from([("cell.kernel".to_owned(), strange)]);
    checkpoint::save(&study.path("lstm.safetensors"), &tensors, &BTreeMap::new(), Dtype::F32).unwrap();
    std::fs::write(study.path("optimizer.pt"), "not weights").unwrap();
    study.report(&[]).refuses(&[
        "nothing was recognised in ",
        "- lstm: no known network (",
        "cell.kernel [2, 2, 2]",
        "give penult the activations:",
        "st.save_file({\"features\"",
        "- optimizer: no checkpoint that penult knows",
        "torch.load",
    ]);
}

#[test]
fn two_variants_with_one_id() {
    let study = Study::new();
    network(&study.path("other.safetensors"), 10);
    let lines = "[[variant]]\nid = \"net\"\npath = \"other.safetensors\"\n";
    std::fs::write(study.path("penult.toml"), lines).unwrap();
    study.report(&[]).refuses(&["two variants have the id \"net\" (", "give each its own `id = \"…\"` in penult.toml"]);
}

#[test]
fn a_manifest_with_an_unknown_key() {
    let study = Study::new();
    std::fs::write(study.path("penult.toml"), "[[variant]]\nid = \"net\"\nalfa = 0.1\n").unwrap();
    study.report(&[]).refuses(&["line 3", "unknown field `alfa`, expected one of", "penult.toml"]);
}

#[test]
fn a_class_absent_from_the_data() {
    let study = Study::new();
    crate::lab::write_idx(&study.path("data"), "t10k", 9);
    network(&study.path("net.safetensors"), 9);
    assert_eq!(study.report(&[]).code, Some(0), "nine classes are fine");
    std::fs::write(study.path("penult.toml"), "[data]\nname = \"mnist\"\n").unwrap();
    study.report(&[]).refuses(&["mnist has 10 classes, the data have 9; mend [data] name in penult.toml"]);
    // The largest label stays, and one below it goes.
    let labels = study.path("data/t10k-labels-idx1-ubyte");
    let mut bytes = std::fs::read(&labels).unwrap();
    bytes[8 + 3] = 2;
    std::fs::write(&labels, bytes).unwrap();
    study
        .report(&[])
        .refuses(&["class 3 (class 3) has no example among 9; every one of the 9 classes needs one", "t10k-labels"]);
}

#[test]
fn data_that_are_not_there() {
    let study = Study::new();
    std::fs::rename(study.path("data"), study.path("elsewhere")).unwrap();
    study
        .report(&[])
        .refuses(&["there are no data to run net on; give --data PATH, or write in penult.toml\n  [data]\n"]);
    study.report(&["--data", text(&study.path("gone"))]).refuses(&["cannot read the data (", "gone"]);
    study.report(&["--data", text(&study.path("elsewhere"))]);
    let ran = study.report(&["--data", text(&study.path("elsewhere"))]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
}

#[test]
fn a_study_without_data_uses_the_activations_of_its_checkpoints() {
    let study = Study::new();
    let ran = ran(&["extract", text(&study.path("net.safetensors")), "--data", text(&study.path("data"))]
        .into_iter()
        .chain(["--normalize", "0.5/0.5", "--no-cache", "--out", text(study.0.path())])
        .collect::<Vec<_>>());
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    std::fs::remove_dir_all(study.path("data")).unwrap();
    let ran = study.report(&[]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
}

#[test]
fn an_unwritable_output_directory() {
    // A file in its place: as root, permissions do not bind.
    let study = Study::new();
    std::fs::write(study.path("out"), "a file").unwrap();
    study.report(&[]).refuses(&["cannot write the report (", "give another folder with --out: ", "out"]);
    assert!(!study.path(".penult").exists(), "said before anything is run");
    std::fs::remove_file(study.path("out")).unwrap();
    std::fs::write(study.path(".penult"), "a file").unwrap();
    study.report(&[]).refuses(&["cannot make the cache (", "--cache DIR, or --no-cache", ".penult"]);
    assert_eq!(study.report(&["--no-cache"]).code, Some(0), "what it says helps");
}

#[test]
fn options_of_wrong_values() {
    let study = Study::new();
    study
        .report(&["--classes", "1,1,2"])
        .refuses(&["--classes: expected three different classes among class 0, ", "found 1,1,2"]);
    study.report(&["--classes", "1,2,10"]).refuses(&["--classes: expected three different classes", "found 1,2,10"]);
    study.report(&["--device", "gpu"]).refuses(&["--device: expected auto, cpu, cuda:N or metal, found \"gpu\""]);
    let folder = text(study.0.path()).to_owned();
    ran(&["report", &folder, "--normalize", "nonsense"]).refuses(&["normalisation \"nonsense\" is neither MEAN/STD"]);
    ran(&["report", &folder, "--normalize", "0.5/0"]).refuses(&["the deviation 0; it must be above 0"]);
    ran(&["report", &folder])
        .refuses(&["how the pixels of \"data\" were normalised in training is unknown", "--normalize MEAN/STD"]);
}

#[cfg(not(feature = "cuda"))]
#[test]
fn a_cuda_device_without_the_feature() {
    Study::new().report(&["--device", "cuda:0"]).refuses(&["--device cuda:0: ", "--features cuda", "--device cpu"]);
}

#[test]
fn usage_is_exit_code_2() {
    for arguments in [
        &["frobnicate"][..],
        &["report"],
        &["report", "x", "--dtype", "f8"],
        &["report", "x", "--equivalence", "half"],
        &["report", "x", "--equivalence", "101"],
        &["report", "x", "--nonsense"],
        &[],
    ] {
        let ran = ran(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains("--help") || ran.stderr.contains("Usage: penult"), "{arguments:?}: {}", ran.stderr);
    }
}

/// Finished activations in a cache, with the time of each.
fn finished(cache: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let Ok(entries) = std::fs::read_dir(cache) else { return BTreeMap::new() };
    let paths =
        entries.map(|e| e.unwrap().path()).filter(|p| p.to_string_lossy().ends_with(".activations.safetensors"));
    paths.map(|p| (p.clone(), std::fs::metadata(&p).unwrap().modified().unwrap())).collect()
}

#[test]
fn a_killed_run_is_gone_on_with() {
    let study = Study::new();
    std::fs::remove_file(study.path("net.safetensors")).unwrap();
    let mut variants = 0;
    for entry in std::fs::read_dir(fixtures().join("fashion_mnist")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if name.ends_with("_seed1.safetensors") || name.ends_with("_seed2.safetensors") {
            std::fs::copy(&path, study.path(name)).unwrap();
            variants += 1;
        }
    }
    let (data, cache) = (fixtures().join("fashion_mnist/data"), study.path("cache"));
    let arguments = ["report", text(study.0.path()), "--data", text(&data), "--normalize", "fashion-mnist"];
    let out = study.path("out");
    let arguments = [&arguments[..], &["--cache", text(&cache), "--out", text(&out)]].concat();
    let mut killed = Command::new(env!("CARGO_BIN_EXE_penult"))
        .args(&arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while finished(&cache).is_empty() && start.elapsed() < Duration::from_mins(2) {
        std::thread::sleep(Duration::from_millis(1));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    let before = finished(&cache);
    assert!(!before.is_empty() && before.len() < variants, "killed midway: {} files", before.len());
    // What a kill may leave behind, if this one did not.
    let partial = cache.join(".tmpZzZz.partial");
    std::fs::write(&partial, "half a file").unwrap();
    let ran = ran(&arguments);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let after = finished(&cache);
    assert_eq!(after.len(), variants);
    for (path, time) in &before {
        assert_eq!(after.get(path), Some(time), "{} was made again", path.display());
    }
    assert_eq!(std::fs::read(&partial).unwrap(), b"half a file");
    assert!(out.join("index.html").is_file());
}
