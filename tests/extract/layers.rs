use std::cell::Cell;
use std::path::Path;

use candle_core::{DType, Device};
use penult::checkpoint::{self, Checkpoint};
use penult::data::{self, Dataset, Normalise};
use penult::extract::layers::{self, KEPT, Layers, compared};
use penult::extract::{ExtractError, Settings, Source, activations};
use penult::linalg::Rows;
use penult::metrics::kernel::Kernel;
use penult::metrics::sample::Sample;
use penult::{extract, network};
use safetensors::SafeTensors;

use super::{digits, mlp, scattered};

/// Every third example.
fn rows(data: &Dataset) -> Vec<usize> {
    (0..data.len()).step_by(3).collect()
}

struct Run<'a> {
    checkpoint: &'a Checkpoint,
    data: &'a Dataset,
    folder: &'a Path,
    passes: Cell<usize>,
}

impl<'a> Run<'a> {
    fn new(checkpoint: &'a Checkpoint, data: &'a Dataset, folder: &'a Path) -> Self {
        Self { checkpoint, data, folder, passes: Cell::new(0) }
    }

    fn with<T>(
        &self,
        of: impl FnOnce(&Source<'_>, &Settings<'_>) -> Result<T, ExtractError>,
    ) -> Result<T, ExtractError> {
        let (plan, normalise) =
            (network::recognise(self.checkpoint).unwrap(), Normalise { mean: vec![0.0], std: vec![1.0] });
        let progress = |_: usize, _: usize| self.passes.set(self.passes.get() + 1);
        let taps: Vec<String> = plan.taps().into_iter().map(str::to_owned).collect();
        let settings =
            Settings { device: &Device::Cpu, dtype: DType::F32, folder: self.folder, taps: &taps, progress: &progress };
        of(&Source { checkpoint: self.checkpoint, plan: &plan, normalise: &normalise }, &settings)
    }

    fn layers(&self) -> Layers {
        self.with(|source, settings| layers::run(source, (self.data, &rows(self.data)), "test", settings)).unwrap()
    }

