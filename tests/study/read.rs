use penult::study::{self, Epochs, Role};

use super::{Folder, get, only};

#[test]
fn the_first_source_that_knows_a_fact_wins() {
    let folder = Folder::with(&[]);
    folder.checkpoint("teacher_ls02_seed1/model.safetensors", &[("seed", "2")]);
    folder.write("teacher_ls02_seed1/config.json", r#"{"seed": 3, "smoothing": 0.1}"#);
    let study = folder.open();
    let v = only(&study);
    assert_eq!((v.role, v.seed, v.alpha()), (Role::Teacher, Some(2), Some(0.1)));
    let by = |fact: &str| v.found_by[fact].as_str();
    assert_eq!(
        (by("role"), by("seed"), by("alpha")),
        ("its name", "metadata of the file", "config.json beside the file")
    );
}

#[test]
fn what_nothing_says_is_assumed_and_said_so() {
    let study = Folder::with(&["student_hard_T4.safetensors", "plain.safetensors"]).open();
    let v = get(&study, "student_hard_T4");
    let distillation = v.distillation.as_ref().unwrap();
    assert_eq!((distillation.convention.as_str(), distillation.label_weight), ("both", 0.0));
    assert_eq!(v.found_by["distillation"], "assumed: no file says it");
    let plain = get(&study, "plain");
    assert_eq!((plain.role, plain.objective.as_ref(), plain.found_by.get("role")), (Role::Scratch, None, None));
}

#[test]
fn a_folder_data_gives_the_splits_that_it_has() {
    let folder = Folder::with(&["a.safetensors"]);
    for name in ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"] {
        folder.write(&format!("data/{name}"), "");
    }
    let study = folder.open();
    assert_eq!(study.splits.into_iter().collect::<Vec<_>>(), [("test".to_owned(), folder.path("data"))]);
    let folder = Folder::with(&["a.safetensors"]);
    folder.write("data/notes.txt", "");
    assert_eq!(folder.open().splits.keys().collect::<Vec<_>>(), ["test"], "loading says what would do");
    assert!(Folder::with(&["a.safetensors"]).open().splits.is_empty());
}

#[test]
fn an_empty_folder_and_one_without_checkpoints_say_what_would_do() {
    let folder = Folder::with(&[]);
    let (what, path) = folder.error();
    assert!(what.starts_with("no checkpoints here (*.safetensors"), "{what}");
    assert!(what.contains("seen: nothing. Put some here, or write penult.toml with\n  [[variant]]\n"), "{what}");
    assert_eq!(path, folder.0.path());
    folder.write("b.txt", "");
    folder.write("a.txt", "");
    assert!(folder.error().0.contains("seen: a.txt, b.txt. "));
}

#[test]
fn a_file_or_nothing_is_no_folder() {
    let folder = Folder::with(&["a.safetensors"]);
    for name in ["a.safetensors", "gone"] {
        let text = study::open(&folder.path(name), Epochs::Last).unwrap_err().to_string();
        assert!(text.starts_with("expected a folder of checkpoints, found none; give the path of one: "), "{text}");
    }
}

#[test]
fn two_variants_of_one_id_are_refused() {
    let text =
        "[[variant]]\nid = \"x\"\npath = \"a.safetensors\"\n\n[[variant]]\nid = \"x\"\npath = \"b.safetensors\"\n";
    let (what, _) = Folder::with(&["a.safetensors", "b.safetensors"]).manifest(text).error();
    assert!(what.starts_with("two variants have the id \"x\" ("), "{what}");
    assert!(
        what.contains("a.safetensors and ") && what.contains("b.safetensors); give each its own `id = \"…\"`"),
        "{what}"
    );
}

