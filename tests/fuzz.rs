//! Mutated files: a result or an error, never a panic, no memory beyond what the file's size allows, no hang.
//!
//! Every round runs in a process of its own under limits of the system, which this binary starts of itself: 200 mutations of
//! each kind, or as many as `PENULT_FUZZ` says (`just fuzz`). A mutation is made from its number alone, so that a failure is
//! made again by that number.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use penult::checkpoint::{self, Arrays, Dtype, Entry, Part, Writer};
use penult::random::Random;
use penult::study::Epochs;

use crate::checkpoint::numpy::{npy, npz};
use crate::data::pickled::{self, Order};

/// Mutations of each kind of file.
const COUNT: usize = 200;

/// Address space of a round in KiB: the binary and its threads, and what the files may ask for.
const MEMORY_KIB: usize = 1 << 20;

/// Seconds of processor that a round may take a thousand mutations.
const SECONDS: usize = 60;

/// A kind: its seeds, and what reads a file and says whether it could.
struct Kind {
    seeds: &'static [&'static str],
    open: fn(&Path) -> bool,
}

const KINDS: [(&str, Kind); 10] = [
    (
        "torch",
        Kind {
            seeds: &[
                "nested.pth.tar",
                "types.pth",
                "legacy_types.pth",
                "run.pth",
                "latest",
                "protocol4.pth",
                "legacy_nested.th",
            ],
            open: open_checkpoint,
        },
    ),
    ("safetensors", Kind { seeds: &["made.safetensors"], open: open_checkpoint }),
    ("numpy", Kind { seeds: &["made.npz", "made.npy"], open: open_arrays }),
    ("activations", Kind { seeds: &["made.activations.safetensors"], open: open_activations }),
    ("data", Kind { seeds: &["t10k-images-idx3-ubyte", "test_batch.bin", "test.safetensors"], open: open_data }),
    ("pickled data", Kind { seeds: &["test_batch", "test"], open: open_data }),
    ("annotations", Kind { seeds: &["val_annotations.txt"], open: open_data }),
    ("arrays side by side", Kind { seeds: &["features.npy"], open: open_set }),
    ("class maps", Kind { seeds: &["classes.txt"], open: open_class_map }),
    ("configs", Kind { seeds: &["kd.yaml"], open: open_config }),
];

fn open_checkpoint(path: &Path) -> bool {
    let survey = checkpoint::survey(path, Part::default());
    let read = checkpoint::load(path);
    let _ = read.as_ref().map(penult::network::recognise);
    // The file of two models is surveyed and not read.
    read.is_ok() || survey.is_ok_and(|s| !s.models.is_empty())
}

fn open_arrays(path: &Path) -> bool {
    let Ok(arrays) = Arrays::open(path) else { return false };
    let names = arrays.names().into_iter().chain(["any"]);
    names.filter(|name| arrays.read(name).is_err()).count() == 0
}

fn open_activations(path: &Path) -> bool {
    penult::extract::activations::open(path).is_ok()
}

fn open_data(path: &Path) -> bool {
    penult::data::load(path.parent().unwrap(), "test").is_ok()
}

fn open_set(path: &Path) -> bool {
    penult::extract::numpy::open(path, &path.with_file_name("cache")).is_ok()
}

fn open_class_map(path: &Path) -> bool {
    penult::data::ClassMap::read(path, &["a", "b", "c", "d"].map(str::to_owned)).is_ok()
}

/// Whether the config still says how the student beside it was taught.
fn open_config(path: &Path) -> bool {
    let study = penult::study::open(path.parent().unwrap(), Epochs::Every).unwrap();
    study.variants.iter().any(|v| v.id == "net" && v.distillation.as_ref().is_some_and(|d| d.temperature == 4.0))
}

