use std::collections::BTreeMap;

use penult::analysis::schema::{Estimate, Metric, Number, Role};
use penult::analysis::{Options, Record, run};
use penult::extract::probes::Probes;
use penult::metrics::{METRICS, Topic};

use super::{Made, data, input, near, variant};

/// A run of one variant with these probes on its test split.
fn of(probes: Option<Probes>) -> Record {
    let made = Made::new(60, 3, 4, 1);
    let mut input = input("net", variant(Role::Teacher, "net", Some(1)), &[("test", &made)]);
    input.probes = probes.map(|p| ("test".to_owned(), p)).into_iter().collect::<BTreeMap<_, _>>();
    run(vec![input], data(3), &Options::default()).unwrap()
}

fn metric<'a>(record: &'a Record, name: &str) -> &'a Metric {
    &record.analysis.variants["net"].splits["test"].metrics[name]
}

fn estimate(record: &Record, name: &str) -> (f64, Estimate) {
    let (value, estimate) = metric(record, name).scalar().unwrap_or_else(|| panic!("{name} has no value"));
    (value, estimate.clone())
}

fn why(record: &Record, name: &str) -> String {
    match metric(record, name) {
        Metric::Undefined { undefined } => undefined.clone(),
        Metric::Value(_) => panic!("{name} has a value"),
    }
}

/// Two directions with half-widths 0.05 and 0.025, at T = 1 alone.
fn landscape() -> Probes {
    let profiles = vec![3.0, 2.0, 1.0, 2.0, 3.0, 5.0, 3.0, 1.0, 3.0, 5.0];
    Probes::default()
        .with("landscape.offsets", &[5], vec![-1.0, -0.5, 0.0, 0.5, 1.0])
        .with("landscape.losses", &[1, 2, 5], profiles)
        .with("landscape.plane_offsets", &[3], vec![-1.0, 0.0, 1.0])
        .with("landscape.plane", &[3, 3], vec![9.0, 3.0, 9.0, 5.0, 1.0, 5.0, 9.0, 3.0, 9.0])
        .with("landscape.examples", &[1], vec![40.0])
        .with("hessian.trace", &[4], vec![1.0, 3.0, 5.0, 7.0])
        .with("hessian.trace_scaled", &[1, 4], vec![2.0, 2.0, 2.0, 2.0])
        .with("hessian.top", &[2], vec![-6.0, 0.5])
        .with("hessian.top_scaled", &[1, 2], vec![4.0, 0.1])
        .with("barrier.offsets", &[3], vec![0.0, 0.5, 1.0])
        .with("barrier.reference", &[3], vec![1.0, 5.0, 3.0])
        .saying("missing.barrier.seed", "its group has no other seed".to_owned())
        .saying("missing.temperature", "every example is right".to_owned())
}

#[test]
fn nothing_probed_is_undefined_with_the_command_to_run() {
    let record = of(None);
    for d in METRICS.iter().filter(|d| d.topic == Topic::Landscape || d.name.starts_with("mutual_information")) {
        assert!(!why(&record, d.name).is_empty(), "{}", d.name);
    }
    assert!(why(&record, "hessian_trace").contains("`penult report DIR --probes landscape`"));
    assert!(why(&record, "mixing_gap").contains("`penult report DIR --probes mixing`"));
    assert!(why(&record, "mutual_information_held_out").contains("`penult report DIR --augmentations 50`"));
    assert!(why(&record, "weight_norm").contains("give the checkpoint"));
    let names: Vec<&String> = record.analysis.variants["net"].splits["test"].metrics.keys().collect();
    let place = |name: &String| METRICS.iter().position(|d| d.name == name).unwrap();
    assert!(names.is_sorted_by_key(|name| place(name)), "in the order of the registry");
}

#[test]
fn the_landscape_is_measured_with_the_spread_of_its_own_draws() {
    let record = of(Some(landscape()));
    // Rises of 1 and of 2 at ½: a tenth of a nat at 0.05 and 0.025. Mean 0.0375, error 0.0125, t of one degree 12.706.
    let (value, e) = estimate(&record, "filter_width");
    near(value, 0.0375, 1e-12);
    near(e.high.unwrap() - value, 12.706_204_736 * 0.0125, 1e-8);
    assert_eq!((e.n, e.interval_method.as_str()), (40, "Student's t over 10 random directions"));
    near(estimate(&record, "filter_rise").0, 1.5, 1e-12);
    let (value, e) = estimate(&record, "hessian_trace");
    near(value, 4.0, 1e-12);
    near(e.high.unwrap() - value, 3.182_446_305 * (5.0f64 / 3.0).sqrt(), 1e-8);
    let (value, e) = estimate(&record, "hessian_top");
    assert_eq!((value, e.low, e.high), (-6.0, Some(-6.5), Some(-5.5)));
    near(estimate(&record, "hessian_trace_scaled").0, 2.0, 1e-12);
    near(estimate(&record, "hessian_top_scaled").0, 4.0, 1e-12);
    near(estimate(&record, "interpolation_barrier").0, 3.0, 1e-12);
    assert_eq!(why(&record, "interpolation_barrier_seeds"), "its group has no other seed");
    for name in ["filter_width", "hessian_trace_scaled", "hessian_top_scaled"] {
        assert_eq!(why(&record, &format!("{name}_at_temperature")), "every example is right");
    }
}

