//! What holds the client to Rust: the cases that its own tests read, src/report/client/test/*_cases.json, are made here.
//!
//! `PENULT_ACCEPT=1 cargo test --release -- report::client` writes them anew.

use std::path::Path;

use penult::analysis::format;
use penult::analysis::schema::Aggregate;
use penult::linalg::Rows;
use penult::metrics::template_plane::Plane;
use penult::random::Random;
use serde_json::{Value, json};

/// Compares a file of the client's tests with what it must be, or writes it.
fn pin(name: &str, cases: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/client/test").join(name);
    if std::env::var_os("PENULT_ACCEPT").is_some() {
        std::fs::write(&path, serde_json::to_string(cases).unwrap() + "\n").unwrap();
    }
    let found: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap_or_default()).unwrap_or_default();
    assert!(same(&found, cases), "{name} is not what Rust says: set PENULT_ACCEPT=1, then look at its diff");
}

/// The same texts, and numbers within 1e-12: sums may take another order on another machine.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (Value::Number(a), Value::Number(b)) => {
            let [a, b] = [a, b].map(|v| v.as_f64().unwrap());
            (a - b).abs() <= 1e-12 * a.abs().max(1.0)
        }
        _ => a == b,
    }
}

/// JSON has no infinities.
fn number(value: f64) -> Value {
    if value.is_finite() { json!(value) } else { json!(value.to_string()) }
}

#[test]
fn the_client_writes_numbers_as_rust_does() {
    let mut values = vec![
        0.0,
        -0.0,
        0.5,
        1.5,
        2.5,
        -2.5,
        0.125,
        0.375,
        0.25,
        0.35,
        1.005,
        0.0625,
        2.675,
        1e-9,
        -1e-9,
        0.9995,
        0.000_5,
        99.995,
        1e15,
        1e21,
        123_456_789.123_456_78,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ];
    let mut chance = Random::from_state(5);
    values.extend((0..60).map(|i| (chance.uniform() - 0.5) * 10_f64.powi(i % 7 - 3)));
    let decimals: Vec<Value> = values
        .iter()
        .flat_map(|v| [0, 1, 2, 3].map(|places| json!([number(*v), places, format::decimals(*v, places)])))
        .collect();
    let units = [("fraction", "accuracy"), ("nats", "nll"), ("plain", "gamma")];
    let of = |(unit, metric): (&str, &str), v: f64| {
        let (low, high) = (v - 0.01, v + 0.013);
        let seeds = Aggregate { mean: v, sd: Some(high), seeds: 3 };
        let texts = [
            format::number(metric, v),
            format::signed(metric, v),
            format::difference(metric, v, low, high),
            format::interval(metric, v, Some(low), Some(high)),
            format::aggregate(metric, &seeds),
        ];
        json!({"unit": unit, "value": v, "low": low, "high": high, "texts": texts})
    };
    let shown = [0.0, 0.1 / 3.0, -0.000_04, 0.881_497_499_999_999_9, 0.881_45, -0.5, 12.345_5, 0.012_345];
    let units: Vec<Value> = units.iter().flat_map(|unit| shown.map(|v| of(*unit, v))).collect();
    let counts = [0, 7, 999, 1000, 12_345, 1_000_000].map(|n| json!([n, format::count(n)]));
    pin("format_cases.json", &json!({"decimals": decimals, "units": units, "counts": counts}));
}

#[test]
fn the_client_places_examples_where_the_features_lie() {
    let (classes, width) = (4, 5);
    let mut chance = Random::from_state(11);
    let mut drawn = |n: usize| -> Vec<f32> { (0..n).map(|_| chance.uniform() as f32 - 0.5).collect() };
    let (weight, bias, features) = (drawn(classes * width), drawn(classes), drawn(3 * width));
    let rows = Rows::new(&weight, classes, width).unwrap();
    let template = |k: usize| -> Vec<f64> { rows.row(k).iter().chain([&bias[k]]).map(|v| f64::from(*v)).collect() };
    let product = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    let products: Vec<f64> =
        (0..classes * classes).map(|at| product(&template(at / classes), &template(at % classes))).collect();
    let example = |i: usize| -> Vec<f64> {
        features[i * width..(i + 1) * width].iter().map(|v| f64::from(*v)).chain([1.0]).collect()
    };
    let logits: Vec<Vec<f64>> =
        (0..3).map(|i| (0..classes).map(|k| product(&template(k), &example(i))).collect()).collect();
    let triples = (0..classes).flat_map(|a| (0..classes).flat_map(move |b| (0..classes).map(move |c| [a, b, c])));
    let planes: Vec<Value> = triples
        .filter(|[a, b, c]| a != b && b != c && a != c)
        .map(|triple| {
            let plane = Plane::new(rows, Some(&bias), triple).unwrap();
            let points: Vec<[f64; 2]> = features.chunks(width).map(|x| plane.project(x)).collect();
            let templates = [0, 1, 2].map(|i| plane.template(i));
            json!({"classes": triple, "scale": plane.scale(), "templates": templates, "points": points})
        })
        .collect();
    pin("plane_cases.json", &json!({"classes": classes, "products": products, "logits": logits, "planes": planes}));
}
