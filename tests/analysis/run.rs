//! A whole run: both splits, valid JSON, the same bytes whatever the threads, nothing that is not a number.

use penult::analysis::schema::{Analysis, Role};
use penult::analysis::{Options, Record};
use serde_json::Value;

use super::{Made, analysed, data, input, study, variant};

fn degenerate() -> Record {
    let mut constant = Made::new(8, 3, 4, 1);
    constant.head = None;
    constant.features.fill(0.5);
    constant.logits.fill(0.0);
    let of = |id: &str, made: &Made| input(id, variant(Role::Scratch, id, None), &[("val", made)]);
    analysed(
        vec![of("constant", &constant), of("many", &Made { labels: constant.labels.clone(), ..Made::new(8, 9, 3, 2) })],
        3,
    )
}

#[test]
fn every_split_is_measured_on_every_variant() {
    let analysis = study().analysis;
    assert_eq!(analysis.data.splits.keys().collect::<Vec<_>>(), ["test", "train"]);
    for (id, variant) in &analysis.variants {
        assert_eq!(variant.splits.keys().collect::<Vec<_>>(), ["test", "train"], "{id}");
    }
    assert_eq!(analysis.pairs.len(), 2 * 18 * 17 / 2);
    assert_eq!(analysis.groups.len(), 6);
}

#[test]
fn json_is_valid_by_the_schema_that_the_crate_emits() {
    let schema = serde_json::to_value(schemars::schema_for!(Analysis)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for record in [study(), degenerate()] {
        let json: Value = serde_json::from_str(&record.json().unwrap()).unwrap();
        let errors: Vec<String> = validator.iter_errors(&json).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut wrong: Value = serde_json::from_str(&degenerate().json().unwrap()).unwrap();
    wrong["variants"]["many"]["role"] = "nobody".into();
    assert!(!validator.is_valid(&wrong), "a schema that takes anything shows nothing");
}

/// serde_json writes NaN as null: a null is only where the contract says so.
#[test]
fn no_value_is_null() {
    fn look(json: &Value, path: &str) {
        let nullable = [
            "seed",
            "objective",
            "alpha",
            "convention",
            "distillation",
            "teacher",
            "reference",
            "network",
            "preprocessing",
            "low",
            "high",
            "confidence",
            "accuracy",
            "accuracy_low",
            "accuracy_high",
            "pca",
            "template_plane",
            "sd",
            "rho",
            "p",
            "random_sets",
            "between_seeds",
            "effect",
            "value",
            "p",
            "would_decide",
            "sidecar",
            "has_passed",
        ];
        match json {
            Value::Null => assert!(nullable.iter().any(|n| path.ends_with(&format!("/{n}"))), "{path} is null"),
            Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| look(v, &format!("{path}/{i}"))),
            Value::Object(fields) => fields.iter().for_each(|(k, v)| look(v, &format!("{path}/{k}"))),
            _ => {}
        }
    }
    for record in [study(), degenerate()] {
        look(&serde_json::from_str(&record.json().unwrap()).unwrap(), "");
    }
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    let of = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let record = pool.install(study);
        (record.json().unwrap(), record.arrays)
    };
    assert!(of(1) == of(2), "the bytes differ");
}

#[test]
fn what_is_written_is_read_back_to_the_same_bytes() {
    for record in [study(), degenerate()] {
        let folder = tempfile::tempdir().unwrap();
        let again = Record::read(&record.write(folder.path()).unwrap()).unwrap();
        assert!(record.json().unwrap() == again.json().unwrap(), "the bytes differ");
        assert_eq!(record.arrays, again.arrays);
    }
}

/// A reference or teacher that was left out of the study is nobody's.
#[test]
fn names_that_are_not_here_are_passed_over() {
    let mut v = variant(Role::Teacher, "smooth", Some(1));
    (v.reference, v.teacher) = (Some("gone".to_owned()), Some("gone_too".to_owned()));
    let analysis = analysed(vec![input("smooth", v, &[("test", &Made::new(60, 3, 4, 1))])], 3).analysis;
    assert!(analysis.differences.is_empty() && analysis.argument.verdicts.is_empty());
}

#[test]
fn the_margin_of_equivalence_is_a_setting() {
    let inputs = || vec![input("only", variant(Role::Teacher, "only", None), &[("test", &Made::new(60, 3, 4, 1))])];
    let margin = |options: &Options<'_>| {
        penult::analysis::run(inputs(), data(3), options).unwrap().analysis.settings.equivalence
    };
    assert_eq!(margin(&Options::default()), 0.005);
    assert_eq!(margin(&Options { equivalence: 0.02, ..Options::default() }), 0.02);
}
