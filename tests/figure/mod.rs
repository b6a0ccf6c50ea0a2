//! Figures of records that are built here, read back from their SVG.
#![allow(clippy::cast_possible_truncation)] // made-up coordinates

use std::collections::BTreeMap;

use indexmap::IndexMap;
use penult::analysis::group_pairs::group_pairs;
use penult::analysis::record::Matrix;
use penult::analysis::schema::{
    Aggregate, Analysis, Argument, Checkpoint, Curves, Data, Difference, Distillation, Estimate, Group, GroupSplit,
    LayerSimilarity, Metric, Number, Objective, Pair, ReliabilityBin, Role, Scatter, Settings, Split, TappedLayer,
    TemplatePlane, Variant, VariantSplit,
};
use penult::analysis::{Arrays, Record};
use penult::figure::font::Weight;
use penult::figure::layout::Rect;
use penult::figure::text;
use penult::figure::theme::Color;

mod axes; // round numbers on logarithmic axes
mod canvas; // one SVG gives PNG and PDF, the same bytes twice
mod capacity_gap; // slopes, ρ and the least-squares line
mod cka; // every cell's number, means of groups
mod class_calibration; // gaps at their values
mod class_mean_cosines; // colours of cosines
mod class_separation; // marks at their values, differences beside them
mod contour; // levels where they are
mod diffusion; // η at its values, chance behind it
mod fidelity; // a mark a student
mod font; // both weights parse, hold the letters we use, and carry their licence
mod greys; // styles differ in grey print and to colour-blind eyes
mod heat; // round scales, cells in the order of reading
mod labels; // boxes stay apart
mod landscape; // the first direction to the right, one scale
mod layer_cka; // cells have the colours of their values, the first layers bottom left
mod layout; // round ticks
mod legibility; // no text covers another or leaves the sheet, whatever the study
mod lines; // names at their lines' heights
mod logit_correlation; // absolute differences of teacher and student
mod made; // curves of made-up variants
mod margins; // steps as high as the shares
mod neural_collapse; // rows at their values, NC1 at its logarithm
mod off_target_matrix; // cells, and their difference
mod panels; // rows are lineages
mod pca; // points, names, grey classes
mod pdf; // embedded TrueType, no Type 3
mod pixels; // two figures as they were last looked at
mod rank_size; // points at the logarithms of shares
mod relations; // panels of what is defined
mod reliability; // points at their accuracy
mod seeds; // means place by place
mod softness_by_temperature; // lines through the table
mod spectrum; // running sums
mod studied; // made-up numbers of whole studies
mod temperature_grid; // lines over log T, the table below
mod template_plane; // common axes, equal scales
mod text_metrics; // widths are those that resvg sets
mod theme; // a group keeps its style
mod ticks; // ticks stand apart
mod trajectories; // lines over epochs
mod tsne; // the points of its own array
mod venue; // sizes that venues ask for

/// What a record is built from; the numbers follow from a fixed sequence.
pub struct Study<'a> {
    /// Group, role, smoothing, group of the teacher.
    pub groups: Vec<(&'a str, Role, f64, Option<&'a str>)>,
    pub seeds: usize,
    pub classes: usize,
    pub splits: Vec<&'a str>,
    pub class_name: fn(usize) -> String,
    /// Without one there is no plane of templates.
    pub has_head: bool,
}

impl<'a> Study<'a> {
    /// Two teachers with a student each, two seeds, four classes, both splits.
    pub fn small() -> Self {
        Self {
            groups: vec![
                ("hard", Role::Teacher, 0.0, None),
                ("smoothed", Role::Teacher, 0.1, None),
                ("student_of_hard", Role::Student, 0.0, Some("hard")),
                ("student_of_smoothed", Role::Student, 0.0, Some("smoothed")),
            ],
            seeds: 2,
            classes: 4,
            splits: vec!["train", "test"],
            class_name: |c| format!("class {c}"),
            has_head: true,
        }
    }

