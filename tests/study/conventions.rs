//! Folders as the programs of the field leave them, one a test, each with the roles and the lineage that are expected.
//! What they look like: `../shared/CONVENTIONS.md`, table "Checkpoint folders".

use std::path::Path;

use penult::study::{Files, Study, Variant, proposal};

use super::{Folder, get};

/// `id: role, objective α, T and label weight, from teacher, against reference, seed, epoch`, only what is known.
fn said(v: &Variant) -> String {
    let mut parts = Vec::new();
    parts.extend(v.found_by.contains_key("role").then(|| v.role.name().to_owned()));
    parts.extend(
        v.objective.as_ref().map(|o| o.alpha.map_or_else(|| o.name.clone(), |alpha| format!("{} {alpha}", o.name))),
    );
    parts.extend(v.distillation.as_ref().map(|d| format!("T {} w {}", d.temperature, d.label_weight)));
    parts.extend(v.teacher.as_ref().map(|t| format!("from {t}")));
    parts.extend(v.reference.as_ref().map(|r| format!("against {r}")));
    parts.extend(v.seed.map(|n| format!("seed {n}")));
    parts.extend(v.epoch.map(|n| format!("epoch {n}")));
    format!("{}: {}", v.id, parts.join(", "))
}

/// What is known of each variant; and the manifest that is proposed says the same when it is read back.
fn check(folder: &Folder, expected: &[&str]) -> Study {
    let study = folder.open();
    let of = |study: &Study| -> Vec<String> { study.variants.iter().map(said).collect() };
    assert_eq!(of(&study), expected);
    folder.write("penult.toml", &proposal::manifest(&study));
    assert_eq!(of(&folder.open()), expected, "{}", proposal::manifest(&study));
    std::fs::remove_file(folder.path("penult.toml")).unwrap();
    study
}

/// A file that torch wrote, under another name.
fn torch(folder: &Folder, fixture: &str, name: &str) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/checkpoints").join(fixture);
    std::fs::copy(from, folder.path(name)).unwrap();
}

fn file(v: &Variant) -> String {
    v.files.first().unwrap().file_name().unwrap().to_string_lossy().into_owned()
}

#[test]
fn rep_distiller_students_find_their_vanilla_teacher() {
    let student = "S:resnet8x4_T:resnet32x4_cifar100_kd_r:0.1_a:0.9_b:0.0_1";
    let folder = Folder::with(&["models/resnet32x4_vanilla/ckpt_epoch_240.pth"]);
    folder
        .checkpoint(&format!("student_model/{student}/resnet8x4_best.pth"), &[("best_acc", "73.3"), ("epoch", "221")]);
    let study = check(
        &folder,
        &[
            &format!("{student}: student, kd, from resnet32x4_vanilla, seed 1, epoch 221"),
            "resnet32x4_vanilla: teacher, cross_entropy, epoch 240",
        ],
    );
    assert_eq!(get(&study, student).alpha(), None, "a: is the weight of KD");
    let [question] = study.questions.as_slice() else { panic!("{:?}", study.questions) };
    assert!(question.starts_with(&format!("at which temperature {student} was distilled is not known")), "{question}");
    assert!(question.ends_with("distillation = { temperature = 4.0 }"), "{question}");
    folder.write("penult.toml", &format!("[[variant]]\nid = {student:?}\ndistillation = {{ temperature = 4.0 }}\n"));
    let study = folder.open();
    assert_eq!(study.questions, [""; 0], "the line answers it");
    assert_eq!(get(&study, student).distillation.as_ref().unwrap().label_weight, 0.1, "r:0.1 beside a:0.9");
}

#[test]
fn rep_distillers_options_say_temperature_teacher_and_trial() {
    let folder = Folder::with(&["save/models/resnet32x4_vanilla/ckpt_epoch_240.pth"]);
    let opt = [
        ("opt.path_t", "./save/models/resnet32x4_vanilla/ckpt_epoch_240.pth"),
        ("opt.distill", "kd"),
        ("opt.kd_T", "4"),
        ("opt.alpha", "0.9"),
        ("opt.gamma", "0.1"),
        ("opt.trial", "2"),
    ];
    folder.checkpoint("run/resnet8x4_last.pth", &opt);
    check(
        &folder,
        &[
            "resnet8x4_last: student, kd, T 4 w 0.1, from resnet32x4_vanilla, seed 2",
            "resnet32x4_vanilla: teacher, cross_entropy, epoch 240",
        ],
    );
}

