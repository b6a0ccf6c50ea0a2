use std::cell::RefCell;

use candle_core::{DType, Device, Tensor};
use penult::data::Normalise;
use penult::extract::engine::{self, Engine};
use penult::extract::{self, Activations, ExtractError, Settings, Source};
use penult::network::conv::instructions::Instructions;
use penult::network::run::Network;
use penult::network::{self, NetworkError, Output};

use super::{digits, mlp, scattered};

/// The CPU, with room for some images only, in some types only; remembers the size of each pass.
struct Fake {
    holds: usize,
    types: &'static [DType],
    /// What it says when there is no room.
    words: &'static str,
    name: &'static str,
    passes: RefCell<Vec<usize>>,
}

const CUDA: &str = "DriverError(CUDA_ERROR_OUT_OF_MEMORY, \"out of memory\")";

fn fake(holds: usize, words: &'static str) -> Fake {
    Fake { holds, types: &[DType::F32], words, name: "fake", passes: RefCell::default() }
}

impl Engine for Fake {
    fn name(&self) -> Result<String, String> {
        Ok(self.name.to_owned())
    }

    fn has(&self, dtype: DType) -> bool {
        self.types.contains(&dtype)
    }

    fn batch(&self, _: usize) -> usize {
        100
    }

    fn load(&self, source: &Source<'_>, dtype: DType) -> Result<Network, NetworkError> {
        Device::Cpu.load(source, dtype)
    }

    fn forward(&self, network: &Network, images: &Tensor, taps: &[&str]) -> Result<Output, NetworkError> {
        let count = images.dim(0)?;
        self.passes.borrow_mut().push(count);
        if count > self.holds {
            return Err(candle_core::Error::Msg(self.words.to_owned()).into());
        }
        Device::Cpu.forward(network, images, taps)
    }
}

/// A network 36-8-10 over 250 images, and the names of the files that it left.
fn run(engine: &dyn Engine) -> (Result<Activations, ExtractError>, usize) {
    let folder = tempfile::tempdir().unwrap();
    let checkpoint = mlp(folder.path(), &[36, 8, 10], scattered);
    let plan = network::recognise(&checkpoint).unwrap();
    let normalise = Normalise { mean: vec![0.5], std: vec![0.5] };
    let cache = folder.path().join("cache");
    let settings = Settings { device: engine, dtype: DType::F32, folder: &cache, taps: &[], progress: &|_, _| {} };
    let source = Source { checkpoint: &checkpoint, plan: &plan, normalise: &normalise };
    let result = extract::run(&source, &digits(250, "mnist"), "test", &settings);
    (result, std::fs::read_dir(&cache).unwrap().count())
}

#[test]
fn a_pass_that_does_not_fit_is_halved_until_it_does() {
    let engine = fake(30, CUDA);
    let found = run(&engine).0.unwrap();
    // 100 and 50 do not fit; 25 does, also for the batches behind.
    assert_eq!(*engine.passes.borrow(), [100, 50, 25, 25, 25, 25, 25, 25, 25, 25, 25, 25]);
    let expected = run(&Device::Cpu).0.unwrap();
    assert_eq!((found.n, &found.labels, &found.ids), (250, &expected.labels, &expected.ids));
    for (a, b) in found.features().data.iter().zip(expected.features().data) {
        // f32 sums of 36 terms in another order.
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
    for (a, b) in found.logits().data.iter().zip(expected.logits().data) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
}

#[test]
fn halves_end_at_one_image() {
    let engine = fake(1, "Metal error Failed to create metal resource: Buffer");
    assert_eq!(run(&engine).0.unwrap().n, 250);
    assert_eq!(engine.passes.borrow()[..8], [100, 50, 25, 12, 6, 3, 1, 1]);
}

#[test]
fn one_image_that_does_not_fit_says_what_to_do_and_leaves_no_file() {
    let (result, files) = run(&fake(0, CUDA));
    let text = result.unwrap_err().to_string();
    assert!(text.starts_with("the device's memory does not hold one image with this network ("), "{text}");
    for words in ["CUDA_ERROR_OUT_OF_MEMORY", "--dtype f16", "--device cpu: ", "net.safetensors"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(files, 0);
}

#[test]
fn other_failures_are_not_tried_again() {
    let engine = fake(0, "DriverError(CUDA_ERROR_ILLEGAL_ADDRESS, \"an illegal memory access was encountered\")");
    let (result, files) = run(&engine);
    assert!(result.unwrap_err().to_string().contains("CUDA_ERROR_ILLEGAL_ADDRESS"));
    // The batches that were decoded ahead are dropped.
    assert_eq!((engine.passes.borrow().as_slice(), files), ([100].as_slice(), 0));
}

#[test]
fn memory_that_ran_out_is_known_by_the_words_of_each_driver() {
    for words in ["CublasError(CUBLAS_STATUS_ALLOC_FAILED)", "CUDNN_STATUS_ALLOC_FAILED", CUDA] {
        assert!(engine::is_out_of_memory(&candle_core::Error::Msg(words.to_owned()).into()), "{words}");
    }
    assert!(!engine::is_out_of_memory(&candle_core::Error::Msg("CUDA_ERROR_NO_DEVICE".to_owned()).into()));
}

#[test]
fn a_type_that_the_engine_lacks_falls_back_to_the_next() {
    const ALL: &[DType] = &[DType::BF16, DType::F16, DType::F32];
    let cases: [(&'static [DType], DType, DType); 6] = [
        (ALL, DType::BF16, DType::BF16),
        (&[DType::F16, DType::F32], DType::BF16, DType::F16),
        (&[DType::F32], DType::BF16, DType::F32),
        (&[DType::F32], DType::F16, DType::F32),
        // Never up: f16 does not become bf16, which is coarser.
        (&[DType::BF16, DType::F32], DType::F16, DType::F32),
        (ALL, DType::F32, DType::F32),
    ];
    for (types, wanted, expected) in cases {
        let engine = Fake { types, ..fake(1, "") };
        assert_eq!(engine::dtype(&engine, wanted), expected, "{wanted:?} of {types:?}");
    }
    assert_eq!(engine::dtype(&Device::Cpu, DType::BF16), DType::F16, "bf16 gains nothing on a CPU");
}

#[test]
fn the_engine_and_its_instructions_are_part_of_the_key() {
    let key = |name| run(&Fake { name, ..fake(100, "") }).0.unwrap().file.file_name().unwrap().to_owned();
    assert_ne!(key("cpu avx512 of avx512"), key("cpu avx2 of avx512"));
    assert_eq!(key("cpu avx2 of avx2"), key("cpu avx2 of avx2"));
    let [chosen, best] = [Instructions::chosen().unwrap(), Instructions::available()[0]].map(Instructions::name);
    assert_eq!(Device::Cpu.name().unwrap(), format!("cpu {chosen} of {best}"));
}

#[test]
fn batches_are_as_small_as_their_bytes_ask() {
    let batch = |side: usize| Device::Cpu.batch(3 * side * side * 4);
    assert_eq!((batch(32), batch(224), batch(100_000)), (250, 55, 1));
}