#[test]
fn files_and_folders_are_gathered_and_their_lineage_crosses_folders() {
    let (teachers, students) = (Folder::with(&["teacher_hard.safetensors"]), Folder::with(&[]));
    students.checkpoint("student_from_teacher_hard_T4.safetensors", &[]);
    let study =
        study::gather(&[students.0.path().to_path_buf(), teachers.path("teacher_hard.safetensors")], Epochs::Last)
            .unwrap();
    let student = get(&study, "student_from_teacher_hard_T4");
    assert_eq!(student.teacher.as_deref(), Some("teacher_hard"));
    assert_eq!(study.questions, [""; 0]);
}

#[test]
fn splits_of_one_variant_are_gathered_as_one() {
    let folder = Folder::with(&[]);
    let names = ["a.test.activations.safetensors", "a.train.activations.safetensors"];
    names.iter().for_each(|name| folder.activations(name, &[]));
    let study = study::gather(&names.map(|name| folder.path(name)), Epochs::Last).unwrap();
    assert_eq!(only(&study).id, "a");
}

#[test]
fn a_named_activations_file_is_a_variant_beside_its_checkpoint() {
    let folder = Folder::with(&["a.safetensors"]);
    let hash = penult::checkpoint::hash(&folder.path("a.safetensors")).unwrap();
    folder.activations("a.activations.safetensors", &[("checkpoint_blake3", &hash)]);
    let study =
        study::gather(&[folder.path("a.safetensors"), folder.path("a.activations.safetensors")], Epochs::Last).unwrap();
    assert_eq!(study.variants.len(), 2);
    assert_eq!(folder.ids(), ["a"]);
}

#[test]
fn folders_of_the_same_ids_are_told_apart_by_their_names() {
    let folder = Folder::with(&[]);
    for run in ["first", "second"] {
        for name in ["teacher_hard_seed1", "teacher_ls01_seed1"] {
            folder.checkpoint(&format!("{run}/{name}.safetensors"), &[]);
        }
    }
    let study = study::gather(&[folder.path("first"), folder.path("second")], Epochs::Last).unwrap();
    let ids: Vec<&str> = study.variants.iter().map(|v| v.id.as_str()).collect();
    let expected = [
        "first/teacher_hard_seed1",
        "first/teacher_ls01_seed1",
        "second/teacher_hard_seed1",
        "second/teacher_ls01_seed1",
    ];
    assert_eq!(ids, expected);
    let smoothed = get(&study, "second/teacher_ls01_seed1");
    assert_eq!(smoothed.reference.as_deref(), Some("second/teacher_hard_seed1"));
    assert_eq!(smoothed.group, "second/teacher_ls01");
}

#[test]
fn the_committed_study_reads_as_its_manifest_says() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fashion_mnist");
    let sections = std::fs::read_to_string(folder.join("penult.toml")).unwrap().matches("[[variant]]").count();
    let study = study::open(&folder, Epochs::Last).unwrap();
    assert_eq!(study.variants.len(), sections, "every file is named, and every name has its file");
    assert_eq!(study.questions, [""; 0]);
    for v in &study.variants {
        let is_base = v.role == Role::Scratch || v.group == "teacher_hard";
        assert_eq!(v.reference.is_none(), is_base, "{}", v.id);
        assert_eq!(v.teacher.is_some(), v.role == Role::Student, "{}", v.id);
    }
}

#[test]
fn ids_of_files_side_by_side_tell_no_more_of_the_path_than_they_must() {
    let folder = Folder::with(&["a.safetensors", "first/b.safetensors", "second/b.safetensors"]);
    folder.activations("a.activations.safetensors", &[]);
    let ids = |names: &[&str]| -> Vec<String> {
        let paths: Vec<_> = names.iter().map(|name| folder.path(name)).collect();
        study::gather(&paths, Epochs::Last).unwrap().variants.into_iter().map(|v| v.id).collect()
    };
    assert_eq!(ids(&["a.safetensors", "a.activations.safetensors"]), ["a", "a.activations"]);
    assert_eq!(ids(&["first/b.safetensors", "second/b.safetensors"]), ["first/b", "second/b"]);
}