    /// Teachers of these names, one seed each.
    pub fn teachers(names: &[&'a str]) -> Self {
        let groups = names.iter().map(|n| (*n, Role::Teacher, 0.0, None)).collect();
        Self { groups, seeds: 1, ..Self::small() }
    }

    pub fn record(&self) -> Record {
        let mut chance = Chance(7);
        let mut arrays = Arrays::default();
        let mut variants = IndexMap::new();
        for (name, ..) in &self.groups {
            for seed in 1..=self.seeds {
                variants.insert(id(name, seed, self.seeds), self.variant((name, seed), &mut chance, &mut arrays));
            }
        }
        let groups = self.groups.iter().map(|(name, ..)| ((*name).to_owned(), self.group(name, &variants))).collect();
        let pairs = self.pairs(&variants, &mut chance);
        let layers = self.layers(&mut arrays, &mut chance);
        let n = |s: &&str| {
            ((*s).to_owned(), Split { n: 1000, hash: String::new(), absent_classes: Vec::new(), sample: None })
        };
        let mut analysis = Analysis {
            schema_version: 1,
            penult: "0".to_owned(),
            settings: Settings {
                seed: 0,
                resamples: 100,
                level: 0.95,
                bins: 15,
                equivalence: 0.005,
                arguments: Vec::new(),
                commit: None,
            },
            data: Data {
                name: "made up".to_owned(),
                classes: (0..self.classes).map(self.class_name).collect(),
                splits: self.splits.iter().map(n).collect(),
                superclasses: None,
                shown: Some(made::shown(self.classes)),
                preprocessing: None,
            },
            variants,
            groups,
            pairs,
            group_pairs: Vec::new(),
            differences: self.differences(),
            matched: Vec::new(),
            temperature_effects: Vec::new(),
            relations: Vec::new(),
            diffusion: Vec::new(),
            trajectories: Vec::new(),
            layers,
            ledger: Vec::new(),
            argument: Argument::default(),
            checks: Vec::new(),
            sidecar: None,
        };
        analysis.group_pairs = group_pairs(&analysis);
        let mut record = Record { analysis, arrays };
        studied::fill(&mut record);
        record
    }

    fn variant(&self, (name, seed): (&str, usize), chance: &mut Chance, arrays: &mut Arrays) -> Variant {
        let (_, role, alpha, teacher) = self.groups.iter().find(|g| g.0 == name).unwrap();
        let mut splits = BTreeMap::new();
        for split in &self.splits {
            splits.insert((*split).to_owned(), self.measured(&format!("{name}/{seed}/{split}"), chance, arrays));
        }
        // A smoothed teacher is compared with the first that is not.
        let is_plain = |g: &&(&str, Role, f64, Option<&str>)| g.1 == Role::Teacher && g.2 == 0.0;
        let reference = self.groups.iter().find(|g| *role == Role::Teacher && *alpha > 0.0 && is_plain(g));
        let kd = Distillation { temperature: 1.0, convention: "both".to_owned(), label_weight: 0.0 };
        Variant {
            role: *role,
            group: name.to_owned(),
            seed: Some(seed as u64),
            epoch: None,
            objective: Some(Objective { name: "made up".to_owned(), alpha: Some(*alpha), convention: None }),
            distillation: teacher.map(|_| kd),
            teacher: teacher.map(|t| id(t, seed, self.seeds)),
            reference: reference.map(|(r, ..)| id(r, seed, self.seeds)),
            checkpoint: Checkpoint {
                file: name.to_owned(),
                blake3: String::new(),
                notes: Vec::new(),
                stored_accuracy: None,
            },
            network: None,
            template_products: None,
            preprocessing: None,
            found_by: BTreeMap::new(),
            splits,
        }
    }

    fn measured(&self, key: &str, chance: &mut Chance, arrays: &mut Arrays) -> VariantSplit {
        let per_class = (300 / self.classes).max(1);
        let labels: Vec<usize> = (0..self.classes.min(300)).flat_map(|c| vec![c; per_class]).collect();
        let around = |c: usize, chance: &mut Chance| {
            let angle = c as f64 / self.classes as f64 * std::f64::consts::TAU;
            [(3.0 * angle.cos() + chance.next()) as f32, (2.0 * angle.sin() + chance.next()) as f32]
        };
        let points = labels.iter().map(|c| around(*c, chance)).collect();
        let mut scatter = |what: &str, points: Vec<[f32; 2]>, labels: Vec<usize>| {
            let names = (format!("{key}/{what}"), format!("{key}/{what}.labels"));
            arrays.points.insert(names.0.clone(), points);
            arrays.labels.insert(names.1.clone(), labels);
            Scatter { points: names.0, labels: names.1 }
        };
        let pca = scatter("pca", points, labels.clone());
        let points = labels.iter().map(|c| around(*c, chance)).collect();
        let tsne = Some(scatter("tsne", points, labels));
        let of_plane: Vec<usize> = [0, 1, 2].into_iter().flat_map(|c| [c; 20]).collect();
        let points = of_plane.iter().map(|c| around(*c, chance)).collect();
        let template_plane = (self.has_head && self.classes >= 3).then(|| TemplatePlane {
            classes: [0, 1, 2],
            chosen_by: "made up".to_owned(),
            scale: 1.0,
            templates: [[0.0, 0.0], [1.0, 0.0], [0.4, 1.1]],
            examples: scatter("plane", points, of_plane),
        });
        let separation = 0.5 + 0.4 * chance.next();
        let mut metrics = IndexMap::new();
        metrics.insert("ece".to_owned(), value(0.0123, 0.01, 0.02));
        metrics.insert("temperature".to_owned(), estimate(Number::One(2.5), None, None));
        metrics.insert("margin".to_owned(), value(4.25, 4.0, 4.5));
        metrics.insert("class_separation".to_owned(), value(separation, separation - 0.01, separation + 0.01));
        metrics.insert("pca_ratio".to_owned(), many(&[0.4, 0.3, 0.1, 0.05, 0.02]));
        let reliability = (0..15).map(|m| bin(m, chance)).collect();
        let mut curves = Curves { reliability, pca: Some(pca), tsne, template_plane, ..Curves::default() };
        made::fill(&mut curves, key, self.classes, arrays);
        VariantSplit { metrics, curves }
    }

    fn group(&self, name: &str, variants: &IndexMap<String, Variant>) -> Group {
        let members: Vec<String> = variants.iter().filter(|(_, v)| v.group == name).map(|(id, _)| id.clone()).collect();
        let aggregate = |split: &str, metric: &str| {
            let values = members.iter().map(|id| variants[id].splits[split].metrics[metric].scalar().unwrap().0);
            let mean = values.sum::<f64>() / members.len() as f64;
            (metric.to_owned(), Aggregate { mean, sd: None, seeds: members.len() })
        };
        let split = |s: &&str| {
            let metrics = ["temperature", "margin", "class_separation"].map(|m| aggregate(s, m)).into_iter().collect();
            ((*s).to_owned(), GroupSplit { metrics })
        };
        let splits = self.splits.iter().map(split).collect();
        Group { variants: members, splits }
    }

    fn pairs(&self, variants: &IndexMap<String, Variant>, chance: &mut Chance) -> Vec<Pair> {
        let ids: Vec<&String> = variants.keys().collect();
        let mut pairs = Vec::new();
        for (i, a) in ids.iter().enumerate() {
            for b in &ids[i + 1..] {
                for split in &self.splits {
                    let cka = chance.next().abs();
                    let metrics =
                        [("linear_cka_debiased".to_owned(), value(cka, cka - 0.01, cka + 0.01))].into_iter().collect();
                    pairs.push(Pair { a: (*a).clone(), b: (*b).clone(), split: (*split).to_owned(), metrics });
                }
            }
        }
        pairs
    }

    /// The first seed of every group with itself, and with that of the first group.
    fn layers(&self, arrays: &mut Arrays, chance: &mut Chance) -> Vec<LayerSimilarity> {
        let tapped = |l: usize| TappedLayer {
            name: format!("layer{l}"),
            width: 3000,
            pooled: 1,
            kept: 2048,
            distortion_bound: Some(0.18),
            distortion: Some(0.11),
        };
        let (mut out, first) = (Vec::new(), id(self.groups[0].0, 1, self.seeds));
        for (name, ..) in &self.groups {
            let a = id(name, 1, self.seeds);
            for b in [a.clone(), first.clone()].into_iter().take(if a == first { 1 } else { 2 }) {
                let matrix = format!("{a}/test/layers/{b}");
                let (rows, columns): (Vec<_>, Vec<_>) = ((1..=5).map(tapped).collect(), (1..=4).map(tapped).collect());
                let values = (0..20).map(|_| chance.next().abs()).collect();
                arrays.matrices.insert(matrix.clone(), Matrix { cols: 4, values });
                out.push(LayerSimilarity { a: a.clone(), b, split: "test".to_owned(), n: 1000, rows, columns, matrix });
            }
        }
        out
    }

    fn differences(&self) -> Vec<Difference> {
        let [first, second, ..] = &self.groups[..] else { return Vec::new() };
        let difference = |split: &&str| Difference {
            a: first.0.to_owned(),
            b: second.0.to_owned(),
            split: (*split).to_owned(),
            metric: "class_separation".to_owned(),
            value: 0.25,
            low: 0.125,
            high: 0.375,
            interval_method: "made up".to_owned(),
        };
        self.splits.iter().map(difference).collect()
    }
}

fn id(group: &str, seed: usize, seeds: usize) -> String {
    if seeds == 1 { group.to_owned() } else { format!("{group}_seed{seed}") }
}

fn value(value: f64, low: f64, high: f64) -> Metric {
    estimate(Number::One(value), Some(low), Some(high))
}

fn many(values: &[f64]) -> Metric {
    estimate(Number::Many(values.to_vec()), None, None)
}

fn estimate(value: Number, low: Option<f64>, high: Option<f64>) -> Metric {
    Metric::Value(Estimate {
        value,
        low,
        high,
        level: 0.95,
        n: 1000,
        interval_method: "made up".to_owned(),
        note: None,
    })
}

/// The first two bins are empty, the others hold more and more.
fn bin(m: usize, chance: &mut Chance) -> ReliabilityBin {
    let (low, high) = (m as f64 / 15.0, (m + 1) as f64 / 15.0);
    let count = if m < 2 { 0 } else { 1 << (m - 2) };
    let some = |v: f64| (count > 0).then_some(v.clamp(0.0, 1.0));
    let accuracy = f64::midpoint(low, high) + 0.1 * chance.next();
    ReliabilityBin {
        low,
        high,
        count,
        confidence: some(f64::midpoint(low, high)),
        accuracy: some(accuracy),
        accuracy_low: some(accuracy - 0.05),
        accuracy_high: some(accuracy + 0.05),
    }
}

/// A fixed sequence in [-1, 1] (Knuth's MMIX multiplier).
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / f64::from(1_u32 << 30) - 1.0
    }
}

