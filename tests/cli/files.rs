//! Files and folders of the field, as a user types them.

use std::collections::BTreeMap;

use penult::analysis::Record;
use penult::checkpoint::{self, Dtype, Tensor};

use super::{fixtures, folder_of, penult, printed, text};

/// A folder with `data/` (20 images of 6 × 6, ten classes) and a linear network whose file says `metadata`.
pub fn study(metadata: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    crate::lab::write_idx(&folder.path().join("data"), "t10k", 20);
    let data = (0..360).map(|i| (i % 13) as f32 / 13.0 - 0.5).collect();
    let weight = Tensor { name: "fc.weight".to_owned(), shape: vec![10, 36], data };
    let metadata: BTreeMap<String, String> = metadata.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
    let tensors = BTreeMap::from([("fc.weight".to_owned(), weight)]);
    checkpoint::save(&folder.path().join("net.safetensors"), &tensors, &metadata, Dtype::F32).unwrap();
    folder
}

/// The note on the accuracy of `net`, from stderr and from the record.
fn accuracy_note(best: &str) -> (Option<String>, String) {
    let folder = study(&[("best_acc", best)]);
    let out = folder.path().join("out");
    let ran = penult(&["report", text(folder.path()), "--normalize", "0.5/0.5", "--out", text(&out)], None);
    let stderr = String::from_utf8(ran.stderr).unwrap();
    assert!(ran.status.success(), "{stderr}");
    let record = Record::read(&out.join("analysis.json")).unwrap();
    let variant = &record.analysis.variants["net"];
    let stored = variant.checkpoint.stored_accuracy.as_ref().unwrap();
    assert_eq!(stored.key, "best_acc");
    let note = variant.splits["test"].metrics["accuracy"].scalar().unwrap().1.note.clone();
    (note, stderr)
}

#[test]
fn an_accuracy_that_chance_does_not_explain_is_noted() {
    let (note, stderr) = accuracy_note("99.5");
    let note = note.unwrap();
    assert!(note.starts_with("the file says 99.50 % (best_acc), ") && note.contains("on 20 examples"), "{note}");
    assert!(stderr.contains(&format!("note: net: {note}")), "{stderr}");
    // 20 examples: 10 % and 15 % are alike.
    assert_eq!(accuracy_note("15.0").0, None);
}

#[test]
fn convert_writes_safetensors_and_says_what_it_took_off() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("net.safetensors");
    let ran = penult(&["convert", text(&fixtures().join("checkpoints/legacy_nested.th")), text(&to)], None);
    assert!(ran.status.success());
    assert_eq!(String::from_utf8(ran.stdout).unwrap().trim(), text(&to));
    let stderr = String::from_utf8(ran.stderr).unwrap();
    assert!(stderr.contains("note: stripped the prefix \"module.\" of all 3 tensors"), "{stderr}");
    assert_eq!(checkpoint::metadata(&to).unwrap()["best_prec1"], "91.25");
    let teacher = folder.path().join("teacher.safetensors");
    printed(&["convert", text(&fixtures().join("checkpoints/latest")), text(&teacher), "--model", "teacher"]);
    assert_eq!(checkpoint::load(&teacher).unwrap().tensors["a.bias"].data, [110.0, 111.0]);
}

#[test]
fn inspect_of_a_folder_says_what_was_found_from_what_and_gives_a_manifest() {
    let folder = super::folder_of(&["teacher_ls01_seed1", "student_ls01_t4_seed1"]);
    let lines = printed(&["inspect", text(folder.path())]);
    for line in [
        "  role           teacher   [metadata of the file]",
        "  teacher        teacher_ls01_seed1   [metadata of the file]",
        "role = \"student\"  # metadata of the file",
        "distillation = { temperature = 4.0, convention = \"both\", label_weight = 0.0 }  # metadata of the file",
    ] {
        assert!(lines.contains(line), "{line} is missing:\n{lines}");
    }
    let facts: serde_json::Value = serde_json::from_str(&printed(&["inspect", text(folder.path()), "--json"])).unwrap();
    assert_eq!(facts["variants"][1]["facts"]["seed"]["value"], "1");
    assert!(facts["manifest"].as_str().unwrap().contains("[[variant]]"));
}

