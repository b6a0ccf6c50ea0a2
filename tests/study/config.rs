use penult::study::Objective;

use super::{Folder, get, only};

const SMOOTHED: &str =
    r#"{"label_smoothing": 0.1, "seed": 7, "alpha": 0.9, "pretrained_cfg": {"mean": [0.5], "std": [0.25]}}"#;

#[test]
fn a_config_beside_a_generic_name_says_objective_seed_and_constants() {
    let folder = Folder::with(&["net/model.safetensors"]);
    folder.write("net/config.json", SMOOTHED);
    let study = folder.open();
    let v = only(&study);
    let said = "config.json beside the file";
    let objective =
        Objective { name: "label_smoothing".to_owned(), alpha: Some(0.1), convention: Some("over_k".to_owned()) };
    assert_eq!(v.objective, Some(objective));
    assert_eq!(v.seed, Some(7));
    assert_eq!(v.normalise, Some((vec![0.5], vec![0.25], said.to_owned())));
    for fact in ["objective", "alpha", "seed", "preprocessing"] {
        assert_eq!(v.found_by[fact], said, "{fact}");
    }
    assert_eq!(v.found_by["convention"], "assumed: no file says it");
}

#[test]
fn args_json_is_read_and_named() {
    let folder = Folder::with(&["net/last.pth"]);
    folder.write("net/args.json", r#"{"smoothing": 0.0}"#);
    let study = folder.open();
    assert_eq!(only(&study).objective.as_ref().unwrap().name, "cross_entropy");
    assert_eq!(only(&study).found_by["objective"], "args.json beside the file");
}

#[test]
fn timms_args_are_read_and_fill_what_the_config_leaves_open() {
    let folder = Folder::with(&["net/model_best.pth.tar"]);
    folder.write("net/config.json", r#"{"architecture": "resnet18", "seed": 1}"#);
    folder.write("net/args.yaml", "aa: null\nmean: [0.5]\nmodel: resnet18\nseed: 42\nsmoothing: 0.1\nstd: [0.25]\n");
    let study = folder.open();
    let v = only(&study);
    assert_eq!((v.alpha(), v.seed), (Some(0.1), Some(1)));
    assert_eq!(v.normalise, Some((vec![0.5], vec![0.25], "args.yaml beside the file".to_owned())));
    assert_eq!(
        (v.found_by["alpha"].as_str(), v.found_by["seed"].as_str()),
        ("args.yaml beside the file", "config.json beside the file")
    );
}

#[test]
fn in_a_folder_of_many_checkpoints_a_config_is_nobodys() {
    let folder = Folder::with(&["first.safetensors", "second.safetensors"]);
    folder.write("config.json", SMOOTHED);
    let study = folder.open();
    for id in ["first", "second"] {
        assert_eq!((&get(&study, id).objective, get(&study, id).seed), (&None, None));
    }
}

#[test]
fn a_mass_outside_0_to_1_and_a_config_that_is_no_object_say_nothing() {
    for text in [r#"{"smoothing": 10}"#, r#"{"alpha": 0.9}"#, "[0.1]", "no json"] {
        let folder = Folder::with(&["net/model.safetensors"]);
        folder.write("net/config.json", text);
        assert_eq!(only(&folder.open()).objective, None, "{text}");
    }
}
