//! Whole runs on a made-up set: files and manifest, kept and interrupted variants, seeds.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use penult::checkpoint::{self, Checkpoint};
use penult::lab::{self, Event};

const EPOCHS: &str = "epochs = 3\nmomentum = 0.9\nweight_decay = 1e-4\ndtype = \"f16\"";

/// A data folder with a recipe in it.
fn folder(train: &str) -> tempfile::TempDir {
    let folder = super::data();
    write_recipe(folder.path(), train);
    folder
}

fn write_recipe(folder: &Path, train: &str) {
    std::fs::write(folder.join("recipe.toml"), super::recipe(folder, train, "temperature = 2.0")).unwrap();
}

fn run(folder: &Path, out: &str) -> Result<Vec<Event>, String> {
    let events = Mutex::new(Vec::new());
    let tell = |event: &Event| events.lock().unwrap().push(event.clone());
    lab::run(&folder.join("recipe.toml"), &folder.join(out), &tell).map_err(|e| e.to_string())?;
    Ok(events.into_inner().unwrap())
}

fn load(folder: &Path, file: &str) -> Checkpoint {
    checkpoint::load(&folder.join(format!("{file}.safetensors"))).unwrap()
}

/// Names of the files of a folder, and the hashes of their bytes.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_file());
    entries.map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), blake3(&p))).collect()
}

fn blake3(path: &Path) -> String {
    blake3::hash(&std::fs::read(path).unwrap()).to_hex().to_string()
}

#[test]
fn a_recipe_becomes_a_folder_with_its_manifest() {
    let folder = folder(EPOCHS);
    let events = run(folder.path(), "out").unwrap();
    let out = folder.path().join("out");
    let names: Vec<String> = files(&out).into_keys().collect();
    assert_eq!(names.len(), 5, "{names:?}");
    let student = load(&out, "student_seed2").metadata;
    let facts = ["role", "group", "seed", "epochs", "objective", "teacher", "temperature", "distillation_convention"];
    assert_eq!(
        facts.map(|key| student[key].as_str()),
        ["student", "student", "2", "3", "kd", "teacher_seed2", "2", "both"]
    );
    let teacher = load(&out, "teacher_seed1").metadata;
    assert_eq!((teacher["alpha"].as_str(), teacher["convention"].as_str()), ("0.1", "over_k"));
    let manifest = std::fs::read_to_string(out.join("penult.toml")).unwrap();
    let entry = "id = \"student_seed1\"\npath = \"student_seed1.safetensors\"\nrole = \"student\"\ngroup = \"student\"\n\
        seed = 1\nobjective = { name = \"kd\" }\nteacher = \"teacher_seed1\"\n\
        distillation = { temperature = 2.0, convention = \"both\", label_weight = 0.0 }\n";
    assert!(manifest.contains(entry), "{manifest}");
    // The classes are as plain as day: three epochs lower the loss, and the saved teacher gets the test split.
    let losses: Vec<f64> = events
        .iter()
        .filter_map(|e| match e {
            Event::Epoch { id, loss, .. } if id == "teacher_seed1" => Some(*loss),
            _ => None,
        })
        .collect();
    assert!(losses.len() == 3 && losses[2] < losses[0], "{losses:?}");
    let accuracy = events.iter().find_map(|e| match e {
        Event::Trained { id, test_accuracy, .. } if id == "teacher_seed1" => *test_accuracy,
        _ => None,
    });
    assert!(accuracy.unwrap() > 0.5, "{accuracy:?}");
    assert!(files(&out.join(".penult/lab")).is_empty(), "what a finished variant goes on from is cleared away");
}

#[test]
fn the_same_recipe_gives_the_same_bytes_and_what_is_finished_is_kept() {
    let folder = folder(EPOCHS);
    run(folder.path(), "a").unwrap();
    run(folder.path(), "b").unwrap();
    let first = files(&folder.path().join("a"));
    assert_eq!(first, files(&folder.path().join("b")));
    let again = run(folder.path(), "a").unwrap();
    assert!(again.len() == 4 && again.iter().all(|e| matches!(e, Event::Kept { .. })), "{again:?}");
    assert_eq!(first, files(&folder.path().join("a")));
}

