//! The sampled examples of a split, and what a variant says of them.
//!
//! The first examples of each shown class: the PCA and t-SNE scatters show the same ones, in the same order.

use crate::analysis::curves::Drawn;
use crate::analysis::record::{Arrays, Images, Outputs};
use crate::analysis::schema::{Sample, SampledOutputs, Thumbnails};
use crate::extract::{Activations, thumbnails};
use crate::linalg::Rows;
use crate::metrics::softmax::{argmax, per_softmax};

/// Logits of a sample, about, and examples of a class, at most and at least.
const LOGITS: usize = 20_000;
const MOST: usize = 60;
const LEAST: usize = 2;

/// Examples of a class, where there are so many shown classes.
fn each(classes: usize) -> usize {
    (LOGITS / classes.pow(2).max(1)).clamp(LEAST, MOST)
}

/// The rows of the examples, in the order of the data. Labels (N).
pub fn rows(labels: &[usize], shown: &[usize]) -> Vec<usize> {
    first_of_each(labels, each(shown.len()), |class| shown.contains(&class))
}

/// The first `each` examples of each class that is wanted, in the order of the data.
pub fn first_of_each(labels: &[usize], each: usize, is_wanted: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut seen = vec![0; labels.iter().max().map_or(0, |last| last + 1)];
    let mut out = Vec::new();
    for (i, label) in labels.iter().enumerate() {
        if seen[*label] < each && is_wanted(*label) {
            seen[*label] += 1;
            out.push(i);
        }
    }
    out
}

/// Describes the sampled examples of a split, any of whose variants is `a`; ids and labels go to the sidecar.
pub fn describe(a: &Activations, drawn: &Drawn<'_>, classes: usize, arrays: &mut Arrays) -> Sample {
    let (ids, labels) = (format!("{}/sample.ids", drawn.split), labels(drawn.split));
    arrays.ids.insert(ids.clone(), drawn.sample.iter().map(|i| a.ids[*i]).collect());
    arrays.labels.insert(labels.clone(), drawn.sample.iter().map(|i| a.labels[*i]).collect());
    Sample { ids, labels, chosen_by: chosen_by(drawn.shown.len(), classes), thumbnails: None }
}

/// Adds the images of the sampled examples of a split, where `images` has them by ids and labels.
pub fn illustrate(
    sample: &mut Sample,
    split: &str,
    images: &dyn Fn(&str, &[i64], &[usize]) -> Option<thumbnails::Thumbnails>,
    arrays: &mut Arrays,
) {
    let examples = arrays.ids.get(&sample.ids).zip(arrays.labels.get(&sample.labels));
    let Some(found) = examples.and_then(|(ids, labels)| images(split, ids, labels)) else { return };
    let (array, [height, width, channels]) = (format!("{split}/sample.thumbnails"), found.shape);
    arrays.images.insert(array.clone(), Images { shape: found.shape, bytes: found.bytes });
    sample.thumbnails = Some(Thumbnails { array, height, width, channels });
}

/// Where the class indices of the sampled examples of a split lie in the sidecar.
pub fn labels(split: &str) -> String {
    format!("{split}/sample.labels")
}

/// How the examples were chosen, of so many shown classes among all.
fn chosen_by(shown: usize, classes: usize) -> String {
    let of =
        if shown == classes { "each class".to_owned() } else { format!("each of {shown} of the {classes} classes") };
    format!("the first {} examples of {of}, in the order of the data", each(shown))
}

/// What a variant says of the chosen rows; none where it lacks a shown class.
pub fn outputs(
    a: &Activations,
    (rows, shown): (&[usize], &[usize]),
    place: &str,
    arrays: &mut Arrays,
) -> Option<SampledOutputs> {
    if shown.iter().any(|class| *class >= a.classes) {
        return None;
    }
    let all: Vec<f32> = rows.iter().flat_map(|i| a.logits().row(*i)).copied().collect();
    let all = Rows { data: &all, rows: rows.len(), cols: a.classes };
    let logits = (0..rows.len()).flat_map(|i| shown.iter().map(move |class| all.row(i)[*class])).collect();
    #[allow(clippy::cast_possible_truncation)] // f32 as the logits are
    let summary = per_softmax(
        all,
        |_| 1.0,
        |row, _| {
            let answer = argmax(row.logits);
            [answer as f32, row.logits[answer], row.log_sum() as f32]
        },
    );
    let of = SampledOutputs { logits: format!("{place}/logits"), summary: format!("{place}/summary") };
    arrays.outputs.insert(of.logits.clone(), Outputs { cols: shown.len(), values: logits });
    arrays.outputs.insert(of.summary.clone(), Outputs { cols: 3, values: summary.concat() });
    Some(of)
}