    /// All rows of a tap as `extract --taps` writes them, of the chosen examples.
    fn tap(&self, name: &str) -> Vec<f32> {
        let file = self.with(|source, settings| extract::run(source, self.data, "test", settings)).unwrap().file;
        assert!(activations::open(&file).is_ok());
        let bytes = std::fs::read(file).unwrap();
        let file = SafeTensors::deserialize(&bytes).unwrap();
        let tensor = file.tensor(&format!("taps.{name}")).unwrap();
        let width = tensor.shape()[1];
        let all: Vec<f32> = tensor.data().chunks(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect();
        rows(self.data).into_iter().flat_map(|i| all[i * width..(i + 1) * width].to_vec()).collect()
    }
}

fn kernel(rows: Rows<'_>) -> Kernel {
    Kernel::linear(&Sample::of(rows, &(0..rows.rows).collect::<Vec<usize>>()))
}

#[test]
fn narrow_layers_are_kept_as_they_are_in_the_order_of_the_network() {
    let folder = tempfile::tempdir().unwrap();
    let (net, data) = (mlp(folder.path(), &[36, 9, 8, 10], scattered), digits(180, "mnist"));
    let run = Run::new(&net, &data, folder.path());
    let found = run.layers();
    assert_eq!((found.n, found.split.as_str(), run.passes.get()), (60, "test", 2));
    let names: Vec<&str> = found.layers.iter().map(|l| l.name.as_str()).collect();
    assert_eq!(names, ["fc1", "fc2"]);
    for layer in &found.layers {
        assert_eq!((layer.kept, layer.pooled, layer.distortion), (layer.width, 1, None));
        // Batches of another size are added up in another order.
        let (found, raw) = (found.rows(layer).unwrap().data, run.tap(&layer.name));
        assert!(found.len() == raw.len() && found.iter().zip(&raw).all(|(a, b)| (a - b).abs() < 1e-5));
    }
}

/// The lemma's bound holds for what was measured, and CKA hardly sees the projection.
#[test]
fn a_wide_layer_is_projected_and_its_distances_stay() {
    let folder = tempfile::tempdir().unwrap();
    let (net, data) = (mlp(folder.path(), &[36, 2300, 10], scattered), digits(300, "mnist"));
    let run = Run::new(&net, &data, folder.path());
    let found = run.layers();
    let [layer] = found.layers.as_slice() else { panic!("{:?}", found.layers) };
    assert_eq!((layer.width, layer.kept), (2300, KEPT));
    let distortion = layer.distortion.unwrap();
    // ε²/2 - ε³/3 = 4 ln 100 / 2048.
    let e = distortion.bound;
    assert!((e * e / 2.0 - e * e * e / 3.0 - 4.0 * 100f64.ln() / 2048.0).abs() < 1e-12, "{e}");
    assert!(distortion.measured > 0.0 && distortion.measured < e, "{distortion:?}");
    let raw = run.tap("fc1");
    let cka = kernel(Rows::new(&raw, 100, 2300).unwrap()).cka(&kernel(found.rows(layer).unwrap())).debiased.unwrap();
    assert!(cka > 0.98, "{cka}");
}

#[test]
fn what_is_kept_is_read_again_and_what_is_broken_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let (net, data) = (mlp(folder.path(), &[36, 9, 10], scattered), digits(60, "mnist"));
    let run = Run::new(&net, &data, folder.path());
    let first = run.layers();
    let again = run.layers();
    assert_eq!(run.passes.get(), 1);
    assert_eq!((&first.layers, &first.sample), (&again.layers, &again.sample));
    let all = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path());
    let file = all.into_iter().find(|p| p.to_string_lossy().ends_with(".layers.safetensors")).unwrap();
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..bytes.len() - 3]).unwrap();
    run.layers();
    assert_eq!((run.passes.get(), std::fs::read(&file).unwrap()), (2, bytes));
}

/// 4 channels of 128 × 128 pixels are 65,536 values: the mean of 2 × 2 pixels leaves 16,384.
#[test]
fn pixels_are_averaged_before_a_projection_that_would_be_too_large() {
    let folder = tempfile::tempdir().unwrap();
    let (n, side) = (12u32, 128u32);
    let header = |kind: u8, sizes: &[u32]| {
        [&[0, 0, 8, kind][..], &sizes.iter().flat_map(|s| s.to_be_bytes()).collect::<Vec<u8>>()].concat()
    };
    let pixels = (0..n * side * side).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect::<Vec<u8>>();
    let labels: Vec<u8> = (0..n).map(|i| (i % 10) as u8).collect();
    let write = |name: &str, parts: [Vec<u8>; 2]| std::fs::write(folder.path().join(name), parts.concat()).unwrap();
    write("t10k-images-idx3-ubyte", [header(3, &[n, side, side]), pixels]);
    write("t10k-labels-idx1-ubyte", [header(1, &[n]), labels]);
    let data = data::load(folder.path(), "test").unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fashion_mnist_resnets");
    let net = checkpoint::load(&path.join("student_scratch_seed1.safetensors")).unwrap();
    let found = Run::new(&net, &data, folder.path()).layers();
    let first = &found.layers[0];
    assert!(first.width > 32_768 && first.pooled == 2 && first.kept == KEPT, "{first:?}");
    assert!(found.layers.iter().all(|l| l.kept <= KEPT && (l.width <= 32_768) == (l.pooled == 1)));
}

#[test]
fn of_many_layers_some_at_equal_steps_are_compared_the_last_among_them() {
    assert_eq!(compared(&["a", "b"]), ["a", "b"]);
    let names: Vec<String> = (0..60).map(|i| i.to_string()).collect();
    let found = compared(&names.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!((found.len(), found[0].as_str(), found[23].as_str()), (24, "1", "59"));
}
