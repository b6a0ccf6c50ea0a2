//! The analysis of activations that are made here, opened from files as a run would.
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_possible_wrap)] // made-up numbers

mod argument; // states, kinds, reasons, sentences; each cause found alone; how often it errs
mod cache; // what is kept gives the same bytes, what is broken is made again
mod changes; // what counts as a change, and what is noise
mod checks; // what must hold, what fails, what could not be checked
mod claims; // the ledger: every claim in each of its three ways
mod coverage; // intervals hold the truth as often as they say
mod curves; // bins, bands, samples
mod diffusion; // η by hand, seeds in pairs, nulls
mod embedding; // the same bytes for any number of threads; clusters stay apart
mod examples; // variants are brought to the same examples, or the clash is named
mod format; // rounding and signs
mod gate; // conditions: understood, refused, tripped
mod group_pairs; // means over pairs of groups
mod groups; // means over seeds and paired differences by hand
mod intervals; // NumPy's percentiles, known quantiles of Student's t
mod jackknife; // leaving rows out by hand
mod layers; // CKA of layers by the metric itself; what does not vary has no row
mod matched; // two teachers at one softness
mod measure; // every metric has a value or a reason
mod merged; // analyses side by side
mod other_labels; // probes are fitted on train, else on halves; undefined with the line to write
mod pairs; // each pair once, values of the metrics themselves
mod probes; // what was measured on weights, and why something was not
mod record; // what is written is read back, or the file is named
mod relations; // points by hand, reasons
mod resamples; // the same for every variant and thread count
mod run; // same bytes, valid JSON, every split
mod shown; // what the page explores equals the metrics, whatever the classes
mod temperature_effects; // contrasts of four groups by hand
mod trajectories; // the epochs of a run, apart from seeds

use std::collections::BTreeMap;

use penult::analysis::schema::{
    Analysis, Checkpoint, Data, Difference, Distillation, Metric, Objective, Role, Variant, VariantSplit,
};
use penult::analysis::{Input, Options, Record};
use penult::checkpoint::{Dtype, Entry, Writer};
use penult::extract::Activations;
use penult::extract::activations::open;

/// `a` is `b` within an absolute distance.
pub fn near(a: f64, b: f64, within: f64) {
    assert!((a - b).abs() <= within, "{a} is not {b} within {within}");
}

/// Normal numbers, the same for the same seed: splitmix64 and Box-Muller.
pub struct Chance(pub u64);

