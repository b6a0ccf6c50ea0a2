use std::cell::Cell;
use std::path::{Path, PathBuf};

use candle_core::{DType, Device};
use penult::checkpoint::Checkpoint;
use penult::data::{Dataset, Normalise};
use penult::extract::{self, ExtractError, Settings, Source, activations};
use penult::network::{self, Plan};
use safetensors::SafeTensors;

use super::{digits, mlp, scattered};
use crate::data::pickled::{self, Order};

/// A network 36-8-10 and its folder.
struct Net {
    folder: tempfile::TempDir,
    checkpoint: Checkpoint,
    plan: Plan,
}

/// What differs between runs.
struct How<'a> {
    mean: f32,
    dtype: DType,
    split: &'a str,
    taps: &'a [String],
}

const PLAIN: How<'_> = How { mean: 0.0, dtype: DType::F32, split: "test", taps: &[] };

fn net(widths: &[usize]) -> Net {
    let folder = tempfile::tempdir().unwrap();
    let checkpoint = mlp(folder.path(), widths, scattered);
    let plan = network::recognise(&checkpoint).unwrap();
    Net { folder, checkpoint, plan }
}

impl Net {
    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    /// The file, and how often a forward pass said how far it is.
    fn run(&self, data: &Dataset, how: &How<'_>) -> Result<(PathBuf, usize), ExtractError> {
        let passes = Cell::new(0);
        let progress = |_: usize, _: usize| passes.set(passes.get() + 1);
        let normalise = Normalise { mean: vec![how.mean], std: vec![1.0] };
        let source = Source { checkpoint: &self.checkpoint, plan: &self.plan, normalise: &normalise };
        let settings = Settings {
            device: &Device::Cpu,
            dtype: how.dtype,
            folder: &self.cache(),
            taps: how.taps,
            progress: &progress,
        };
        Ok((extract::run(&source, data, how.split, &settings)?.file, passes.get()))
    }

    fn error(&self, data: &Dataset, how: &How<'_>) -> String {
        self.run(data, how).unwrap_err().to_string()
    }
}

fn names(folder: &Path) -> Vec<String> {
    let list = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = list.collect();
    names.sort();
    names
}

#[test]
fn logits_are_the_formulas() {
    let (net, data) = (net(&[36, 10]), digits(300, "mnist"));
    let (path, passes) = net.run(&data, &How { mean: 0.25, ..PLAIN }).unwrap();
    assert_eq!(passes, 2, "300 examples in batches of 250");
    let a = activations::open(&path).unwrap();
    assert_eq!((a.n, a.width, a.classes), (300, 36, 10));
    assert_eq!((&a.labels, &a.ids), (&data.labels, &data.ids));
    let normalise = Normalise { mean: vec![0.25], std: vec![1.0] };
    for row in [0, 9, 255, 299] {
        let x = data.batch(row..row + 1, &normalise).unwrap();
        assert_eq!(a.features().row(row), x, "a head alone takes the pixels");
        for (class, found) in a.logits().row(row).iter().enumerate() {
            let expected: f32 = x.iter().enumerate().map(|(i, x)| x * scattered(0, class, i)).sum();
            let expected = expected + 0.1 * class as f32;
            // f32 sums of 36 terms in another order.
            assert!((expected - found).abs() < 1e-5, "row {row}, class {class}: {expected} and {found}");
        }
    }
    assert_eq!(a.templates().unwrap().data, net.checkpoint.tensors["fc1.weight"].data);
    assert_eq!(a.head_bias().unwrap(), net.checkpoint.tensors["fc1.bias"].data);
}

#[test]
fn the_file_says_where_it_comes_from() {
    let (net, data) = (net(&[36, 8, 10]), digits(20, "mnist"));
    let (path, _) = net.run(&data, &How { mean: 0.5, split: "train", ..PLAIN }).unwrap();
    let said = activations::open(&path).unwrap().metadata;
    assert_eq!(said["split"], "train");
    assert_eq!(said["checkpoint_blake3"], net.checkpoint.blake3);
    assert_eq!(said["preprocessing"], "(x - [0.5]) / [1.0]");
    assert_eq!(said["link"], "softmax");
}

#[test]
fn a_second_run_does_no_forward_pass() {
    let (net, data) = (net(&[36, 8, 10]), digits(20, "mnist"));
    let (first, passes) = net.run(&data, &PLAIN).unwrap();
    assert_eq!(passes, 1);
    assert_eq!(net.run(&data, &PLAIN).unwrap(), (first, 0));
}

#[test]
fn a_damaged_file_is_made_again() {
    let (net, data) = (net(&[36, 8, 10]), digits(20, "mnist"));
    let (path, _) = net.run(&data, &PLAIN).unwrap();
    let whole = std::fs::read(&path).unwrap();
    let mut not_finite = whole.clone();
    let at = not_finite.len() - 4;
    not_finite[at..].copy_from_slice(&f32::NAN.to_le_bytes());
    for damaged in [&whole[..whole.len() / 2], &[], &not_finite] {
        std::fs::write(&path, damaged).unwrap();
        assert_eq!(net.run(&data, &PLAIN).unwrap(), (path.clone(), 1));
        assert!(std::fs::read(&path).unwrap() == whole, "same bytes");
    }
}

