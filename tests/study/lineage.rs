use penult::study::Role;

use super::{Folder, get};

/// (teacher, reference) of a variant.
fn lineage(folder: &Folder, id: &str) -> (Option<String>, Option<String>) {
    let study = folder.open();
    let v = get(&study, id);
    (v.teacher.clone(), v.reference.clone())
}

fn some(teacher: &str, reference: &str) -> (Option<String>, Option<String>) {
    (Some(teacher.to_owned()), Some(reference.to_owned()))
}

/// Hard and smoothed teachers, their students and those from scratch, two seeds of each, by their names alone.
fn whole() -> Folder {
    let kinds =
        ["teacher_hard", "teacher_ls01", "student_scratch", "student_hard_t4", "student_ls01_t4", "student_ls01_t1"];
    let names: Vec<String> = kinds.iter().flat_map(|k| [1, 2].map(|s| format!("{k}_seed{s}.safetensors"))).collect();
    Folder::with(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_whole_study_is_read_off_its_names() {
    let folder = whole();
    for seed in [1, 2] {
        let of = |kind: &str| lineage(&folder, &format!("{kind}_seed{seed}"));
        let id = |kind: &str| format!("{kind}_seed{seed}");
        assert_eq!(of("teacher_hard"), (None, None));
        assert_eq!(of("student_scratch"), (None, None));
        assert_eq!(of("teacher_ls01"), (None, Some(id("teacher_hard"))));
        assert_eq!(of("student_hard_t4"), some(&id("teacher_hard"), &id("student_scratch")));
        assert_eq!(of("student_ls01_t4"), some(&id("teacher_ls01"), &id("student_hard_t4")));
        assert_eq!(of("student_ls01_t1"), (Some(id("teacher_ls01")), None), "no twin was taught at T = 1");
    }
    let study = folder.open();
    assert_eq!(study.questions, [""; 0]);
    let found_by = |id: &str, fact: &str| get(&study, id).found_by[fact].clone();
    assert_eq!(found_by("student_ls01_t4_seed1", "teacher"), "the one teacher of that smoothing, by its name");
    assert_eq!(found_by("student_ls01_t4_seed1", "reference"), "taught alike by its teacher's reference");
    assert_eq!(
        found_by("teacher_ls01_seed1", "reference"),
        "the hard-label teacher, of the same seed where there is one"
    );
    let scratch = "trained from scratch, of the same seed where there is one";
    assert_eq!(found_by("student_hard_t4_seed1", "reference"), scratch);
}

#[test]
fn a_teacher_is_found_by_id_by_stem_and_by_group_and_seed() {
    let names = ["teacher_hard_seed1.safetensors", "teacher_hard_seed2.safetensors"];
    for (said, seed) in [("teacher_hard_seed2", "1"), ("teacher_hard", "2"), ("hard", "2")] {
        let folder = Folder::with(&names);
        folder.checkpoint("net.safetensors", &[("role", "student"), ("teacher", said), ("seed", seed)]);
        assert_eq!(lineage(&folder, "net").0.as_deref(), Some("teacher_hard_seed2"), "{said}");
    }
    let folder = Folder::with(&["weights_a.safetensors"]);
    folder.checkpoint("net.safetensors", &[("role", "student"), ("teacher", "weights_a")]);
    let folder = folder.manifest("[[variant]]\nid = \"big\"\npath = \"weights_a.safetensors\"\n");
    assert_eq!(lineage(&folder, "net").0.as_deref(), Some("big"), "by its file's stem");
}

#[test]
fn who_taught_another_is_a_teacher() {
    let folder = Folder::with(&["resnet32x4_vanilla/resnet32x4_best.pth"]);
    let student = "S:resnet8x4_T:resnet32x4_cifar100_kd_r:0.1_a:0.9_b:0.0_1";
    folder.checkpoint(&format!("{student}/resnet8x4_best.pth"), &[]);
    let study = folder.open();
    assert_eq!(get(&study, student).teacher.as_deref(), Some("resnet32x4_vanilla"));
    let teacher = get(&study, "resnet32x4_vanilla");
    assert_eq!((teacher.role, teacher.found_by["role"].as_str()), (Role::Teacher, "it taught another"));
    assert_eq!(teacher.alpha(), None);
}

#[test]
fn a_reference_of_another_seed_is_taken_only_where_it_is_alone() {
    let folder = Folder::with(&["teacher_ls01_seed5.safetensors", "teacher_hard_seed1.safetensors"]);
    assert_eq!(lineage(&folder, "teacher_ls01_seed5").1.as_deref(), Some("teacher_hard_seed1"));
    folder.checkpoint("teacher_hard_seed2.safetensors", &[]);
    assert_eq!(lineage(&folder, "teacher_ls01_seed5").1, None);
    assert_eq!(
        folder.open().questions,
        [
            "what teacher_ls01_seed5 is to be compared with is not known (it may be teacher_hard_seed1, teacher_hard_seed2); \
          write in penult.toml\n  [[variant]]\n  id = \"teacher_ls01_seed5\"\n  reference = \"the id of its reference\""
        ]
    );
}

#[test]
fn hard_teachers_of_two_kinds_are_no_reference() {
    let folder =
        Folder::with(&["teacher_ls01.safetensors", "teacher_hard_big.safetensors", "teacher_hard_small.safetensors"]);
    assert_eq!(lineage(&folder, "teacher_ls01").1, None);
    assert_eq!(folder.open().questions.len(), 1);
}

#[test]
fn a_teacher_of_an_unknown_objective_is_asked_for_not_taken() {
    let folder = Folder::with(&["teacher_ls01.safetensors", "teacher_big.safetensors"]);
    assert_eq!(lineage(&folder, "teacher_ls01").1, None);
    assert!(folder.open().questions[0].contains("(it may be teacher_big)"));
}

#[test]
fn an_unknown_teacher_gives_the_lines_to_write() {
    let folder = Folder::with(&["student_from_big_T4.safetensors", "teacher_hard.safetensors"]);
    let study = folder.open();
    assert_eq!(get(&study, "student_from_big_T4").teacher, None, "a name of nobody is dropped");
    assert_eq!(
        study.questions,
        [
            "which teacher taught student_from_big_T4 is not known (its files name \"big\", which is not one variant here); \
          write in penult.toml\n  [[variant]]\n  id = \"student_from_big_T4\"\n  teacher = \"the id of its teacher\""
        ]
    );
    let folder = folder.manifest("[[variant]]\nid = \"student_from_big_T4\"\nteacher = \"teacher_hard\"\n");
    assert_eq!(lineage(&folder, "student_from_big_T4").0.as_deref(), Some("teacher_hard"));
    assert_eq!(folder.open().questions, [""; 0], "the lines answer it");
}

#[test]
fn several_teachers_of_one_smoothing_are_asked_for() {
    let folder =
        Folder::with(&["teacher_ls01_a.safetensors", "teacher_ls01_b.safetensors", "student_ls01_t4.safetensors"]);
    assert_eq!(lineage(&folder, "student_ls01_t4").0, None);
    let questions = folder.open().questions;
    assert!(
        questions[0].contains("student_ls01_t4 is not known (it may be teacher_ls01_a, teacher_ls01_b)"),
        "{questions:?}"
    );
}

#[test]
fn a_reference_that_a_file_names_stays() {
    let folder = whole();
    folder.checkpoint("teacher_ls02_seed1.safetensors", &[("reference", "teacher_ls01")]);
    assert_eq!(lineage(&folder, "teacher_ls02_seed1").1.as_deref(), Some("teacher_ls01_seed1"));
}
