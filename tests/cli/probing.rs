//! Probes from the command line: what is asked for is measured on one split, kept, and found beside activations.

use std::path::Path;

use penult::analysis::Record;
use penult::analysis::schema::Metric;

use super::{fixtures, folder_of, penult, printed, text};

fn metric<'a>(record: &'a Record, id: &str, split: &str, name: &str) -> &'a Metric {
    &record.analysis.variants[id].splits[split].metrics[name]
}

fn value(record: &Record, id: &str, split: &str, name: &str) -> f64 {
    let found = metric(record, id, split, name);
    found.scalar().unwrap_or_else(|| panic!("{name} of {id} has no value: {found:?}")).0
}

#[test]
fn probes_that_are_asked_for_are_measured_on_train_and_weights_everywhere() {
    let folder = folder_of(&["teacher_hard_seed1", "teacher_hard_seed2", "teacher_ls01_seed1"]);
    let data = fixtures().join("fashion_mnist/data");
    let out = tempfile::tempdir().unwrap();
    let asked = ["--probes", "landscape,mixing", "--probe-examples", "60", "--augmentations", "3"];
    let mut arguments = vec!["report", text(folder.path()), "--data", text(&data), "--train", text(&data)];
    arguments.extend(["--out", text(out.path())]);
    arguments.extend(asked);
    let json = out.path().join("analysis.json");
    printed(&arguments);
    let first = std::fs::read(&json).unwrap();
    printed(&arguments);
    assert!(first == std::fs::read(&json).unwrap(), "what was kept gives other bytes");
    let record = Record::read(&json).unwrap();
    let id = "teacher_ls01_seed1";
    for name in ["hessian_trace", "hessian_top_scaled", "filter_rise", "mixing_gap", "interpolation_barrier"] {
        assert!(value(&record, id, "train", name) > 0.0, "{name}");
        let Metric::Undefined { undefined } = metric(&record, id, "test", name) else { panic!("{name} on test") };
        assert_eq!(undefined, "probed on the split train alone");
    }
    assert!(value(&record, "teacher_hard_seed1", "train", "interpolation_barrier_seeds") > 0.0);
    let information =
        ["held_out", "in_sample"].map(|end| value(&record, id, "train", &format!("mutual_information_{end}")));
    assert!(0.0 < information[0] && information[0] < information[1] && information[1] <= 600f64.ln());
    for split in ["test", "train"] {
        assert!(value(&record, id, split, "weight_norm") > 1.0);
        assert!((0.0..1.0).contains(&value(&record, id, split, "weight_cosine")));
    }
    let Metric::Undefined { undefined } = metric(&record, "teacher_hard_seed1", "test", "weight_cosine") else {
        panic!("a reference of the reference")
    };
    assert_eq!(undefined, "it has no reference");
}

#[test]
fn probes_travel_beside_activations() {
    let folder = folder_of(&["student_scratch_seed1"]);
    let data = fixtures().join("fashion_mnist/data");
    let out = tempfile::tempdir().unwrap();
    let said = printed(&[
        "extract",
        text(folder.path()),
        "--data",
        text(&data),
        "--out",
        text(out.path()),
        "--augmentations",
        "2",
        "--augmented-classes",
        "coat,6",
        "--no-cache",
    ]);
    let [activations, probes] = said.lines().map(Path::new).collect::<Vec<_>>()[..] else { panic!("{said}") };
    assert_eq!(probes.file_name().unwrap(), "student_scratch_seed1.test.probes.safetensors");
    assert!(activations.is_file() && probes.is_file());
    printed(&["analyze", text(out.path()), "--out", text(out.path())]);
    let record = Record::read(&out.path().join("analysis.json")).unwrap();
    let (_, estimate) =
        metric(&record, "student_scratch_seed1", "test", "mutual_information_held_out").scalar().unwrap();
    assert!(
        estimate.note.as_ref().unwrap().starts_with("logits of Coat and Shirt, 2 augmented passes"),
        "{estimate:?}"
    );
    assert!(value(&record, "student_scratch_seed1", "test", "weight_norm") > 1.0);
}

#[test]
fn classes_that_are_not_there_are_refused() {
    let folder = folder_of(&["student_scratch_seed1"]);
    let data = fixtures().join("fashion_mnist/data");
    let run = |classes: &str| {
        let arguments = ["extract", text(folder.path()), "--data", text(&data), "--out", text(folder.path())];
        let more = ["--no-cache", "--augmentations", "2", "--augmented-classes", classes];
        let ran = penult(&[&arguments[..], &more].concat(), None);
        assert_eq!(ran.status.code(), Some(1));
        String::from_utf8(ran.stderr).unwrap()
    };
    for classes in ["coat", "coat,coat", "coat,9,8", "coat,whale"] {
        let said = run(classes);
        assert!(said.contains("--augmented-classes: expected two different classes among T-shirt/top"), "{said}");
        assert!(said.contains(&format!("found {classes}")), "{said}");
    }
}