#[test]
fn the_landscape_is_drawn_from_the_sidecar() {
    let record = of(Some(landscape()));
    let folder = tempfile::tempdir().unwrap();
    let read = Record::read(&record.write(folder.path()).unwrap()).unwrap();
    assert_eq!(read.arrays, record.arrays);
    let curve = read.analysis.variants["net"].splits["test"].curves.landscape.as_ref().unwrap();
    assert_eq!((curve.offsets.len(), curve.plane_offsets.len(), curve.n), (5, 3, 40));
    let profiles = &read.arrays.matrices[&curve.profiles];
    assert_eq!((profiles.cols, profiles.values.len(), profiles.values[7]), (5, 10, 1.0));
    assert_eq!(read.arrays.matrices[&curve.plane].values[4], 1.0);
    let mut foreign = read.clone();
    foreign.arrays.matrices.retain(|name, _| !name.contains("landscape"));
    let path = foreign.write(folder.path()).unwrap();
    let text = Record::read(&path).unwrap_err().to_string();
    assert!(text.contains("no array net/test/landscape/profiles"), "{text}");
}

#[test]
fn mixing_has_a_bootstrap_over_its_pairs() {
    let gaps: Vec<f64> = (0..40).map(|i| f64::from(i % 4) / 10.0).collect();
    let probes = Probes::default().with("mixing.total_variation", &[20, 2], gaps.clone());
    let record = of(Some(probes.with("mixing.euclidean", &[20, 2], gaps)));
    let (value, e) = estimate(&record, "mixing_gap");
    // Pairs of 0.05 and 0.25 by turns.
    near(value, 0.15, 1e-12);
    assert_eq!(e.n, 20);
    let (low, high) = (e.low.unwrap(), e.high.unwrap());
    near(high - low, 2.0 * 1.96 * 0.1 / 20f64.sqrt(), 0.02);
    near(estimate(&record, "mixing_gap_euclidean").0, 0.15, 1e-12);
}

#[test]
fn augmented_passes_give_both_brackets() {
    // Two classes far apart, each example moved a little.
    let logits: Vec<f64> = (0..6)
        .flat_map(|pass| {
            let noise = move |i: usize| ((pass * 7 + i * 13) % 11) as f64 / 11.0;
            (0..20).flat_map(move |i| [20.0 * (i % 2) as f64 + noise(i), 1.0])
        })
        .collect();
    let probes = Probes::default().with("augmented.logits", &[6, 20, 2], logits);
    let record = of(Some(probes.saying("augmented.classes", "cat and dog".to_owned())));
    let ((up, e), (down, _)) =
        (estimate(&record, "mutual_information_in_sample"), estimate(&record, "mutual_information_held_out"));
    assert!(0.0 < down && down < up && up < 20f64.ln(), "{down} and {up}");
    assert_eq!((e.n, e.low), (20, None));
    assert_eq!(e.note.unwrap(), "logits of cat and dog, 6 augmented passes; at most log N = 2.996");
}

#[test]
fn weights_are_measured_layer_by_layer_and_against_others() {
    let probes = Probes::default()
        .with("weights.layers", &[2, 3], vec![9.0, 1.0, 4.0, 16.0, 3.0, 4.0])
        .with("weights.square", &[1], vec![36.0])
        .with("weights.reference", &[4], vec![24.0, 25.0, 25.0, 2.0])
        .saying("weights.layers", "fc1, fc2".to_owned())
        .saying("missing.weights.previous", "no earlier checkpoint".to_owned());
    let record = of(Some(probes));
    near(estimate(&record, "weight_norm").0, 6.0, 1e-12);
    near(estimate(&record, "weight_sparsity").0, 0.5, 1e-12);
    let Metric::Value(layers) = metric(&record, "weight_sparsity_by_layer") else { panic!("no value") };
    assert_eq!((&layers.value, layers.note.as_deref()), (&Number::Many(vec![0.25, 0.75]), Some("fc1, fc2")));
    let Metric::Value(layers) = metric(&record, "weight_norm_by_layer") else { panic!("no value") };
    assert_eq!(layers.value, Number::Many(vec![3.0, 4.0]));
    near(estimate(&record, "weight_cosine").0, 0.96, 1e-12);
    near(estimate(&record, "weight_distance").0, 2f64.sqrt() / 5.0, 1e-12);
    assert_eq!(why(&record, "weight_distance_previous"), "no earlier checkpoint");
    assert!(why(&record, "weight_cosine_averaged").contains("give the checkpoint"));
}

#[test]
fn losses_that_overflow_leave_no_number() {
    let mut probes = landscape();
    probes = probes.with("hessian.trace", &[2], vec![1.0, f64::NAN]).with("hessian.top", &[2], vec![f64::NAN, 1.0]);
    let record = of(Some(probes.with("barrier.reference", &[3], vec![1.0, f64::INFINITY, 1.0])));
    assert!(why(&record, "hessian_trace").contains("overflows"));
    assert!(why(&record, "hessian_top").contains("overflows"));
    assert!(why(&record, "interpolation_barrier").contains("α = 0.5"));
}