#[test]
fn activations_of_numpy_are_compared_with_those_of_penult() {
    use crate::checkpoint::numpy::{npy, npz};
    let folder = tempfile::tempdir().unwrap();
    let n = 40u8;
    let floats = |f: &dyn Fn(usize) -> f32, width: usize| -> Vec<u8> {
        (0..usize::from(n) * width).flat_map(|i| f(i).to_le_bytes()).collect()
    };
    let labels: Vec<u8> = (0..n).flat_map(|i| i64::from(i % 2).to_le_bytes()).collect();
    for name in ["a", "b"] {
        let logits = floats(&|i| if i % 2 == (i / 2) % 2 { 1.0 } else { (i % 5) as f32 / 5.0 }, 2);
        let files = [
            ("features.npy", npy("<f4", "False", &format!("({n}, 3)"), &floats(&|i| (i * 7 % 11) as f32, 3))),
            ("logits.npy", npy("<f4", "False", &format!("({n}, 2)"), &logits)),
            ("labels.npy", npy("<i8", "False", &format!("({n},)"), &labels)),
        ];
        std::fs::write(folder.path().join(format!("{name}.npz")), npz(&files, 8)).unwrap();
    }
    let out = folder.path().join("out");
    let paths = ["a.npz", "b.npz"].map(|name| folder.path().join(name));
    let cache = folder.path().join("cache");
    printed(&["compare", text(&paths[0]), text(&paths[1]), "--out", text(&out), "--cache", text(&cache)]);
    let record = Record::read(&out.join("analysis.json")).unwrap();
    assert_eq!(record.analysis.variants.keys().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(record.analysis.pairs[0].metrics["agreement"].scalar().unwrap().0, 1.0);
}

/// A folder with a teacher of the fixtures, its head's classes moved on by three, and one whose head is as it was.
fn permuted() -> tempfile::TempDir {
    let folder = folder_of(&["teacher_hard_seed1"]);
    let path = folder.path().join("teacher_hard_seed1.safetensors");
    let mut net = checkpoint::load(&path).unwrap();
    let plan = penult::network::recognise(&net).unwrap();
    for part in ["weight", "bias"] {
        let tensor = net.tensors.get_mut(&format!("{}.{part}", plan.head)).unwrap();
        let class = tensor.data.len() / plan.classes;
        tensor.data.rotate_left(3 * class);
    }
    checkpoint::save(&folder.path().join("moved.safetensors"), &net.tensors, &net.metadata, Dtype::F32).unwrap();
    folder
}

#[test]
fn a_permuted_head_stops_the_run_with_the_class_map_that_mends_it() {
    let folder = permuted();
    let data = fixtures().join("fashion_mnist/data");
    let out = folder.path().join("out");
    let report = |more: &[&str]| {
        let arguments = ["report", text(folder.path()), "--data", text(&data), "--out", text(&out)];
        let ran = penult(&[&arguments, more].concat(), None);
        (ran.status.code(), String::from_utf8(ran.stderr).unwrap())
    };
    let (code, stderr) = report(&[]);
    assert_eq!(code, Some(1), "{stderr}");
    assert!(stderr.starts_with("penult: the classes of moved look permuted: on test "), "{stderr}");
    let (_, map) = stderr.split_once("the file that fits:\n").unwrap();
    let expected = ["3 # Dress", "4 # Coat", "5 # Sandal", "6 # Shirt", "7 # Sneaker", "8 # Bag", "9 # Ankle boot"];
    assert!(map.starts_with(&expected.join("\n")), "{map}");
    assert!(map.ends_with("\n0 # T-shirt/top\n1 # Trouser\n2 # Pullover\n"), "{map}");
    // For one variant by the manifest: both have the same numbers then.
    std::fs::write(folder.path().join("classes.txt"), map).unwrap();
    std::fs::write(
        folder.path().join("penult.toml"),
        "[[variant]]\nid = \"moved\"\nclass_map = \"classes.txt\"\nreference = \"teacher_hard_seed1\"\n",
    )
    .unwrap();
    let (code, stderr) = report(&[]);
    assert_eq!(code, Some(0), "{stderr}");
    let record = Record::read(&out.join("analysis.json")).unwrap();
    let metrics = |id: &str| &record.analysis.variants[id].splits["test"].metrics;
    for metric in ["accuracy", "nll", "ece", "class_separation"] {
        let value = |id: &str| metrics(id)[metric].scalar().unwrap().0;
        assert!((value("moved") - value("teacher_hard_seed1")).abs() < 1e-6, "{metric}: {}", value("moved"));
    }
    assert_eq!(stderr, "");
    let note = "its outputs are put into the order of the data's classes by the class map classes.txt";
    assert!(record.analysis.variants["moved"].checkpoint.notes.contains(&note.to_owned()));
    // For all by the option: the one that was right is wrong then, and said to be.
    std::fs::write(folder.path().join("penult.toml"), "").unwrap();
    let (code, stderr) = report(&["--class-map", text(&folder.path().join("classes.txt"))]);
    assert_eq!(code, Some(0), "{stderr}");
    let note = "note: teacher_hard_seed1: its classes look permuted with the class map that is given, too";
    assert_eq!(stderr.trim(), note);
}

#[test]
fn trajectories_are_in_the_record_where_they_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    for (epoch, seed) in [(10, 1), (20, 2), (30, 3)] {
        let from = fixtures().join(format!("fashion_mnist/teacher_hard_seed{seed}.safetensors"));
        let run = folder.path().join("net_hard");
        std::fs::create_dir_all(&run).unwrap();
        std::fs::copy(from, run.join(format!("ckpt_epoch_{epoch}.pth"))).unwrap();
    }
    let data = fixtures().join("fashion_mnist/data");
    let trajectories = |more: &[&str]| {
        let out = folder.path().join("out");
        let arguments = ["report", text(folder.path()), "--data", text(&data), "--out", text(&out)];
        let ran = penult(&[&arguments, more].concat(), None);
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let analysis = Record::read(&out.join("analysis.json")).unwrap().analysis;
        let of = analysis.trajectories.iter().map(|t| (t.run.clone(), t.variants.clone(), t.epochs.clone()));
        (of.collect::<Vec<_>>(), analysis.groups.len())
    };
    assert_eq!(trajectories(&[]), (Vec::new(), 1));
    let variants = ["net_hard@10", "net_hard@20", "net_hard"].map(str::to_owned).to_vec();
    assert_eq!(trajectories(&["--trajectories"]), (vec![("net_hard".to_owned(), variants, vec![10, 20, 30])], 3));
    let listed = printed(&["inspect", text(folder.path()), "--trajectories"]);
    assert!(listed.contains("run            net_hard, its last"), "{listed}");
    assert!(listed.contains("\ntrajectories = true\n"), "{listed}");
}