/// The SVG, parsed.
pub fn parse(svg: &str) -> roxmltree::Document<'_> {
    roxmltree::Document::parse(svg).unwrap()
}

/// Elements of a tag within groups of a class.
pub fn within<'a>(doc: &'a roxmltree::Document<'a>, class: &str, tag: &str) -> Vec<roxmltree::Node<'a, 'a>> {
    let groups = doc.descendants().filter(|n| n.attribute("class") == Some(class));
    groups.flat_map(|g| g.children().filter(|n| n.has_tag_name(tag)).collect::<Vec<_>>()).collect()
}

/// Fill colours of the rectangles within groups of a class.
pub fn fills(doc: &roxmltree::Document<'_>, class: &str) -> Vec<Color> {
    let part = |hex: &str, at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    let colour = |n: &roxmltree::Node<'_, '_>| {
        let hex = n.attribute("fill").unwrap();
        plotters::style::RGBColor(part(hex, 1), part(hex, 3), part(hex, 5))
    };
    let groups = doc.descendants().filter(|n| n.attribute("class") == Some(class));
    groups
        .flat_map(|g| g.children().filter(|n| n.has_tag_name("rect")).collect::<Vec<_>>())
        .map(|n| colour(&n))
        .collect()
}

/// A number of an element, in units of the theme.
pub fn number(node: roxmltree::Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).unwrap().parse::<f64>().unwrap() / 10.0
}

