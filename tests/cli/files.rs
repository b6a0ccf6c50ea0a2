//! Files and folders of the field, as a user types them.

use std::collections::BTreeMap;

use penult::analysis::Record;
use penult::checkpoint::{self, Dtype, Tensor};

use super::{fixtures, penult, printed, text};

/// A folder with `data/` (20 images of 6 × 6, ten classes) and a linear network whose file says `metadata`.
fn study(metadata: &[(&str, &str)]) -> tempfile::TempDir {
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
