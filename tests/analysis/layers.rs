use std::path::Path;

use candle_core::{DType, Device};
use penult::analysis::schema::{Role, TappedLayer, Variant};
use penult::analysis::{Input, Options, Record, run};
use penult::checkpoint::Checkpoint;
use penult::data::{Dataset, Normalise};
use penult::extract::layers::{self, Layers};
use penult::extract::{Settings, Source};
use penult::linalg::Rows;
use penult::metrics::linear_cka::linear_cka;
use penult::network;

use super::{Made, data, input, near, variant};
use crate::extract::{digits, mlp, scattered};

/// All layers of a chain of linear layers over some rows.
fn layers_of(checkpoint: &Checkpoint, data: &Dataset, rows: &[usize], folder: &Path) -> Layers {
    let plan = network::recognise(checkpoint).unwrap();
    let normalise = Normalise { mean: vec![0.0], std: vec![1.0] };
    let taps = layers::compared(&plan.taps());
    let settings = Settings { device: &Device::Cpu, dtype: DType::F32, folder, taps: &taps, progress: &|_, _| {} };
    layers::run(&Source { checkpoint, plan: &plan, normalise: &normalise }, (data, rows), "test", &settings).unwrap()
}

/// A reference whose second layer is constant, and a variant with three layers.
fn inputs(rows_of_reference: &[usize]) -> Vec<Input> {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let data = digits(90, "mnist");
    let net = mlp(folder.path(), &[36, 9, 8, 7, 10], scattered);
    let still = |layer: usize, output, input| if layer == 1 { 0.0 } else { scattered(layer + 1, output, input) };
    let reference = mlp(other.path(), &[36, 9, 8, 10], still);
    let made = Made::new(60, 3, 5, 1);
    let of = |id: &str, reference: Option<&str>, layers: Layers| {
        let variant = Variant { reference: reference.map(str::to_owned), ..variant(Role::Teacher, id, None) };
        Input { layers: Some(layers), ..input(id, variant, &[("test", &made)]) }
    };
    vec![
        of("hard", None, layers_of(&reference, &data, rows_of_reference, other.path())),
        of("smooth", Some("hard"), layers_of(&net, &data, &all(), folder.path())),
    ]
}

fn all() -> Vec<usize> {
    (0..90).collect()
}

fn names(layers: &[TappedLayer]) -> Vec<&str> {
    layers.iter().map(|l| l.name.as_str()).collect()
}

#[test]
fn every_layer_is_compared_with_its_own_network_and_the_reference_as_the_metric_does() {
    let inputs = inputs(&all());
    let layers: Vec<Layers> = inputs.iter().map(|i| i.layers.clone().unwrap()).collect();
    let record = run(inputs, data(3), &Options::default()).unwrap();
    let found = &record.analysis.layers;
    let pairs: Vec<(&str, &str)> = found.iter().map(|l| (l.a.as_str(), l.b.as_str())).collect();
    assert_eq!(pairs, [("hard", "hard"), ("smooth", "smooth"), ("smooth", "hard")]);
    assert_eq!(names(&found[0].rows), ["fc1"], "a layer that does not vary has no row");
    assert_eq!((names(&found[2].rows), names(&found[2].columns)), (vec!["fc1", "fc2", "fc3"], vec!["fc1"]));
    for similarity in found {
        let of = |id: &str| &layers[usize::from(id == "smooth")];
        let (a, b) = (of(&similarity.a), of(&similarity.b));
        let matrix = &record.arrays.matrices[&similarity.matrix];
        assert_eq!((matrix.cols, similarity.n), (similarity.columns.len(), 90));
        for (i, row) in similarity.rows.iter().enumerate() {
            for (j, column) in similarity.columns.iter().enumerate() {
                let expected = linear_cka(values(a, &row.name), values(b, &column.name)).1.unwrap();
                near(matrix.values[i * matrix.cols + j], expected, 1e-9);
            }
        }
    }
}

fn values<'a>(layers: &'a Layers, name: &str) -> Rows<'a> {
    layers.rows(layers.layers.iter().find(|l| l.name == name).unwrap()).unwrap()
}

#[test]
fn the_sidecar_keeps_the_matrices_and_misses_one_that_is_gone() {
    let mut record = run(inputs(&all()), data(3), &Options::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let read = |record: &Record| Record::read(&record.write(folder.path()).unwrap());
    assert_eq!(read(&record).unwrap().arrays, record.arrays);
    record.arrays.matrices.remove("smooth/test/layers/hard").unwrap();
    let error = read(&record).unwrap_err().to_string();
    assert!(error.contains("no array smooth/test/layers/hard"), "{error}");
}

#[test]
fn layers_of_different_examples_are_refused_with_both_names() {
    let error = run(inputs(&(0..60).collect::<Vec<usize>>()), data(3), &Options::default()).unwrap_err();
    assert!(error.contains("the layers of smooth and hard were run on different examples"), "{error}");
}
