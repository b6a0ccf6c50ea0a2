//! Prefixes of wrappers.

use super::{error_of, floats, load, write_raw};

/// A file with scalars of these names.
fn file(names: &[&str]) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    let entry = |(i, name): (usize, &&str)| {
        format!(r#""{name}":{{"dtype":"F32","shape":[],"data_offsets":[{},{}]}}"#, 4 * i, 4 * i + 4)
    };
    let entries: Vec<String> = names.iter().enumerate().map(entry).collect();
    write_raw(&path, &format!("{{{}}}", entries.join(",")), &floats(&vec![1.0; names.len()]));
    (folder, path)
}

fn names_and_notes(names: &[&str]) -> (Vec<String>, Vec<String>) {
    let (_folder, path) = file(names);
    let checkpoint = load(&path);
    assert!(checkpoint.tensors.iter().all(|(name, t)| *name == t.name));
    (checkpoint.tensors.into_keys().collect(), checkpoint.notes)
}

#[test]
fn strips_again_and_again_and_notes_each() {
    let (names, notes) = names_and_notes(&["model._orig_mod.module.a", "model._orig_mod.module.b"]);
    assert_eq!(names, ["a", "b"]);
    let note = |prefix: &str| format!("stripped the prefix {prefix:?} of all 2 tensors");
    assert_eq!(notes, [note("model."), note("_orig_mod."), note("module.")]);
}

#[test]
fn wrappers_go_from_some_tensors_and_attributes_only_from_all() {
    let (names, notes) = names_and_notes(&["module.a", "b"]);
    assert_eq!(
        (names, notes),
        (vec!["a".into(), "b".into()], vec!["stripped the prefix \"module.\" of 1 of 2 tensors".into()])
    );
    let (names, notes) = names_and_notes(&["backbone.a", "head.b"]);
    assert_eq!((names, notes), (vec!["backbone.a".into(), "head.b".into()], vec![]));
}

#[test]
fn a_student_alone_is_read_and_two_models_are_told_apart() {
    assert_eq!(names_and_notes(&["module.student.a", "module.student.b"]).0, ["a", "b"]);
    let (_folder, path) = file(&["module.student.a", "module.teacher.a"]);
    assert_eq!(
        error_of(&path),
        "it holds two models, student.* and teacher.*; name one with --model student or --model teacher"
    );
}

#[test]
fn two_tensors_that_would_get_one_name_are_refused() {
    let (_folder, path) = file(&["module.a", "a"]);
    assert_eq!(error_of(&path), "tensors a and module.a cannot both be read");
}

#[test]
fn parts_of_a_loss_go_and_do_not_hide_a_shared_prefix() {
    let (names, notes) = names_and_notes(&["module.criterion.memory", "module.model.a", "module.model.b"]);
    assert_eq!(names, ["a", "b"]);
    assert_eq!(
        notes[1..],
        [
            "left out 1 of 3 tensors: \"criterion.\" is part of a loss",
            "stripped the prefix \"model.\" of all 2 tensors",
        ]
    );
}