/// A file changed in one to four places: bits, bytes, numbers at their ends, pieces cut, doubled or moved.
fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(4) {
        if bytes.is_empty() {
            return;
        }
        let at = random.below(bytes.len());
        let length = 1 + random.below(bytes.len() - at).min(random.below(64));
        match random.below(8) {
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.below(256) as u8,
            2 => bytes[at..at + length.min(8)].fill([0, 0x7f, 0x80, 0xff][random.below(4)]),
            3 => bytes.truncate(at),
            4 => drop(bytes.drain(at..at + length)),
            5 => {
                let piece = bytes[at..at + length].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            6 => bytes.splice(at..at, (0..length).map(|i| i as u8)).for_each(drop),
            _ => {
                let piece = bytes[at..at + length].to_vec();
                let to = random.below(bytes.len() - piece.len() + 1);
                bytes[to..to + piece.len()].copy_from_slice(&piece);
            }
        }
    }
}

/// The seeds of a kind by name.
fn seeds(kind: &Kind) -> Vec<(&'static str, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let bytes = |name: &str| {
        let path = folder.path().join(name);
        make(&path, name);
        std::fs::read(path).unwrap()
    };
    kind.seeds.iter().map(|name| (*name, bytes(name))).collect()
}

/// A config of torchdistill.
const KD: &str = "names: &data 'cifar10'\nmodels:\n  teacher_model:\n    key: 'resnet56'\n    src_ckpt: resnet56.pt\n  \
                  student_model:\n    key: 'resnet20'\n    dst_ckpt: !join ['./', *data, '/net.pt']\ncriterion:\n  key: 'KDLoss'\n  \
                  kwargs: {temperature: 4.0, alpha: 0.9}\n";

/// One whole file.
fn make(path: &Path, name: &str) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/checkpoints");
    let ones = |n: usize| [1.0f32.to_le_bytes()].repeat(n).concat();
    match name {
        "made.safetensors" => drop(checkpoint::convert(&fixtures.join("types.pth"), Part::default(), path).unwrap()),
        "made.npy" => std::fs::write(path, npy("<f4", "True", "(2, 3)", &[0; 24])).unwrap(),
        "made.npz" => {
            let x = npy("<f4", "False", "(2, 3)", &[1; 24]);
            std::fs::write(path, npz(&[("features.npy", x.clone()), ("logits.npy", x)], 8)).unwrap();
        }
        "made.activations.safetensors" => tensors(
            path,
            &[
                ("features", Dtype::F32, &[4, 3], ones(12)),
                ("logits", Dtype::F32, &[4, 2], ones(8)),
                ("labels", Dtype::I64, &[4], vec![0; 32]),
            ],
        ),
        "test.safetensors" => tensors(
            path,
            &[("images", Dtype::F32, &[4, 1, 2, 2], ones(16)), ("labels", Dtype::U8, &[4], vec![0, 1, 0, 1])],
        ),
        "test_batch" => {
            std::fs::copy(fixtures.with_file_name("data/cifar-10-batches-py/test_batch"), path).unwrap();
        }
        "test" => {
            let entries = [
                ("fine_labels", pickled::ints(&(0..100).collect::<Vec<_>>())),
                ("data", pickled::matrix([100, 3072], Order::C, &vec![7; 307_200])),
            ];
            std::fs::write(path, pickled::dictionary(&entries)).unwrap();
        }
        "val_annotations.txt" => {
            let folder = path.parent().unwrap();
            std::fs::create_dir_all(folder.join("images")).unwrap();
            let image = image::RgbImage::from_pixel(2, 2, image::Rgb([1, 2, 3]));
            (0..4).for_each(|i| image.save(folder.join(format!("images/{i}.png"))).unwrap());
            std::fs::write(folder.join("wnids.txt"), "n1\nn2\n").unwrap();
            std::fs::write(path, "0.png\tn1\t0\n1.png\tn2\t0\n2.png\tn1\t0\n3.png\tn2\t0\n").unwrap();
        }
        "features.npy" => {
            let long = |n: i64| n.to_le_bytes().to_vec();
            let arrays = [
                ("features.npy", npy("<f4", "False", "(4, 3)", &ones(12))),
                ("logits.npy", npy("<f4", "False", "(4, 2)", &ones(8))),
                ("labels.npy", npy("<i8", "False", "(4,)", &[long(0), long(1), long(1), long(0)].concat())),
            ];
            arrays.iter().for_each(|(name, bytes)| std::fs::write(path.with_file_name(name), bytes).unwrap());
        }
        "classes.txt" => std::fs::write(path, "2 # c\na\nd\n1 # b\n").unwrap(),
        "kd.yaml" => {
            tensors(&path.with_file_name("net.pt"), &[("fc.weight", Dtype::F32, &[4, 3], ones(12))]);
            std::fs::write(path, KD).unwrap();
        }
        "t10k-images-idx3-ubyte" => crate::lab::write_idx(path.parent().unwrap(), "t10k", 10),
        "test_batch.bin" => std::fs::write(path, (0..10 * 3073).map(|i| (i / 3073) as u8).collect::<Vec<_>>()).unwrap(),
        fixture => drop(std::fs::copy(fixtures.join(fixture), path).unwrap()),
    }
}

