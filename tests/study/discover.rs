use std::collections::BTreeMap;
use std::path::PathBuf;

use penult::checkpoint;
use penult::study::Files;

use super::{Folder, get, only};

#[test]
fn flat_names_come_in_natural_order() {
    let folder = Folder::with(&["b_seed10.safetensors", "b_seed2.safetensors", "a.pth.tar", "c.pt"]);
    folder.write("notes.txt", "no variant");
    assert_eq!(folder.ids(), ["a", "b_seed2", "b_seed10", "c"]);
}

#[test]
fn a_generic_name_takes_its_folders() {
    let names = ["teacher/model.safetensors", "student/best.pth", "other/ckpt_epoch_240.pth", "hub/pytorch_model.bin"];
    assert_eq!(Folder::with(&names).ids(), ["hub", "other", "student", "teacher"]);
}

#[test]
fn rep_distillers_best_and_last_take_their_folders() {
    let folder = Folder::with(&["resnet32x4_vanilla/resnet32x4_best.pth", "flat_best.pth"]);
    assert_eq!(folder.ids(), ["flat_best", "resnet32x4_vanilla"]);
}

#[test]
fn weights_in_two_formats_are_one_variant() {
    let folder = Folder::with(&["hub/model.safetensors", "hub/pytorch_model.bin"]);
    let study = folder.open();
    assert_eq!(only(&study).files, Files::Checkpoint(folder.path("hub/model.safetensors")));
}

#[test]
fn shards_are_one_variant() {
    let folder = Folder::with(&["big/model-00001-of-00002.safetensors", "big/model-00002-of-00002.safetensors"]);
    folder.write("big/model.safetensors.index.json", "{}");
    let study = folder.open();
    assert_eq!(only(&study).id, "big");
    assert_eq!(only(&study).files, Files::Checkpoint(folder.path("big/model.safetensors.index.json")));
}

#[test]
fn splits_of_activations_are_one_variant() {
    let folder = Folder::with(&[]);
    folder.activations("a.test.activations.safetensors", &[]);
    folder.activations("a.train.activations.safetensors", &[]);
    folder.activations("b.activations.safetensors", &[("split", "val")]);
    folder.activations("c.activations.safetensors", &[("split", "nonsense")]);
    let study = folder.open();
    let splits = |id: &str| match &get(&study, id).files {
        Files::Activations(of) => of.clone(),
        Files::Checkpoint(path) => panic!("{} is no checkpoint", path.display()),
    };
    let of = |pairs: &[(&str, &str)]| -> BTreeMap<String, PathBuf> {
        pairs.iter().map(|(s, f)| ((*s).to_owned(), folder.path(&format!("{f}.activations.safetensors")))).collect()
    };
    assert_eq!(splits("a"), of(&[("test", "a.test"), ("train", "a.train")]));
    assert_eq!(splits("b"), of(&[("val", "b")]), "the metadata say the split where the name does not");
    assert_eq!(splits("c"), of(&[("test", "c")]));
    assert_eq!(study.variants.len(), 3);
}

#[test]
fn activations_of_two_folders_stay_two_variants() {
    let folder = Folder::with(&[]);
    folder.activations("x/a.test.activations.safetensors", &[]);
    folder.activations("y/a.train.activations.safetensors", &[]);
    assert_eq!(folder.open().variants.len(), 2);
}

#[test]
fn activations_of_a_checkpoint_that_is_here_are_its_cache() {
    let folder = Folder::with(&["teacher.safetensors", "student.safetensors"]);
    let hash = checkpoint::hash(&folder.path("teacher.safetensors")).unwrap();
    folder.activations("cache/teacher.test.activations.safetensors", &[("checkpoint_blake3", &hash)]);
    folder.activations("cache/xyz.activations.safetensors", &[("checkpoint_blake3", &hash), ("split", "train")]);
    folder.activations("other.activations.safetensors", &[("checkpoint_blake3", "another")]);
    let study = folder.open();
    assert_eq!(folder.ids(), ["other", "student", "teacher"]);
    let expected = [("test", "cache/teacher.test"), ("train", "cache/xyz")];
    let expected = expected.map(|(s, f)| (s.to_owned(), folder.path(&format!("{f}.activations.safetensors"))));
    assert_eq!(get(&study, "teacher").cached, BTreeMap::from(expected));
    assert_eq!(get(&study, "teacher").files, Files::Checkpoint(folder.path("teacher.safetensors")));
    assert!(get(&study, "student").cached.is_empty());
}

#[test]
fn ids_that_clash_become_paths() {
    let ids = Folder::with(&["a/net.safetensors", "b/net.safetensors", "c.safetensors"]).ids();
    assert_eq!(ids, ["a/net", "b/net", "c"]);
    let ids = Folder::with(&["t/seed1/model.safetensors", "s/seed1/model.safetensors"]).ids();
    assert_eq!(ids, ["s/seed1", "t/seed1"], "the folder stands for a generic name");
    let ids = Folder::with(&["run/ckpt_epoch_1.pth", "run/net.pth", "run.pth"]).ids();
    assert_eq!(ids, ["net", "run", "run/ckpt_epoch_1"]);
    let ids = Folder::with(&["x.pth", "x.safetensors"]).ids();
    assert_eq!(ids, ["x.pth", "x.safetensors"]);
}

#[test]
fn hidden_folders_data_and_arrays_of_reports_are_no_variants() {
    let folder = Folder::with(&["a.safetensors", ".penult/x.safetensors", ".b.safetensors", "data/test.safetensors"]);
    folder.checkpoint("reports/a/analysis.arrays.safetensors", &[]);
    assert_eq!(folder.ids(), ["a"]);
    let folder = Folder::with(&["a.safetensors", "sets/test.safetensors"]);
    let folder = folder.manifest("[data]\ntest = \"sets/test.safetensors\"\n");
    assert_eq!(folder.ids(), ["a"], "what the manifest calls data");
}

#[test]
fn folders_are_searched_six_deep() {
    assert_eq!(Folder::with(&["1/2/3/4/5/a.safetensors", "1/2/3/4/5/6/b.safetensors"]).ids(), ["a"]);
}
