//! TensorBoard's embedding projector: `tensorboard --logdir REPORT/projector`, or its files loaded at projector.tensorflow.org.
//!
//! For each variant and split a file of vectors and one of what is known of each. The vectors are the sampled logits of the
//! shown classes; where a record holds no sample, the first two principal coordinates of the
//! features. Features themselves are not in a record: files made while networks run could not be made again by `render`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::analysis::schema::{Curves, Sample, SampledOutputs};
use crate::analysis::{Record, format};
use crate::report::{ReportError, save};

/// The folder, below the report.
pub const FOLDER: &str = "projector";

/// Vectors with what is known of each.
struct Embedding {
    vectors: Vec<Vec<f32>>,
    heads: &'static str,
    /// A line a vector, its fields apart by tabs.
    known: Vec<String>,
}

/// Writes the folder; gives the path of its configuration.
///
/// # Errors
/// Names the file that cannot be written.
pub fn write(record: &Record, out: &Path) -> Result<PathBuf, ReportError> {
    let mut configuration = String::new();
    let mut stems = BTreeSet::new();
    for (id, variant) in &record.analysis.variants {
        for (split, measured) in &variant.splits {
            let Some(embedding) = embedding(record, split, &measured.curves) else { continue };
            let stem = free(&mut stems, &format!("{id}.{split}"));
            save(out, &format!("{FOLDER}/{stem}.tensors.tsv"), tensors(&embedding.vectors).as_bytes())?;
            save(out, &format!("{FOLDER}/{stem}.metadata.tsv"), metadata(&embedding).as_bytes())?;
            let name = format!("{id} {split}").replace('\\', "/").replace('"', "'");
            let _ = writeln!(
                configuration,
                "embeddings {{\n  tensor_name: \"{name}\"\n  tensor_path: \"{stem}.tensors.tsv\"\n  metadata_path: \"{stem}.metadata.tsv\"\n}}"
            );
        }
    }
    let name = format!("{FOLDER}/projector_config.pbtxt");
    save(out, &name, configuration.as_bytes())?;
    Ok(out.join(name))
}

/// A file name that no other variant has.
fn free(taken: &mut BTreeSet<String>, name: &str) -> String {
    let keep = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    let mut stem: String = name.chars().map(keep).collect();
    while !taken.insert(stem.clone()) {
        stem.push('_');
    }
    stem
}

/// The sampled logits, else the principal coordinates; none where a record has neither.
fn embedding(record: &Record, split: &str, curves: &Curves) -> Option<Embedding> {
    let sample = record.analysis.data.splits.get(split).and_then(|s| s.sample.as_ref());
    let outputs = sample.zip(curves.sample.as_ref()).and_then(|(sample, outputs)| logits(record, sample, outputs));
    outputs.or_else(|| coordinates(record, curves))
}

fn logits(record: &Record, sample: &Sample, outputs: &SampledOutputs) -> Option<Embedding> {
    let arrays = &record.arrays;
    let (logits, summary) = (arrays.outputs.get(&outputs.logits)?, arrays.outputs.get(&outputs.summary)?);
    let (labels, ids) = (arrays.labels.get(&sample.labels)?, arrays.ids.get(&sample.ids)?);
    let examples = summary.values.chunks_exact(3).zip(labels).zip(ids);
    let known = examples.map(|((of, label), id)| {
        let predicted = index(of[0]);
        let right = if predicted == Some(*label) { "right" } else { "wrong" };
        let answer = predicted.map_or_else(String::new, |k| class(record, k));
        let confidence = format::decimals(f64::from(of[1] - of[2]).exp(), 4);
        format!("{}\t{answer}\t{right}\t{confidence}\t{id}", class(record, *label))
    });
    let vectors = logits.values.chunks_exact(logits.cols.max(1)).map(<[f32]>::to_vec).collect();
    Some(Embedding { vectors, heads: "class\tpredicted\tanswer\tconfidence\tid", known: known.collect() })
}

fn coordinates(record: &Record, curves: &Curves) -> Option<Embedding> {
    let scatter = curves.pca.as_ref()?;
    let points = record.arrays.points.get(&scatter.points)?;
    let labels = record.arrays.labels.get(&scatter.labels)?;
    // A file of one column has no head, so there are two.
    let known = labels.iter().map(|label| format!("{}\t{label}", class(record, *label))).collect();
    Some(Embedding { vectors: points.iter().map(|point| point.to_vec()).collect(), heads: "class\tlabel", known })
}

/// A class index that an array of numbers holds.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // checked
fn index(value: f32) -> Option<usize> {
    (value >= 0.0 && value.fract() == 0.0).then_some(value as usize)
}

/// A class by name, without what would break a line of fields.
fn class(record: &Record, index: usize) -> String {
    let name = record.analysis.data.classes.get(index).cloned().unwrap_or_else(|| index.to_string());
    name.replace(['\t', '\n', '\r'], " ")
}

fn tensors(vectors: &[Vec<f32>]) -> String {
    let line = |vector: &Vec<f32>| vector.iter().map(format::exact).collect::<Vec<_>>().join("\t") + "\n";
    vectors.iter().map(line).collect()
}

fn metadata(of: &Embedding) -> String {
    let lines = std::iter::once(of.heads).chain(of.known.iter().map(String::as_str));
    lines.map(|line| line.to_owned() + "\n").collect()
}