/// A safetensors file of these tensors.
fn tensors(path: &Path, of: &[(&str, Dtype, &[usize], Vec<u8>)]) {
    let entry = |(name, dtype, shape, _): &(&str, Dtype, &[usize], Vec<u8>)| Entry {
        name: (*name).to_owned(),
        dtype: *dtype,
        shape: shape.to_vec(),
    };
    let mut writer = Writer::create(path, &of.iter().map(entry).collect::<Vec<_>>(), &BTreeMap::new()).unwrap();
    for (name, _, _, bytes) in of {
        writer.append(name, bytes).unwrap();
    }
    writer.finish().unwrap();
}

/// All mutations of a kind, here, after the whole files.
fn round(kind: &Kind, count: usize) {
    let seeds = seeds(kind);
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in &seeds {
        assert!(read(kind, folder.path(), name, bytes), "{name} is whole");
    }
    let mut refused = 0;
    for number in 0..count {
        let (name, bytes) = &seeds[number % seeds.len()];
        let mut bytes = bytes.clone();
        mutate(&mut bytes, &mut Random::new(number as u64, name));
        // Where a round dies, the last line says by which.
        anstream::println!("{name} {number}");
        refused += usize::from(!read(kind, folder.path(), name, &bytes));
    }
    assert!(refused > count / 10, "{refused} of {count} were refused");
}

/// Whether a file of these bytes can be read.
fn read(kind: &Kind, folder: &Path, name: &str, bytes: &[u8]) -> bool {
    let inner = folder.join("file");
    std::fs::create_dir(&inner).unwrap();
    let path = inner.join(name);
    if ["t10k-images-idx3-ubyte", "val_annotations.txt", "features.npy", "kd.yaml"].contains(&name) {
        make(&path, name); // what lies beside it
    }
    std::fs::write(&path, bytes).unwrap();
    let is_read = (kind.open)(&path);
    std::fs::remove_dir_all(&inner).unwrap();
    is_read
}

/// The round that the environment names, in the process that is limited; nothing without it.
#[test]
fn a_round_in_its_own_process() {
    let Ok(name) = std::env::var("PENULT_FUZZ_ROUND") else { return };
    let (_, kind) = KINDS.iter().find(|(own, _)| *own == name).unwrap();
    round(kind, count());
}

fn count() -> usize {
    std::env::var("PENULT_FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(COUNT)
}

#[test]
fn mutated_files_neither_panic_nor_hang_nor_fill_the_memory() {
    let binary: PathBuf = std::env::current_exe().unwrap();
    let seconds = SECONDS * count().div_ceil(1000);
    for (name, _) in &KINDS {
        let limits = format!("ulimit -v {MEMORY_KIB}; ulimit -t {seconds}; exec \"$0\" \"$@\"");
        let ran = Command::new("sh")
            .args(["-c", &limits])
            .arg(&binary)
            .args(["--exact", "fuzz::a_round_in_its_own_process", "--nocapture", "--test-threads", "1"])
            .env("PENULT_FUZZ_ROUND", name)
            .env("RAYON_NUM_THREADS", "2")
            .output()
            .unwrap();
        let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert!(ran.status.success() && out.contains("1 passed"), "{name}: {}\n{}\n{err}", ran.status, tail(&out));
    }
}

/// The last lines of a text.
fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}
