//! The page's data and script: what is carried, in how many bytes, and that nothing else may run.

use std::collections::BTreeMap;

use penult::analysis::Record;
use penult::analysis::record::{Images, Matrix, Outputs};
use penult::analysis::schema::{
    ClassMatrices, Histogram, RankSize, Role, Sample, SampledOutputs, Scatter, ShownClasses, Split, TemperatureGrid,
    TemplatePlane, Thumbnails, VariantSplit,
};
use penult::figure::theme::{
    ASSISTANT, HARD_TEACHER, QUIET, SCRATCH, SMOOTHED_TEACHER, STUDENT, TEN_CLASSES, THREE_CLASSES,
};
use penult::random::Random;
use penult::report::page::page;
use serde_json::Value;
use sha2::Digest as _;

use super::{record_of, study, undefined, variant};

/// The JSON of a page's data.
fn data(html: &str) -> Value {
    let start = html.find(r#"id="penult-data">"#).unwrap() + r#"id="penult-data">"#.len();
    let end = start + html[start..].find("</script>").unwrap();
    serde_json::from_str(&html[start..end]).unwrap()
}

/// Sizes of a made-up study.
struct Sizes {
    variants: usize,
    seeds: usize,
    classes: usize,
    shown: usize,
    each: usize,
}

impl Sizes {
    fn sampled(&self) -> usize {
        self.shown * self.each
    }
}

/// A record with all that the page can carry.
fn made(of: &Sizes) -> Record {
    let ids: Vec<String> = (0..of.variants).map(|i| format!("group_{}_seed{}", i / of.seeds, i % of.seeds)).collect();
    let group = |i: usize| format!("group_{}", i / of.seeds);
    let variants = (0..of.variants)
        .map(|i| (ids[i].as_str(), variant(Role::Teacher, &group(i), (i % of.seeds) as u64, 0.8)))
        .collect();
    let mut record = record_of(variants);
    record.analysis.data.classes = (0..of.classes).map(|c| format!("class number {c}, of a long name")).collect();
    let shown = ShownClasses { classes: (0..of.shown).collect(), chosen_by: "the first".into() };
    record.analysis.data.shown = Some(shown);
    let mut chance = Random::new(3, "page data");
    for (name, split) in &mut record.analysis.data.splits {
        sample(name, split, (of, &mut chance), &mut record.arrays);
    }
    for (id, variant) in &mut record.analysis.variants {
        let products = format!("{id}/template_products");
        record.arrays.matrices.insert(products.clone(), matrix(of.shown, of.shown, &mut chance));
        variant.template_products = Some(products);
        for (split, on) in &mut variant.splits {
            fill(on, (id, split), (of, &mut chance), &mut record.arrays);
        }
    }
    record
}

fn matrix(rows: usize, cols: usize, chance: &mut Random) -> Matrix {
    Matrix { cols, values: (0..rows * cols).map(|_| chance.uniform()).collect() }
}

fn outputs(rows: usize, cols: usize, chance: &mut Random) -> Outputs {
    Outputs { cols, values: (0..rows * cols).map(|_| (chance.uniform() * 40.0 - 20.0) as f32).collect() }
}

/// Images of 32 x 32 with soft shapes: noise alone would be larger than any photograph.
fn images(count: usize, chance: &mut Random) -> Images {
    let mut bytes = Vec::new();
    for _ in 0..count {
        let (a, b, phase) = (chance.uniform(), chance.uniform(), 6.0 * chance.uniform());
        for at in 0..32 * 32 * 3 {
            let (y, x) = (at / 96, at / 3 % 32);
            let wave = (a * f64::from(x) + b * f64::from(y) + phase + f64::from(at) % 3.0).sin();
            bytes.push((128.0 + 90.0 * wave + 30.0 * chance.uniform()) as u8);
        }
    }
    Images { shape: [32, 32, 3], bytes }
}

fn sample(name: &str, split: &mut Split, (of, chance): (&Sizes, &mut Random), arrays: &mut penult::analysis::Arrays) {
    let [ids, labels, array] = ["ids", "labels", "thumbnails"].map(|part| format!("{name}/sample.{part}"));
    arrays.ids.insert(ids.clone(), (0_i64..).take(of.sampled()).collect());
    arrays.labels.insert(labels.clone(), (0..of.sampled()).map(|i| i / of.each).collect());
    arrays.images.insert(array.clone(), images(of.sampled(), chance));
    let thumbnails = Some(Thumbnails { array, height: 32, width: 32, channels: 3 });
    split.sample = Some(Sample { ids, labels, chosen_by: "the first of each shown class".into(), thumbnails });
}

fn fill(
    on: &mut VariantSplit,
    (id, split): (&str, &str),
    (of, chance): (&Sizes, &mut Random),
    arrays: &mut penult::analysis::Arrays,
) {
    let name = |part: &str| format!("{id}/{split}/{part}");
    let mut keep = |part: &str, rows: usize, cols: usize, chance: &mut Random| {
        arrays.matrices.insert(name(part), matrix(rows, cols, chance));
        Some(name(part))
    };
    let (c, g, m) = (of.shown, 15, 15);
    let curves = &mut on.curves;
    curves.matrices = ClassMatrices {
        off_target: keep("off_target", c, c, chance),
        confusion: keep("confusion", c, c, chance),
        class_mean_cosines: keep("class_mean_cosines", c, c, chance),
        logit_correlation: keep("logit_correlation", c, c, chance),
    };
    curves.per_class = keep("per_class", of.classes, 4, chance);
    curves.temperatures = Some(TemperatureGrid {
        n: 10_000,
        temperatures: (1..=g).map(|t| t as f64).collect(),
        columns: ["nll", "ece", "gamma"].map(str::to_owned).to_vec(),
        table: keep("temperatures", g, 3, chance).unwrap(),
        reliability: keep("reliability", g, 3 * m, chance).unwrap(),
    });
    curves.margins = Some(Histogram { edges: (0..=40).map(f64::from).collect(), shares: vec![1.0 / 40.0; 40] });
    curves.rank_size = Some(RankSize { n: 10_000, ranks: (1..=140).collect(), shares: vec![1.0 / 3.0; 140] });
    let (logits, summary) = (name("logits"), name("summary"));
    arrays.outputs.insert(logits.clone(), outputs(of.sampled(), c, chance));
    arrays.outputs.insert(summary.clone(), outputs(of.sampled(), 3, chance));
    curves.sample = Some(SampledOutputs { logits, summary });
    for kind in ["pca", "tsne"] {
        let points = (0..of.sampled()).map(|_| [chance.uniform() as f32, chance.uniform() as f32]).collect();
        arrays.points.insert(name(kind), points);
    }
    let scatter = |kind: &str| Scatter { points: name(kind), labels: format!("{split}/sample.labels") };
    curves.template_plane = Some(TemplatePlane {
        classes: [0, 1, 2],
        chosen_by: "made up".into(),
        scale: 1.0,
        templates: [[0.0; 2]; 3],
        examples: scatter("pca"),
    });
    (curves.pca, curves.tsne) = (Some(scatter("pca")), Some(scatter("tsne")));
}

#[test]
fn the_page_of_twelve_variants_and_a_thousand_classes_stays_below_five_megabytes() {
    let record = made(&Sizes { variants: 12, seeds: 3, classes: 1000, shown: 40, each: 12 });
    let html = page(&record, &[]);
    let data = data(&html);
    assert!(html.len() < 5_000_000, "{}", html.len());
    assert_eq!(data["left_out"], serde_json::json!([]), "all of it");
    assert_eq!(data["variants"][11]["splits"]["train"]["logits"]["shape"], serde_json::json!([480, 40]));
}

#[test]
fn what_does_not_fit_is_left_out_and_said() {
    let record = made(&Sizes { variants: 40, seeds: 4, classes: 1000, shown: 40, each: 12 });
    let html = page(&record, &[]);
    let data = data(&html);
    assert!(html.len() < 5_000_000, "{}", html.len());
    assert!(data["left_out"][0].as_str().unwrap().contains("the first alone"));
    let has_logits = |at: usize| data["variants"][at]["splits"]["test"]["logits"].is_object();
    assert_eq!([0, 1, 4, 5].map(has_logits), [true, false, true, false]);
    assert!(
        data["variants"][1]["splits"]["test"]["metrics"]["accuracy"]["value"].is_number(),
        "numbers are of all seeds"
    );
}

#[test]
fn values_are_those_of_the_record_to_the_bit() {
    let mut record = study();
    let of_pair = &mut record.analysis.pairs[0].metrics;
    of_pair.insert("linear_cka_debiased".into(), undefined("the features do not vary"));
    let data = data(&page(&record, &[]));
    let of = |at: usize| &data["variants"][at];
    let variants: BTreeMap<&str, usize> = (0..5).map(|at| (of(at)["id"].as_str().unwrap(), at)).collect();
    for (id, v) in &record.analysis.variants {
        let shown = &of(variants[id.as_str()])["splits"]["test"]["metrics"];
        for name in ["accuracy", "nll", "ece", "gamma", "class_separation"] {
            let (value, estimate) = v.splits["test"].metrics[name].scalar().unwrap();
            assert_eq!(shown[name]["value"].as_f64(), Some(value));
            assert_eq!(shown[name]["low"].as_f64(), estimate.low);
        }
    }
    let student = of(variants[super::STUDENT]);
    assert_eq!(student["splits"]["test"]["metrics"]["temperature"]["undefined"], super::NO_OPTIMUM);
    assert_eq!([&student["teacher"], &student["temperature"]], ["smooth_1".into(), Value::from(4.0)].each_ref());
    assert_eq!(data["groups"][0]["splits"]["test"]["accuracy"]["seeds"], 2);
    assert_eq!(data["start"]["variants"], serde_json::json!(["hard", "smooth", super::STUDENT]));
    assert_eq!(data["start"]["baseline"], "hard");
    assert_eq!(data["splits"], serde_json::json!(["test", "train"]));
    assert_eq!(data["differences"][0]["metric"], "accuracy");
    assert_eq!(data["pairs"].as_array().unwrap().len(), 1, "only what is shown of pairs");
    assert_eq!(data["pairs"][0]["metrics"]["linear_cka_debiased"]["undefined"], "the features do not vary");
}

#[test]
fn arrays_come_back_from_their_text() {
    let record = made(&Sizes { variants: 2, seeds: 1, classes: 4, shown: 3, each: 5 });
    let data = data(&page(&record, &[]));
    let first = &data["variants"][0];
    let products = &first["template_products"];
    let bytes = decoded(products["b"].as_str().unwrap());
    let found: Vec<f64> = bytes.chunks_exact(8).map(|b| f64::from_le_bytes(b.try_into().unwrap())).collect();
    assert_eq!(found, record.arrays.matrices["group_0_seed0/template_products"].values);
    let logits = &first["splits"]["test"]["logits"];
    let (scale, offset) = (logits["scale"].as_f64().unwrap(), logits["offset"].as_f64().unwrap());
    let bytes = decoded(logits["b"].as_str().unwrap());
    let quanta = bytes.chunks_exact(2).map(|b| f64::from(i16::from_le_bytes(b.try_into().unwrap())));
    for (q, expected) in quanta.zip(&record.arrays.outputs["group_0_seed0/test/logits"].values) {
        assert!((q * scale + offset - f64::from(*expected)).abs() <= 0.51 * scale);
    }
    let images = data["samples"]["test"]["thumbnails"]["uri"].as_str().unwrap();
    let jpeg = image::load_from_memory(&decoded(images.strip_prefix("data:image/jpeg;base64,").unwrap())).unwrap();
    assert_eq!((jpeg.width(), jpeg.height()), (15 * 32, 32));
}

/// Base64, the slow way.
fn decoded(text: &str) -> Vec<u8> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits = text.trim_end_matches('=').chars().flat_map(|c| {
        let sextet = ALPHABET.find(c).unwrap();
        (0..6).rev().map(move |bit| (sextet >> bit & 1) as u8)
    });
    let bits: Vec<u8> = bits.collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |b, bit| b << 1 | bit)).collect()
}

