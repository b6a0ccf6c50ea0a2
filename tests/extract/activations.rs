use std::collections::BTreeMap;
use std::path::Path;

use half::f16;
use penult::checkpoint::{Dtype, Entry, Writer};
use penult::extract::activations;

/// Four examples, D = 2, K = 3: W = [[1, 0], [0, 1], [1, 1]], b = [0, 0, 1].
const FEATURES: [f32; 8] = [1.0, 2.0, 0.0, 1.0, 3.0, 1.0, 2.0, 2.0];
const LOGITS: [f32; 12] = [1.0, 2.0, 4.0, 0.0, 1.0, 2.0, 3.0, 1.0, 5.0, 2.0, 2.0, 5.0];

/// A file to be.
struct File {
    tensors: BTreeMap<String, (Dtype, Vec<usize>, Vec<u8>)>,
    metadata: BTreeMap<String, String>,
}

impl File {
    fn whole() -> Self {
        let file = Self { tensors: BTreeMap::new(), metadata: BTreeMap::new() };
        file.floats("features", &[4, 2], &FEATURES)
            .floats("logits", &[4, 3], &LOGITS)
            .integers("labels", &[2, 1, 0, 2])
            .integers("ids", &[10, 11, 12, 13])
            .floats("head.weight", &[3, 2], &[1.0, 0.0, 0.0, 1.0, 1.0, 1.0])
            .floats("head.bias", &[3], &[0.0, 0.0, 1.0])
    }

    fn put(mut self, name: &str, dtype: Dtype, shape: &[usize], bytes: Vec<u8>) -> Self {
        self.tensors.insert(name.to_owned(), (dtype, shape.to_vec(), bytes));
        self
    }

    fn floats(self, name: &str, shape: &[usize], values: &[f32]) -> Self {
        self.put(name, Dtype::F32, shape, values.iter().flat_map(|v| v.to_le_bytes()).collect())
    }

    fn halves(self, name: &str, shape: &[usize], values: &[f32]) -> Self {
        self.put(name, Dtype::F16, shape, values.iter().flat_map(|v| f16::from_f32(*v).to_le_bytes()).collect())
    }

    fn integers(self, name: &str, values: &[i64]) -> Self {
        self.put(name, Dtype::I64, &[values.len()], values.iter().flat_map(|v| v.to_le_bytes()).collect())
    }

    fn without(mut self, name: &str) -> Self {
        self.tensors.remove(name).unwrap();
        self
    }

    fn said(mut self, key: &str, value: &str) -> Self {
        self.metadata.insert(key.to_owned(), value.to_owned());
        self
    }

    fn write(&self, path: &Path) {
        let entry = |(name, (dtype, shape, _)): (&String, &(Dtype, Vec<usize>, Vec<u8>))| Entry {
            name: name.clone(),
            dtype: *dtype,
            shape: shape.clone(),
        };
        let mut writer =
            Writer::create(path, &self.tensors.iter().map(entry).collect::<Vec<_>>(), &self.metadata).unwrap();
        for (name, (_, _, bytes)) in &self.tensors {
            writer.append(name, bytes).unwrap();
        }
        writer.finish().unwrap();
    }

    fn open(&self) -> activations::Activations {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.activations.safetensors");
        self.write(&path);
        activations::open(&path).unwrap()
    }

    /// The error without the path, which comes last.
    fn error(&self) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.activations.safetensors");
        self.write(&path);
        let text = activations::open(&path).unwrap_err().to_string();
        text.strip_suffix(&format!(": {}", path.display())).unwrap_or_else(|| panic!("{text}")).to_owned()
    }
}

#[test]
fn a_file_is_read_back_as_it_was_written() {
    let a = File::whole().said("split", "train").open();
    assert_eq!((a.n, a.width, a.classes, a.has_ids), (4, 2, 3, true));
    assert_eq!((a.features().data, a.logits().data), (&FEATURES[..], &LOGITS[..]));
    assert_eq!((a.labels.as_slice(), a.ids.as_slice()), (&[2, 1, 0, 2][..], &[10, 11, 12, 13][..]));
    assert_eq!(a.templates().unwrap().row(2), [1.0, 1.0]);
    assert_eq!(a.head_bias().unwrap(), [0.0, 0.0, 1.0]);
    assert_eq!(a.metadata["split"], "train");
}

#[test]
fn what_is_optional_may_be_left_out() {
    let a = File::whole().without("ids").without("head.weight").without("head.bias").open();
    assert!(!a.has_ids);
    assert_eq!(a.ids, [0, 1, 2, 3], "the rows");
    assert!(a.templates().is_none() && a.head_bias().is_none());
    let logits = [1.0, 2.0, 3.0, 0.0, 1.0, 1.0, 3.0, 1.0, 4.0, 2.0, 2.0, 4.0];
    let a = File::whole().without("head.bias").floats("logits", &[4, 3], &logits).open();
    assert!(a.templates().is_some(), "a head without a bias");
}

#[test]
fn half_precision_and_small_integers_are_read() {
    let labels = [2i32, 1, 0, 2].iter().flat_map(|l| l.to_le_bytes()).collect();
    let file = File::whole()
        .halves("features", &[4, 2], &FEATURES)
        .halves("logits", &[4, 3], &LOGITS)
        .put("labels", Dtype::I32, &[4], labels)
        .put("ids", Dtype::U8, &[4], vec![9, 8, 7, 6]);
    let a = file.open();
    assert_eq!((a.features().data, a.logits().data), (&FEATURES[..], &LOGITS[..]));
    assert_eq!((a.labels.as_slice(), a.ids.as_slice()), (&[2, 1, 0, 2][..], &[9, 8, 7, 6][..]));
}