#[test]
fn rep_distillers_kd_t_is_no_temperature_of_a_method_without_soft_labels() {
    let folder = Folder::with(&[]);
    let opt = [
        ("opt.model_t", "wrn_40_2"),
        ("opt.distill", "crd"),
        ("opt.kd_T", "4"),
        ("opt.alpha", "0.0"),
        ("opt.gamma", "1"),
    ];
    folder.checkpoint("S:wrn_16_2_T:wrn_40_2_cifar100_crd_r:1.0_a:0.0_b:0.8_1/wrn_16_2_last.pth", &opt);
    let study = folder.open();
    assert_eq!(
        said(&study.variants[0]),
        "S:wrn_16_2_T:wrn_40_2_cifar100_crd_r:1.0_a:0.0_b:0.8_1: student, crd, seed 1"
    );
}

#[test]
fn rep_distillers_teacher_folders_are_trained_on_labels_and_trials_are_seeds() {
    let name = |n: u32| format!("resnet32x4_cifar100_lr_0.05_decay_0.0005_trial_{n}");
    let folder = Folder::with(&[]);
    for n in [0, 1] {
        folder.checkpoint(&format!("{}/resnet32x4_last.pth", name(n)), &[("epoch", "240"), ("accuracy", "79.4")]);
    }
    let study = check(
        &folder,
        &[
            &format!("{}: cross_entropy, seed 0, epoch 240", name(0)),
            &format!("{}: cross_entropy, seed 1, epoch 240", name(1)),
        ],
    );
    assert!(study.variants.iter().all(|v| v.group == "resnet32x4_cifar100_lr_0.05_decay_0.0005"));
}

