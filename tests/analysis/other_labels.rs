use penult::analysis::schema::{Data, Metric, Role, Superclass, VariantSplit};
use penult::analysis::{Input, Options, Record, run};
use penult::metrics::{knn_probe, linear_probe, sample::Sample};

use super::{Made, data, input, near, reason, value, variant};

const NAMES: [&str; 2] = ["linear_probe_accuracy", "knn_probe_accuracy"];

/// Six classes in three superclasses.
fn grouped() -> Data {
    let of = |k: usize| Superclass { index: k % 3, name: format!("group {}", k % 3) };
    Data { superclasses: Some((0..6).map(of).collect()), ..data(6) }
}

fn probed(splits: &[(&str, &Made)], data: Data) -> Record {
    run(vec![input("only", variant(Role::Teacher, "only", None), splits)], data, &Options::default()).unwrap()
}

fn split<'a>(record: &'a Record, name: &str) -> &'a VariantSplit {
    &record.analysis.variants["only"].splits[name]
}

fn note<'a>(split: &'a VariantSplit, name: &str) -> &'a str {
    split.metrics[name].scalar().unwrap().1.note.as_deref().unwrap()
}

#[test]
fn fitted_on_train_scored_on_test_where_both_are_there() {
    let (train, test) = (Made::around((240, 6, 5), 1, 1.5), Made::around((120, 6, 5), 1, 1.5));
    let test = Made { features: test.features.iter().map(|x| x + 0.01).collect(), ..test }.with_logits(1.0);
    let record = probed(&[("train", &train), ("test", &test)], grouped());
    let found = split(&record, "test");
    let labels = |made: &Made| made.labels.iter().map(|l| *l as usize % 3).collect::<Vec<usize>>();
    let (of_train, of_test, a, b) = (labels(&train), labels(&test), train.open(), test.open());
    let all = |n: usize| (0..n).collect::<Vec<usize>>();
    let share = |answers: &[usize]| answers.iter().zip(&of_test).filter(|(x, y)| x == y).count() as f64 / 120.0;
    let probe = linear_probe::fit(a.features(), &all(240), &of_train).unwrap();
    let linear: Vec<usize> = (0..120).map(|i| probe.predict(b.features().row(i))).collect();
    near(value(found, NAMES[0]), share(&linear), 1e-12);
    let (voters, scored) = (Sample::of(a.features(), &all(240)), Sample::of(b.features(), &all(120)));
    near(value(found, NAMES[1]), share(&knn_probe::predict(&voters, &of_train, &scored).unwrap()), 1e-12);
    for name in NAMES {
        assert_eq!(note(found, name), "fitted on 240 train examples");
        let estimate = found.metrics[name].scalar().unwrap().1;
        assert!(estimate.low.unwrap() < value(found, name) && value(found, name) < estimate.high.unwrap(), "{name}");
        assert!(reason(split(&record, "train"), name).contains("fitted on these examples"));
    }
}

#[test]
fn fitted_on_halves_where_there_is_no_train_split() {
    let record = probed(&[("test", &Made::around((180, 6, 5), 3, 0.2))], grouped());
    for name in NAMES {
        assert!(value(split(&record, "test"), name) > 0.95, "{name}");
        assert!(note(split(&record, "test"), name).starts_with("no train split: fitted on a class-stratified half"));
    }
}

#[test]
fn undefined_with_the_line_to_write_where_there_are_no_other_labels() {
    let record = probed(&[("test", &Made::new(60, 6, 5, 1))], data(6));
    for name in NAMES {
        assert!(
            reason(split(&record, "test"), name).contains("write superclasses = \"superclasses.toml\" under [data]")
        );
    }
}

/// Probes of two variants are paired, so their difference has an interval; metrics keep the order of the registry.
#[test]
fn differences_of_probes_have_intervals() {
    let of = |id: &str, made: &Made, reference: Option<&str>| {
        let variant = penult::analysis::schema::Variant {
            reference: reference.map(str::to_owned),
            ..variant(Role::Teacher, id, None)
        };
        input(id, variant, &[("test", made)])
    };
    let inputs: Vec<Input> = vec![
        of("clear", &Made::around((180, 6, 5), 3, 0.2), None),
        of("blurred", &Made::around((180, 6, 5), 3, 3.0), Some("clear")),
    ];
    let record = run(inputs, grouped(), &Options::default()).unwrap();
    for name in NAMES {
        let found = record.analysis.differences.iter().find(|d| d.metric == name).unwrap();
        assert!(found.high < 0.0 && found.low < found.value && found.value < found.high, "{name}: {found:?}");
    }
    let order: Vec<&str> = penult::metrics::METRICS.iter().map(|d| d.name).collect();
    let metrics = record.analysis.variants["clear"].splits["test"].metrics.iter();
    let places: Vec<usize> = metrics.map(|(name, _)| order.iter().position(|n| n == name).unwrap()).collect();
    assert!(places.is_sorted());
    assert!(matches!(record.analysis.variants["clear"].splits["test"].metrics["silhouette"], Metric::Value(_)));
}

#[test]
fn what_is_kept_gives_the_same_and_other_superclasses_are_probed_again() {
    let folder = tempfile::tempdir().unwrap();
    let of = |data: Data| {
        let made = Made::around((180, 6, 5), 3, 2.0);
        let inputs = vec![input("only", variant(Role::Teacher, "only", None), &[("test", &made)])];
        let options = Options { cache: Some(folder.path()), ..Options::default() };
        let record = run(inputs, data, &options).unwrap();
        value(split(&record, "test"), NAMES[0])
    };
    let first = of(grouped());
    assert_eq!(first.to_bits(), of(grouped()).to_bits());
    let halves = (0..6).map(|k| Superclass { index: k / 3, name: String::new() }).collect();
    assert!((of(Data { superclasses: Some(halves), ..data(6) }) - first).abs() > 1e-6);
}