impl Chance {
    /// Uniform in (0, 1).
    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        ((z >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    pub fn normal(&mut self) -> f64 {
        (-2.0 * self.uniform().ln()).sqrt() * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

/// Activations before they are a file.
#[derive(Clone)]
pub struct Made {
    pub width: usize,
    pub classes: usize,
    pub features: Vec<f32>,
    pub logits: Vec<f32>,
    pub labels: Vec<i64>,
    pub ids: Option<Vec<i64>>,
    pub head: Option<Vec<f32>>,
}

impl Made {
    /// N examples around K centres in D dimensions, and a head that is right for most of them. Labels go round.
    pub fn new(n: usize, classes: usize, width: usize, seed: u64) -> Self {
        Self::around((n, classes, width), seed, 1.2)
    }

    /// The same with a standard deviation around the centres.
    pub fn around((n, classes, width): (usize, usize, usize), seed: u64, deviation: f32) -> Self {
        let mut chance = Chance(seed);
        let head: Vec<f32> = (0..classes * width).map(|_| chance.normal() as f32).collect();
        let labels: Vec<i64> = (0..n).map(|i| (i % classes) as i64).collect();
        let centre = |label: i64, d: usize| head[label as usize * width + d];
        let features = labels
            .iter()
            .flat_map(|l| (0..width).map(|d| centre(*l, d) + deviation * chance.normal() as f32).collect::<Vec<_>>());
        let features = features.collect();
        Self { width, classes, features, logits: Vec::new(), labels, ids: None, head: Some(head) }.with_logits(0.7)
    }

    /// Logits from the head, scaled.
    pub fn with_logits(mut self, scale: f32) -> Self {
        let Some(head) = self.head.as_mut() else { return self };
        head.iter_mut().for_each(|w| *w *= scale);
        let of = |row: &[f32]| {
            head.chunks(self.width).map(|w| w.iter().zip(row).map(|(a, b)| a * b).sum()).collect::<Vec<f32>>()
        };
        self.logits = self.features.chunks(self.width).flat_map(of).collect();
        self
    }

    /// The examples in this order.
    pub fn pick(&self, order: &[usize]) -> Self {
        let rows = |v: &[f32], w: usize| order.iter().flat_map(|i| v[i * w..(i + 1) * w].to_vec()).collect();
        Self {
            features: rows(&self.features, self.width),
            logits: rows(&self.logits, self.classes),
            labels: order.iter().map(|i| self.labels[*i]).collect(),
            ids: self.ids.as_ref().map(|ids| order.iter().map(|i| ids[*i]).collect()),
            ..self.clone()
        }
    }

    /// Through a file `<name>.activations.safetensors`, which stays mapped after its folder is gone.
    pub fn open_as(&self, name: &str) -> Activations {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("{name}.activations.safetensors"));
        let floats = |v: &[f32]| v.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>();
        let integers = |v: &[i64]| v.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>();
        let n = self.labels.len();
        let mut parts = vec![
            ("features", Dtype::F32, vec![n, self.width], floats(&self.features)),
            ("logits", Dtype::F32, vec![n, self.classes], floats(&self.logits)),
            ("labels", Dtype::I64, vec![n], integers(&self.labels)),
        ];
        parts.extend(self.ids.as_ref().map(|ids| ("ids", Dtype::I64, vec![n], integers(ids))));
        parts
            .extend(self.head.as_ref().map(|w| ("head.weight", Dtype::F32, vec![self.classes, self.width], floats(w))));
        let entry = |(name, dtype, shape, _): &(&str, Dtype, Vec<usize>, Vec<u8>)| Entry {
            name: (*name).to_owned(),
            dtype: *dtype,
            shape: shape.clone(),
        };
        let entries: Vec<Entry> = parts.iter().map(entry).collect();
        let mut writer = Writer::create(&path, &entries, &BTreeMap::new()).unwrap();
        parts.iter().for_each(|(name, _, _, bytes)| writer.append(name, bytes).unwrap());
        writer.finish().unwrap();
        open(&path).unwrap()
    }

    pub fn open(&self) -> Activations {
        self.open_as("made")
    }
}

/// A variant of a group, nothing else known of it.
pub fn variant(role: Role, group: &str, seed: Option<u64>) -> Variant {
    Variant {
        role,
        group: group.to_owned(),
        seed,
        epoch: None,
        objective: Some(Objective { name: "cross_entropy".to_owned(), alpha: None, convention: None }),
        distillation: None,
        teacher: None,
        reference: None,
        checkpoint: Checkpoint {
            file: format!("{group}.safetensors"),
            blake3: "00".repeat(32),
            notes: Vec::new(),
            stored_accuracy: None,
        },
        network: None,
        template_products: None,
        preprocessing: None,
        found_by: BTreeMap::new(),
        splits: BTreeMap::new(),
    }
}

/// A network of which only its name is known.
pub fn network() -> penult::analysis::schema::Network {
    let (family, evidence) = ("mlp".to_owned(), "linear layers".to_owned());
    penult::analysis::schema::Network { family, evidence, parameters: 10, multiply_adds: 10, width: 6 }
}

/// A variant with its activations by split.
pub fn input(id: &str, variant: Variant, splits: &[(&str, &Made)]) -> Input {
    let activations = splits.iter().map(|(split, made)| ((*split).to_owned(), made.open_as(id))).collect();
    Input { id: id.to_owned(), variant, activations, probes: BTreeMap::new(), layers: None }
}

/// Classes of these names; a run fills in the splits.
pub fn data(classes: usize) -> Data {
    let classes = (0..classes).map(|c| format!("class {c}")).collect();
    Data {
        name: "made up".to_owned(),
        classes,
        superclasses: None,
        shown: None,
        splits: BTreeMap::new(),
        preprocessing: None,
    }
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

pub fn analysed(inputs: Vec<Input>, classes: usize) -> Record {
    penult::analysis::run(inputs, data(classes), &Options::default()).unwrap()
}

/// Two teachers and their students at T = 1 and 4, three seeds each, on both splits.
pub fn study() -> Record {
    let mut inputs = Vec::new();
    let of = |inputs: &mut Vec<Input>, (id, group): (String, &str), scale: f32, change: &dyn Fn(&mut Variant)| {
        let seed = inputs.len() as u64 % 3 + 1;
        // Labels and ids are the same for all; features and answers are not.
        let deviation = 0.9 + 0.5 * scale;
        let test = Made::around((120, 4, 6), seed, deviation).with_logits(scale);
        let train = Made::around((80, 4, 6), seed + 10, deviation).with_logits(scale);
        let mut v = variant(Role::Teacher, group, Some(seed));
        change(&mut v);
        inputs.push(input(&id, v, &[("test", &test), ("train", &train)]));
    };
    for (group, scale) in [("hard", 1.0f32), ("smooth", 0.3)] {
        for seed in 1..=3 {
            of(&mut inputs, (format!("{group}_{seed}"), group), scale, &|v| {
                v.reference = (group == "smooth").then(|| format!("hard_{seed}"));
            });
        }
    }
    for temperature in [1.0, 4.0] {
        for (teacher, scale) in [("hard", 0.9f32), ("smooth", 0.5)] {
            let group = format!("from_{teacher}_t{temperature}");
            for seed in 1..=3 {
                of(&mut inputs, (format!("{group}_{seed}"), &group), scale, &|v| {
                    v.role = Role::Student;
                    v.teacher = Some(format!("{teacher}_{seed}"));
                    v.reference = (teacher == "smooth").then(|| format!("from_hard_t{temperature}_{seed}"));
                    v.distillation =
                        Some(Distillation { temperature, convention: "both".to_owned(), label_weight: 0.0 });
                });
            }
        }
    }
    analysed(inputs, 4)
}

/// The value of a metric of one variant and split.
pub fn value(split: &VariantSplit, metric: &str) -> f64 {
    split.metrics[metric].scalar().unwrap_or_else(|| panic!("{metric} has no single value")).0
}

/// Why a metric has no value.
pub fn reason<'a>(split: &'a VariantSplit, metric: &str) -> &'a str {
    match &split.metrics[metric] {
        Metric::Undefined { undefined } => undefined,
        Metric::Value(e) => panic!("{metric} is {:?}", e.value),
    }
}

pub fn difference<'a>(
    analysis: &'a Analysis,
    (a, b): (&str, &str),
    (split, metric): (&str, &str),
) -> Option<&'a Difference> {
    analysis.differences.iter().find(|d| d.a == a && d.b == b && d.split == split && d.metric == metric)
}