#[test]
fn an_interrupted_variant_goes_on_to_the_same_bytes() {
    let folder = folder(EPOCHS);
    run(folder.path(), "whole").unwrap();
    // Stops as a killed process would: by a panic while the last epoch of the teacher is told, after it is saved.
    let stop = |event: &Event| {
        if matches!(event, Event::Epoch { epoch: 2, .. }) {
            panic!("stopped");
        }
    };
    let (recipe, out) = (folder.path().join("recipe.toml"), folder.path().join("cut"));
    assert!(std::panic::catch_unwind(|| lab::run(&recipe, &out, &stop)).is_err());
    assert!(!out.join("penult.toml").exists());
    let events = run(folder.path(), "cut").unwrap();
    let resumed = events.iter().any(|e| matches!(e, Event::Resumed { epoch: 2, .. }));
    assert!(resumed, "{events:?}");
    assert_eq!(files(&folder.path().join("whole")), files(&out));
}

#[test]
fn files_of_another_recipe_are_not_taken_for_this_one() {
    let folder = folder(EPOCHS);
    run(folder.path(), "out").unwrap();
    write_recipe(folder.path(), &EPOCHS.replace("0.9", "0.8"));
    let text = run(folder.path(), "out").unwrap_err();
    assert!(text.contains("trained from another recipe") && text.contains("delete it"), "{text}");
    assert!(text.ends_with(".safetensors"), "{text}");
}

#[test]
fn a_student_s_start_and_order_do_not_depend_on_its_name() {
    let folder = folder("epochs = 1\ndtype = \"f32\"");
    let path = folder.path().join("recipe.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    run(folder.path(), "a").unwrap();
    std::fs::write(&path, text.replace("id = \"student\"", "id = \"pupil\"")).unwrap();
    run(folder.path(), "b").unwrap();
    let weights = |out: &str, name: &str| load(&folder.path().join(out), name).tensors["fc1.weight"].data.clone();
    assert_eq!(weights("a", "student_seed1"), weights("b", "pupil_seed1"));
    assert_ne!(weights("a", "student_seed1"), weights("a", "student_seed2"));
}

#[test]
fn residual_networks_train_on_crops_from_a_live_teacher() {
    let folder = folder("epochs = 1\naugment = { crop_padding = 1, flip = true }");
    let path = folder.path().join("recipe.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let network = "family = \"resnet_cifar\", depth = 8, width = 2";
    std::fs::write(&path, text.replace("family = \"mlp\", hidden = [4]", network)).unwrap();
    run(folder.path(), "out").unwrap();
    let student = load(&folder.path().join("out"), "student_seed1");
    let plan = penult::network::recognise(&student).unwrap();
    assert!(plan.evidence.starts_with("ResNet-8"), "{}", plan.evidence);
    assert!(student.tensors["bn1.running_mean"].data.iter().all(|m| *m != 0.0));
}

#[test]
fn a_loss_that_is_no_number_stops_with_advice() {
    let folder = folder("epochs = 2\nschedule = { name = \"constant\" }");
    let path = folder.path().join("recipe.toml");
    let text = std::fs::read_to_string(&path).unwrap().replace("learning_rate = 0.1", "learning_rate = 1e30");
    std::fs::write(&path, text).unwrap();
    let message = run(folder.path(), "out").unwrap_err();
    assert!(message.contains("lower learning_rate") && message.ends_with("recipe.toml"), "{message}");
}

#[test]
fn a_network_that_cannot_be_built_is_named_before_anything_trains() {
    let folder = folder(EPOCHS);
    let path = folder.path().join("recipe.toml");
    let text = std::fs::read_to_string(&path).unwrap().replace("hidden = [4]", "hidden = [0]");
    std::fs::write(&path, text).unwrap();
    let message = run(folder.path(), "out").unwrap_err();
    assert!(message.contains("run \"student\"") && message.contains("widths above 0"), "{message}");
    assert!(files(&folder.path().join("out")).is_empty());
}