#[test]
fn whatever_changes_the_values_changes_the_key() {
    let (net, data) = (net(&[36, 8, 10]), digits(20, "mnist"));
    let taps = ["fc1".to_owned()];
    let mut paths: Vec<PathBuf> = [
        PLAIN,
        How { mean: 0.5, ..PLAIN },
        How { dtype: DType::F16, ..PLAIN },
        How { split: "train", ..PLAIN },
        How { taps: &taps, ..PLAIN },
    ]
    .iter()
    .map(|how| net.run(&data, how).unwrap().0)
    .collect();
    paths.push(net.run(&digits(21, "mnist"), &PLAIN).unwrap().0);
    let mut other = self::net(&[36, 9, 10]);
    other.folder = net.folder;
    paths.push(other.run(&data, &PLAIN).unwrap().0);
    let different: std::collections::BTreeSet<&PathBuf> = paths.iter().collect();
    assert_eq!(different.len(), 7, "{paths:#?}");
    assert_eq!(names(&other.cache()).len(), 7);
}

#[test]
fn half_precision_is_near_and_written_as_f32() {
    let (net, data) = (net(&[36, 8, 10]), digits(20, "mnist"));
    let open = |dtype| activations::open(&net.run(&data, &How { dtype, ..PLAIN }).unwrap().0).unwrap();
    let (full, half) = (open(DType::F32), open(DType::F16));
    let largest = full.logits().data.iter().fold(0.0f32, |m, z| m.max(z.abs()));
    let gap = full.logits().data.iter().zip(half.logits().data).fold(0.0f32, |m, (a, b)| m.max((a - b).abs()));
    // 11 bits of mantissa, a few dozen terms.
    assert!(gap > 0.0 && gap < 0.01 * largest, "{gap} of {largest}");
}

#[test]
fn what_a_killed_run_left_is_never_read() {
    let (net, data) = (net(&[36, 8, 10]), digits(20, "mnist"));
    let (path, _) = net.run(&data, &PLAIN).unwrap();
    let whole = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let partial = net.cache().join(".tmpAbCd.partial");
    std::fs::write(&partial, &whole[..whole.len() - 8]).unwrap();
    let beside = path.with_extension("safetensors.partial");
    std::fs::write(&beside, &whole).unwrap();
    assert_eq!(net.run(&data, &PLAIN).unwrap(), (path.clone(), 1), "a forward pass, whatever lies there");
    assert!(std::fs::read(&path).unwrap() == whole);
}

#[test]
fn a_failed_run_leaves_no_file() {
    let (net, data) = (net(&[36, 8, 10]), digits(20, "mnist"));
    let taps = ["fc7".to_owned()];
    let text = net.error(&data, &How { taps: &taps, ..PLAIN });
    assert_eq!(text, "tap \"fc7\" is unknown; known: fc1");
    assert_eq!(names(&net.cache()), [""; 0]);
}

#[test]
fn taps_are_written_beside_the_features() {
    let (net, data) = (net(&[36, 9, 8, 10]), digits(20, "mnist"));
    let taps = ["fc1".to_owned(), "fc2".to_owned()];
    let (path, _) = net.run(&data, &How { taps: &taps, ..PLAIN }).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    assert_eq!(file.tensor("taps.fc1").unwrap().shape(), [20, 9]);
    let last = file.tensor("taps.fc2").unwrap();
    assert_eq!(last.shape(), [20, 8]);
    assert!(last.data() == file.tensor("features").unwrap().data(), "the head's input is the last hidden layer");
}

#[test]
fn data_of_other_classes_channels_or_sizes_are_refused() {
    let data = digits(20, "mnist");
    let text = net(&[36, 8, 7]).error(&data, &PLAIN);
    let expected =
        "the head fc2 has 7 classes, the data \"mnist\" have 10; give data of the same classes with --data: ";
    assert!(text.starts_with(expected) && text.ends_with("net.safetensors"), "{text}");
    let text = net(&[49, 8, 10]).error(&data, &PLAIN);
    let expected =
        "the network takes 1 channels of 7 × 7 pixels, the data \"mnist\" have 1 channels of 6 × 6; give other data";
    assert!(text.starts_with(expected), "{text}");
    let text = net(&[108, 8, 10]).error(&data, &PLAIN);
    assert!(text.starts_with("the network takes 3 channels of 6 × 6 pixels, the data"), "{text}");
}

#[test]
fn a_head_of_the_coarse_classes_is_told_how_to_take_them() {
    let folder = tempfile::tempdir().unwrap();
    let labels = pickled::ints(&(0..100).collect::<Vec<_>>());
    let images = pickled::matrix([100, 3072], Order::C, &vec![7; 307_200]);
    let batch = pickled::dictionary(&[("fine_labels", labels), ("data", images)]);
    std::fs::write(folder.path().join("test"), batch).unwrap();
    let data = penult::data::load(folder.path(), "test").unwrap();
    let text = net(&[3072, 8, 20]).error(&data, &PLAIN);
    let expected =
        "the head fc2 has 20 classes, the data \"cifar100\" have 100; take their coarse labels with --labels coarse: ";
    assert!(text.starts_with(expected), "{text}");
}

#[test]
fn a_cache_that_cannot_be_made_says_what_to_give() {
    let (net, data) = (net(&[36, 8, 10]), digits(20, "mnist"));
    std::fs::write(net.cache(), "a file in its place").unwrap();
    let text = net.error(&data, &PLAIN);
    assert!(text.starts_with("cannot make the cache ("), "{text}");
    assert!(text.contains("; give another with --cache DIR, or --no-cache: "), "{text}");
}