/// The points of a polyline, in units of the theme.
pub fn points(node: roxmltree::Node<'_, '_>) -> Vec<(f64, f64)> {
    let pair =
        |p: &str| p.split_once(',').map(|(x, y)| (x.parse::<f64>().unwrap() / 10.0, y.parse::<f64>().unwrap() / 10.0));
    node.attribute("points").unwrap().split_whitespace().filter_map(pair).collect()
}

/// All texts with their boxes, from the font's own metrics.
pub fn texts(svg: &str) -> Vec<(String, Rect)> {
    let doc = parse(svg);
    doc.descendants()
        .filter(|n| n.has_tag_name("text"))
        .map(|n| (n.text().unwrap().trim().to_owned(), text_box(n)))
        .collect()
}

fn text_box(node: roxmltree::Node<'_, '_>) -> Rect {
    let words = node.text().unwrap().trim();
    let (x, y, size) = (number(node, "x"), number(node, "y"), number(node, "font-size"));
    let weight = if node.attribute("font-weight").is_some() { Weight::Semibold } else { Weight::Regular };
    let wide = text::width(words, size, weight);
    let before = match node.attribute("text-anchor") {
        Some("middle") => wide / 2.0,
        Some("end") => wide,
        _ => 0.0,
    };
    // Numbers have neither ascenders nor descenders.
    let is_number = words.chars().all(|c| c.is_ascii_digit() || ".−+–⁰²⁴".contains(c));
    let (above, below) = if is_number { (text::CAP, 0.0) } else { (text::ASCENT, text::DESCENT) };
    let (above, high) = (above * size, (above + below) * size);
    let baseline = 0.76 * size;
    if node.attribute("transform").is_some_and(|t| t.starts_with("rotate(270")) {
        return Rect { x: x + baseline - above, y: y - wide + before, w: high, h: wide };
    }
    Rect { x: x - before, y: y + baseline - above, w: wide, h: high }
}