#[test]
fn rows_can_be_put_in_another_order() {
    let a = File::whole().open().reordered(&[3, 0]);
    assert_eq!((a.n, a.labels, a.ids), (2, vec![2, 2], vec![13, 10]));
}

#[test]
fn a_missing_tensor_is_named_with_what_is_there() {
    for name in ["features", "logits", "labels"] {
        let what = File::whole().without(name).error();
        let needed =
            format!("activations need features (N, D), logits (N, K) and labels (N); {name} is missing, found ");
        assert!(what.starts_with(&needed), "{what}");
        assert!(what.contains("head.weight"), "{what}");
    }
}

#[test]
fn tensors_of_another_rank_type_or_length_are_refused() {
    let cases = [
        (
            File::whole().floats("features", &[4, 2, 1], &FEATURES),
            "tensor features: expected 2 dimensions, found [4, 2, 1]",
        ),
        (
            File::whole().put("labels", Dtype::I64, &[4, 1], vec![0; 32]),
            "tensor labels: expected 1 dimension, found [4, 1]",
        ),
        (File::whole().floats("labels", &[4], &[0.0; 4]), "tensor labels: expected i64, found F32"),
        (
            File::whole().put("logits", Dtype::I64, &[4, 3], vec![0; 96]),
            "tensor logits: expected f32 or f16, found I64",
        ),
        (
            File::whole().integers("labels", &[2, 1, 0]),
            "features have 4 rows, logits 4, labels 3; expected the same number of each, and at least one",
        ),
        (
            File::whole().floats("features", &[0, 2], &[]).floats("logits", &[0, 3], &[]).integers("labels", &[]),
            "features have 0 rows, logits 0, labels 0; expected the same number of each, and at least one",
        ),
        (
            File::whole().floats("features", &[4, 0], &[]),
            "expected features (N, D) and logits (N, K), found D = 0 and K = 3",
        ),
        (File::whole().integers("ids", &[1, 2]), "tensor ids: expected 4 values, one an example, found 2"),
        (File::whole().integers("ids", &[1, 2, 3, 2]), "tensor ids, row 3: 2 comes twice; examples are paired by id"),
        (
            File::whole().floats("head.weight", &[2, 3], &[0.0; 6]),
            "tensor head.weight: expected the shape [3, 2], found [2, 3]",
        ),
        (File::whole().floats("head.bias", &[2], &[0.0; 2]), "tensor head.bias: expected the shape [3], found [2]"),
    ];
    for (file, expected) in cases {
        assert_eq!(file.error(), expected);
    }
}

#[test]
fn a_label_out_of_range_is_named_with_its_row() {
    for (label, row) in [(3, 1), (-1, 2)] {
        let mut labels = [2, 1, 0, 2];
        labels[row] = label;
        let what = File::whole().integers("labels", &labels).error();
        assert_eq!(what, format!("tensor labels, row {row}: {label} is outside 0..3, the classes of the logits"));
    }
}

#[test]
fn a_value_that_is_not_finite_is_named_with_its_row() {
    let mut features = FEATURES;
    features[5] = f32::NAN;
    let what = File::whole().floats("features", &[4, 2], &features).error();
    assert_eq!(what, "tensor features, row 2: NaN is not finite; mend the network or leave the row out");
    let mut logits = LOGITS;
    logits[3] = f32::INFINITY;
    let what = File::whole().floats("logits", &[4, 3], &logits).error();
    assert!(what.starts_with("tensor logits, row 1: inf is not finite"), "{what}");
    let what = File::whole().floats("head.weight", &[3, 2], &[1.0, 0.0, 0.0, f32::NAN, 1.0, 1.0]).error();
    assert!(what.starts_with("tensor head.weight, row 1: NaN is not finite"), "{what}");
    let what = File::whole().floats("head.bias", &[3], &[0.0, 0.0, f32::NAN]).error();
    assert!(what.starts_with("tensor head.bias, row 2: NaN is not finite"), "{what}");
}

#[test]
fn features_that_are_not_the_heads_input_are_refused() {
    let mut features = FEATURES;
    features[4] = 1.0;
    let what = File::whole().floats("features", &[4, 2], &features).error();
    let expected =
        "row 2, class 0: features · Wᵀ + b gives 1, the logits say 3; features must be the input of the head";
    assert!(what.starts_with(expected), "{what}");
}

#[test]
fn another_link_than_softmax_is_refused() {
    assert_eq!(File::whole().said("link", "softmax").open().n, 4);
    let what = File::whole().said("link", "sigmoid").error();
    assert_eq!(what, "metadata link: penult turns logits into probabilities by softmax, found \"sigmoid\"");
}

#[test]
fn a_truncated_file_is_refused_wherever_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.activations.safetensors");
    File::whole().write(&path);
    let bytes = std::fs::read(&path).unwrap();
    for length in [0, 4, 8, 100, bytes.len() - 1] {
        std::fs::write(&path, &bytes[..length]).unwrap();
        let text = activations::open(&path).unwrap_err().to_string();
        assert!(text.ends_with(&format!(": {}", path.display())), "{text}");
        let expected = if length == 0 { "the file is empty" } else { "not a whole safetensors file (" };
        assert!(text.starts_with(expected), "{length}: {text}");
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let text = activations::open(Path::new("gone.activations.safetensors")).unwrap_err().to_string();
    assert!(text.ends_with(": gone.activations.safetensors"), "{text}");
    assert!(activations::is_activations(Path::new("x/a.test.activations.safetensors")));
    assert!(!activations::is_activations(Path::new("a.safetensors")));
}