#[test]
fn best_and_last_are_told_apart_and_a_trajectory_is_one_run() {
    let run = "resnet8x4_cifar100_lr_0.05_decay_0.0005_trial_0";
    let folder = Folder::with(&[]);
    for epoch in [40, 80, 200, 240] {
        folder.checkpoint(&format!("{run}/ckpt_epoch_{epoch}.pth"), &[("accuracy", "70.0")]);
    }
    folder.checkpoint(&format!("{run}/resnet8x4_best.pth"), &[("best_acc", "73.5"), ("epoch", "233")]);
    let study = check(&folder, &[&format!("{run}: cross_entropy, seed 0, epoch 240")]);
    let v = get(&study, run);
    assert_eq!(file(v), "ckpt_epoch_240.pth");
    let others: Vec<_> = v.others.iter().map(|p| p.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(others, ["resnet8x4_best.pth", "ckpt_epoch_40.pth", "ckpt_epoch_80.pth", "ckpt_epoch_200.pth"]);
    folder.checkpoint(&format!("{run}/resnet8x4_last.pth"), &[("accuracy", "72.9"), ("epoch", "240")]);
    let study = folder.open();
    assert_eq!(file(get(&study, run)), "resnet8x4_last.pth");
    assert_eq!(get(&study, run).accuracy.as_ref().unwrap().value, 0.729);
    // A section adds another moment of it.
    folder.write("penult.toml", &format!("[[variant]]\nid = \"best\"\npath = \"{run}/resnet8x4_best.pth\"\n"));
    let study = folder.open();
    assert_eq!(study.variants.len(), 2);
    assert_eq!(get(&study, "best").accuracy.as_ref().unwrap().value, 0.735);
}

#[test]
fn the_best_accuracy_of_a_run_is_not_that_of_its_last_epoch() {
    let folder = Folder::with(&[]);
    folder.checkpoint("exp/latest.pth", &[("best_acc", "71.5"), ("epoch", "240")]);
    assert_eq!(folder.open().variants[0].accuracy, None);
}

#[test]
fn mdistillers_full_file_is_a_student_and_its_teacher() {
    let folder = Folder::with(&[]);
    torch(&folder, "latest", "cifar100_baselines/kd,res32x4,res8x4/latest");
    let study = check(
        &folder,
        &[
            "kd,res32x4,res8x4: student, kd, from kd,res32x4,res8x4_teacher, epoch 3",
            "kd,res32x4,res8x4_teacher: teacher",
        ],
    );
    assert_eq!(study.variants[1].found_by["role"], "a file that holds a student and its teacher");
}

#[test]
fn mdistillers_student_files_stand_before_the_full_one() {
    let folder = Folder::with(&[]);
    torch(&folder, "latest", "kd,res32x4,res8x4/latest");
    torch(&folder, "latest", "kd,res32x4,res8x4/epoch_240");
    for name in ["student_latest", "student_best", "student_240"] {
        torch(&folder, "flat.pth", &format!("kd,res32x4,res8x4/{name}"));
    }
    folder.write("kd,res32x4,res8x4/worklog.txt", "epoch: 1\n");
    let study = folder.open();
    let files: Vec<_> = study.variants.iter().map(|v| (v.id.as_str(), file(v))).collect();
    assert_eq!(files, [("kd,res32x4,res8x4", "student_latest".into()), ("kd,res32x4,res8x4_teacher", "latest".into())]);
    assert_eq!(study.variants[0].part.model, None);
    assert_eq!(study.variants[0].teacher.as_deref(), Some("kd,res32x4,res8x4_teacher"));
}

#[test]
fn mdistillers_tag_names_the_teacher_beside_it() {
    let folder = Folder::with(&["cifar_teachers/resnet32x4_vanilla/ckpt_epoch_240.pth"]);
    torch(&folder, "flat.pth", "output/dkd,res32x4,res8x4/student_best");
    check(
        &folder,
        &[
            "dkd,res32x4,res8x4: student, dkd, from resnet32x4_vanilla",
            "resnet32x4_vanilla: teacher, cross_entropy, epoch 240",
        ],
    );
}

#[test]
fn torchdistills_folders_say_how_and_best_value_how_well() {
    let folder = Folder::with(&[]);
    folder.checkpoint("ckpt/cifar10/ce/cifar10-resnet56.pt", &[("best_value", "93.1")]);
    folder.checkpoint("ckpt/cifar10/kd/resnet20-final_run.pt", &[]);
    let study = check(&folder, &["cifar10-resnet56: cross_entropy", "resnet20-final_run: student, kd"]);
    assert_eq!(get(&study, "cifar10-resnet56").accuracy.as_ref().unwrap().value, 0.931);
    assert_eq!(get(&study, "cifar10-resnet56").found_by["objective"], "its folder");
    assert!(study.questions.iter().any(|q| q.starts_with("which teacher taught resnet20-final_run is not known")));
}

#[test]
fn the_compatibility_studys_names_say_alpha_temperature_and_seed() {
    let name = |alpha: &str, seed: u32| {
        format!("cub-student=resnet18-teacher=resnet50({alpha})-T=2-checkpoint-seed={seed}.pth.tar")
    };
    let folder = Folder::with(&["resnet50_ls0.1.pth.tar", "resnet50_ls0.pth.tar", &name("0.1", 1), &name("0", 1)]);
    let id = |alpha: &str| name(alpha, 1).trim_end_matches(".pth.tar").to_owned();
    check(
        &folder,
        &[
            &format!("{}: student, T 2 w 0, from resnet50_ls0, seed 1", id("0")),
            &format!("{}: student, T 2 w 0, from resnet50_ls0.1, against {}, seed 1", id("0.1"), id("0")),
            "resnet50_ls0: teacher, cross_entropy",
            "resnet50_ls0.1: teacher, label_smoothing 0.1, against resnet50_ls0",
        ],
    );
}

#[test]
fn the_compatibility_studys_metadata_say_it_too() {
    let folder = Folder::with(&["resnet50.pth.tar"]);
    folder.checkpoint("net.pth.tar", &[("teacher-arch", "resnet50"), ("temperature", "3"), ("best_acc1", "78.2")]);
    let study = check(&folder, &["net: student, T 3 w 0, from resnet50", "resnet50: teacher"]);
    assert_eq!(get(&study, "net").accuracy.as_ref().unwrap().key, "best_acc1");
}

#[test]
fn akamasters_folders_store_their_best_accuracy() {
    let folder = Folder::with(&[]);
    folder.checkpoint("save_resnet20/model.th", &[("best_prec1", "91.78")]);
    folder.checkpoint("save_resnet56/model.th", &[("best_prec1", "93.39")]);
    let study = check(&folder, &["save_resnet20: ", "save_resnet56: "]);
    let accuracy = study.variants[0].accuracy.as_ref().unwrap();
    assert_eq!((accuracy.value, accuracy.key.as_str()), (0.9178, "best_prec1"));
    assert_eq!(study.variants[0].found_by["stored accuracy"], "91.78 % under best_prec1 in the file");
}

#[test]
fn margin_smoothings_best_of_a_run_stands_for_the_run() {
    let folder = Folder::with(&["mbls-best.pth", "mbls-last.pth", "ce-best.pth"]);
    let study = check(&folder, &["ce-best: ", "mbls: "]);
    assert_eq!(file(get(&study, "mbls")), "mbls-last.pth");
}

#[test]
fn timms_folder_says_its_smoothing_and_its_last() {
    let run = "train/20240101-resnet18-224";
    let folder = Folder::with(&[]);
    for (name, epoch) in [("last", "9"), ("model_best", "7"), ("checkpoint-8", "8"), ("checkpoint-9", "9")] {
        folder.checkpoint(
            &format!("{run}/{name}.pth.tar"),
            &[("epoch", epoch), ("metric", "70.1"), ("arch", "resnet18")],
        );
    }
    folder.write(&format!("{run}/args.yaml"), "model: resnet18\nsmoothing: 0.1\nseed: 42\nteacher: null\n");
    let study = check(&folder, &["20240101-resnet18-224: label_smoothing 0.1, seed 42, epoch 9"]);
    let v = &study.variants[0];
    assert_eq!((file(v).as_str(), v.others.len()), ("last.pth.tar", 3));
    assert_eq!(v.accuracy.as_ref().unwrap().value, 0.701);
    assert_eq!(v.found_by["alpha"], "args.yaml beside the file");
}

#[test]
fn timms_args_inside_the_file_win_over_those_beside_it() {
    let folder = Folder::with(&[]);
    folder.checkpoint("net/model_best.pth.tar", &[("args.smoothing", "0.2")]);
    folder.write("net/args.yaml", "smoothing: 0.1\n");
    let study = check(&folder, &["net: label_smoothing 0.2"]);
    assert_eq!(study.variants[0].found_by["alpha"], "metadata of the file");
}

#[test]
fn hugging_faces_steps_are_one_run() {
    let folder = Folder::with(&["vit/checkpoint-500/model.safetensors", "vit/checkpoint-1000/model.safetensors"]);
    folder.write("vit/config.json", r#"{"label_smoothing_factor": 0.1}"#);
    let study = check(&folder, &["vit: label_smoothing 0.1, epoch 1000"]);
    assert_eq!(study.variants[0].others.len(), 1);
}

#[test]
fn lightnings_checkpoints_are_one_run_told_by_its_hparams() {
    let run = "lightning_logs/version_3";
    let folder = Folder::with(&[]);
    folder.checkpoint(&format!("{run}/checkpoints/epoch=9-step=100.ckpt"), &[("global_step", "100")]);
    folder.checkpoint(&format!("{run}/checkpoints/last.ckpt"), &[("hyper_parameters.seed", "5")]);
    folder.write(&format!("{run}/hparams.yaml"), "lr: 0.1\nlabel_smoothing: 0.05\n");
    let study = check(&folder, &["version_3: label_smoothing 0.05, seed 5"]);
    assert_eq!(file(&study.variants[0]), "last.ckpt");
}

#[test]
fn an_ensembles_members_are_seeds() {
    let study = check(
        &Folder::with(&["teacher_0.ckpt", "teacher_1.ckpt"]),
        &["teacher_0: teacher, seed 0", "teacher_1: teacher, seed 1"],
    );
    assert!(study.variants.iter().all(|v| v.group == "teacher"));
}

#[test]
fn epochs_with_zeros_before_them_are_a_trajectory() {
    let folder = Folder::with(&["model_weights/a1/epoch_001.pth", "model_weights/a1/epoch_350.pth"]);
    folder.write("model_weights/a1/args.txt", "loss = ce\nseed = 3\nsmoothing = 0.0\n");
    check(&folder, &["a1: cross_entropy, seed 3, epoch 350"]);
}

#[test]
fn a_bare_alpha_is_asked_for_and_the_line_answers_it() {
    let folder = Folder::with(&["teacher_alpha0.1.pth"]);
    let study = check(&folder, &["teacher_alpha0.1: teacher"]);
    let [question] = study.questions.as_slice() else { panic!("{:?}", study.questions) };
    let line = "objective = { name = \"label_smoothing\", alpha = 0.1 }";
    assert!(question.starts_with("whether the alpha = 0.1 in the name of teacher_alpha0.1 is its smoothing mass"));
    assert!(question.ends_with(line), "{question}");
    folder.write("penult.toml", &format!("[[variant]]\nid = \"teacher_alpha0.1\"\n{line}\n"));
    assert_eq!(folder.open().questions, [""; 0]);
}

#[test]
fn two_teachers_that_fit_are_a_question_not_a_guess() {
    let folder = Folder::with(&[
        "resnet32x4_a/best.pth",
        "resnet32x4_b/best.pth",
        "S:resnet8x4_T:resnet32x4_cifar100_hint_r:1.0_a:0.0_b:100_1/resnet8x4_best.pth",
    ]);
    let study = folder.open();
    let student = study.variants.iter().find(|v| v.id.starts_with("S:")).unwrap();
    assert_eq!(student.teacher, None);
    let asked = study.questions.iter().find(|q| q.starts_with("which teacher taught S:resnet8x4")).unwrap();
    assert!(asked.ends_with("teacher = \"the id of its teacher\""), "{asked}");
}

#[test]
fn files_without_a_suffix_are_taken_by_their_first_bytes() {
    let folder = Folder::with(&[]);
    torch(&folder, "flat.pth", "exp/best");
    torch(&folder, "legacy.pth", "exp2/best");
    folder.write("exp/README", "no checkpoint");
    check(&folder, &["exp: ", "exp2: "]);
}

#[test]
fn arrays_of_numpy_side_by_side_are_a_variant_by_split() {
    let folder = Folder::with(&[]);
    for (name, arrays) in [
        ("teacher_hard/features.npy", "logits"),
        ("teacher_ls0.1/test/features.npy", "logits"),
        ("teacher_ls0.1/train/feats.npy", "outputs"),
        ("both/student_scratch_features_test.npy", "logits"),
        ("both/train_student_scratch_features.npy", "logits"),
    ] {
        folder.write(name, "");
        let other =
            if name.contains("feats") { name.replace("feats", arrays) } else { name.replace("features", arrays) };
        folder.write(&other, "");
        folder.write(&other.replace(arrays, "labels"), "");
    }
    folder.write("other/features.npy", "no logits beside it");
    folder.write("other/x.npy", "");
    let study = check(
        &folder,
        &[
            "student_scratch: scratch",
            "teacher_hard: teacher, cross_entropy",
            "teacher_ls0.1: teacher, label_smoothing 0.1, against teacher_hard",
        ],
    );
    let splits = |id: &str| match &get(&study, id).files {
        Files::Activations(of) => of.clone().into_iter().collect::<Vec<_>>(),
        Files::Checkpoint(path) => panic!("{} is no checkpoint", path.display()),
    };
    let of = |pairs: &[(&str, &str)]| -> Vec<_> {
        pairs.iter().map(|(split, file)| ((*split).to_owned(), folder.path(file))).collect()
    };
    assert_eq!(splits("teacher_hard"), of(&[("test", "teacher_hard/features.npy")]));
    let smoothed = [("test", "teacher_ls0.1/test/features.npy"), ("train", "teacher_ls0.1/train/feats.npy")];
    assert_eq!(splits("teacher_ls0.1"), of(&smoothed));
    let scratch =
        [("test", "both/student_scratch_features_test.npy"), ("train", "both/train_student_scratch_features.npy")];
    assert_eq!(splits("student_scratch"), of(&scratch));
}

#[test]
fn seeds_of_different_epochs_in_one_group_are_asked_about() {
    let folder = Folder::with(&[]);
    folder.checkpoint("teacher_hard_seed1.pth", &[("epoch", "200")]);
    folder.checkpoint("teacher_hard_seed2.pth", &[("epoch", "150")]);
    let study = folder.open();
    let [question] = study.questions.as_slice() else { panic!("{:?}", study.questions) };
    let what = "the group teacher_hard mixes epochs (teacher_hard_seed1 is of 200, teacher_hard_seed2 of 150); if they differ \
                by more than their seed; write in penult.toml\n  [[variant]]\n  id = \"teacher_hard_seed2\"\n  group = ";
    assert!(question.starts_with(what), "{question}");
    let (_, line) = question.rsplit_once("\n  ").unwrap();
    folder.write("penult.toml", &format!("[[variant]]\nid = \"teacher_hard_seed2\"\n{line}\n"));
    assert_eq!(folder.open().questions, [""; 0]);
    // The best of each run is of an epoch of its own.
    let folder = Folder::with(&[]);
    for (seed, epoch) in [("1", "200"), ("2", "150")] {
        folder.checkpoint(&format!("teacher_hard_seed{seed}/model_best.pth"), &[("epoch", epoch)]);
    }
    assert_eq!(folder.open().questions, [""; 0]);
}

#[test]
fn a_nested_yaml_beside_a_generic_name_says_what_stands_at_its_top() {
    let folder = Folder::with(&["run/model_best.pth.tar"]);
    folder.write(
        "run/config.yaml",
        "label_smoothing: &mass 0.1\nmean:\n  - 0.5\nstd: [0.25]\nmodel:\n  seed: 9\nseed: 3 # mine\nalpha: *mass\n",
    );
    let study = check(&folder, &["run: label_smoothing 0.1, seed 3"]);
    let by = "config.yaml beside the file".to_owned();
    assert_eq!(study.variants[0].normalise, Some((vec![0.5], vec![0.25], by)));
}
