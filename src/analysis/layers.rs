//! Layerwise CKA: debiased linear CKA of every layer of a variant with every layer of itself and of its reference, for the
//! sidecar.
//!
//! Fed by the layers that `extract` kept of a class-stratified sample; drawn by the figure `layer_cka`. The Gram matrices of one
//! variant are held, those of the reference come one by one.

use rayon::prelude::*;

use super::record::{Arrays, Matrix};
use super::run::Input;
use super::schema::{LayerSimilarity, TappedLayer};
use crate::extract::layers::{Layer, Layers};
use crate::metrics::kernel::Kernel;
use crate::metrics::sample::Sample;
use crate::metrics::{Measured, Undefined};

/// Examples on which layers are compared, at most: a Gram matrix of them is 8 MB.
pub const EXAMPLES: usize = 1000;

/// A layer that varies, with its kernel.
type Varying<'a> = (&'a Layer, Kernel);

/// The similarities of all variants that have layers, each with itself and with its reference; matrices go to the arrays.
///
/// # Errors
/// When a variant and its reference were run on different examples; names both.
pub fn layers(inputs: &[Input], arrays: &mut Arrays) -> Result<Vec<LayerSimilarity>, String> {
    let mut out = Vec::new();
    let tapped = |id: &str| inputs.iter().find(|i| i.id == id).and_then(|i| i.layers.as_ref());
    for input in inputs {
        let Some(a) = &input.layers else { continue };
        let kernels = kernels(a);
        out.push(with_itself((&input.id, a), &kernels, arrays));
        let reference = input.variant.reference.as_deref();
        if let Some((id, b)) = reference.and_then(|id| Some((id, tapped(id)?))) {
            if a.sample != b.sample {
                let what = "the layers of {} and {} were run on different examples; extract both from the same data";
                return Err(what.replacen("{}", &input.id, 1).replacen("{}", id, 1));
            }
            out.push(with_another((&input.id, a, &kernels), (id, b), arrays));
        }
    }
    Ok(out)
}

/// The kernel of a layer.
///
/// # Errors
/// Undefined where the layer does not vary over the examples.
fn kernel(layers: &Layers, layer: &Layer) -> Measured<Kernel> {
    let none = || Undefined("the layer has no values".to_owned());
    let rows = layers.rows(layer).ok_or_else(none)?;
    let kernel = Kernel::linear(&Sample::of(rows, &(0..layers.n).collect::<Vec<usize>>()));
    kernel.cka(&kernel).debiased.map(|_| kernel)
}

/// The layers that vary; what does not has no CKA and no row.
fn kernels(layers: &Layers) -> Vec<Varying<'_>> {
    let of = |layer| Some((layer, kernel(layers, layer).ok()?));
    layers.layers.par_iter().map(of).collect::<Vec<_>>().into_iter().flatten().collect()
}

fn with_itself((id, a): (&str, &Layers), kernels: &[Varying<'_>], arrays: &mut Arrays) -> LayerSimilarity {
    let rows: Vec<Vec<f64>> = kernels.par_iter().map(|(_, k)| along(k, kernels)).collect();
    let columns = kernels.iter().map(|(layer, _)| *layer).collect();
    put((id, id, a), kernels, (columns, rows), arrays)
}

fn with_another(
    (id, a, kernels): (&str, &Layers, &[Varying<'_>]),
    (reference, b): (&str, &Layers),
    arrays: &mut Arrays,
) -> LayerSimilarity {
    let of = |layer| Some((layer, along(&kernel(b, layer).ok()?, kernels)));
    let (columns, by_column): (Vec<&Layer>, Vec<Vec<f64>>) = b.layers.iter().filter_map(of).unzip();
    let rows = (0..kernels.len()).map(|i| by_column.iter().map(|column| column[i]).collect()).collect();
    put((id, reference, a), kernels, (columns, rows), arrays)
}

/// The CKA of one layer with each of several; all of them vary.
fn along(kernel: &Kernel, kernels: &[Varying<'_>]) -> Vec<f64> {
    kernels.iter().filter_map(|(_, other)| kernel.cka(other).debiased.ok()).collect()
}

fn put(
    (id, other, a): (&str, &str, &Layers),
    kernels: &[Varying<'_>],
    (columns, values): (Vec<&Layer>, Vec<Vec<f64>>),
    arrays: &mut Arrays,
) -> LayerSimilarity {
    let name = format!("{id}/{}/layers/{other}", a.split);
    arrays.matrices.insert(name.clone(), Matrix { cols: columns.len(), values: values.concat() });
    LayerSimilarity {
        a: id.to_owned(),
        b: other.to_owned(),
        split: a.split.clone(),
        n: a.n,
        rows: kernels.iter().map(|(layer, _)| described(layer)).collect(),
        columns: columns.into_iter().map(described).collect(),
        matrix: name,
    }
}

fn described(layer: &Layer) -> TappedLayer {
    TappedLayer {
        name: layer.name.clone(),
        width: layer.width,
        pooled: layer.pooled,
        kept: layer.kept,
        distortion_bound: layer.distortion.map(|d| d.bound),
        distortion: layer.distortion.map(|d| d.measured),
    }
}