#[test]
fn no_name_of_a_study_ends_the_script_element() {
    let mut record = study();
    record.analysis.data.classes[0] = "</script><script>alert(1)</script><!--".into();
    let html = page(&record, &[]);
    assert_eq!(html.matches("<script").count(), 2, "the data and the client");
    assert_eq!(data(&html)["classes"][0], "</script><script>alert(1)</script><!--");
}

#[test]
fn the_policy_names_the_one_script_that_may_run() {
    let html = page(&study(), &[]);
    let script = include_str!("../../src/report/client/dist/penult.js");
    assert!(html.contains(&format!("<script>{script}</script>")), "as it was built");
    let policy = html.split("Content-Security-Policy\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    let hash = policy.split("script-src 'sha256-").nth(1).unwrap().strip_suffix('\'').unwrap();
    assert_eq!(decoded(hash), sha2::Sha256::digest(script.as_bytes()).to_vec());
    for outside in ["http://", "https://", "import(", "fetch(", "XMLHttpRequest", "WebSocket", "eval(", "new Function"]
    {
        assert!(!script.replace("http://www.w3.org/", "").contains(outside), "{outside}");
    }
    assert!(script.len() < 120_000, "{}", script.len());
}

#[test]
fn the_client_has_every_colour_of_the_figures_for_light_and_dark() {
    let css = include_str!("../../src/report/client/style.css");
    let roles = [HARD_TEACHER, SMOOTHED_TEACHER, STUDENT, ASSISTANT, SCRATCH, QUIET];
    for color in roles.iter().chain(&THREE_CLASSES).chain(&TEN_CLASSES) {
        let hex = format!("{:02x}{:02x}{:02x}", color.0, color.1, color.2);
        assert!(css.contains(&format!("--c-{hex}: #{hex};")), "{hex}");
    }
}

#[test]
fn without_script_the_section_is_hidden_and_nothing_leads_to_it() {
    let html = page(&study(), &[]);
    assert!(html.contains(r#"<section id="explore" aria-labelledby="explore-title" hidden>"#));
    assert!(!html.contains(r##"href="#explore""##));
}
