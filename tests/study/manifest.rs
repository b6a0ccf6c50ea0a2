use penult::data::Labels;
use penult::study::{Distillation, Objective, Role, proposal};

use super::{Folder, get, only};

/// What is wrong with a manifest over one checkpoint `net`.
fn refused(text: &str) -> String {
    let (what, path) = Folder::with(&["net.safetensors"]).manifest(text).error();
    assert!(path.ends_with("penult.toml"), "{what}: {}", path.display());
    what
}

#[test]
fn an_empty_manifest_changes_nothing() {
    let folder = Folder::with(&["teacher_ls01_seed1.safetensors"]).manifest("");
    let study = folder.open();
    assert_eq!(only(&study).alpha(), Some(0.1));
    assert!(!only(&study).is_named);
}

#[test]
fn the_manifest_overrides_what_files_and_names_say() {
    let folder = Folder::with(&["first.safetensors"]);
    folder.checkpoint("teacher_ls01_seed1.safetensors", &[("seed", "5"), ("group", "theirs")]);
    let folder = folder.manifest(
        r#"
[data]
name = "mnist"
path = "numbers"
train = "more"
normalize = { mean = [0.1], std = [0.3] }

[[variant]]
id = "taught"
path = "teacher_ls01_seed1.safetensors"
role = "student"
teacher = "first"
reference = "first"
group = "mine"
objective = { name = "kd" }
distillation = { temperature = 4, convention = "teacher", label_weight = 0.1 }
normalize = { mean = [0.5], std = [0.25] }
"#,
    );
    let study = folder.open();
    let ids: Vec<&str> = study.variants.iter().map(|v| v.id.as_str()).collect();
    assert_eq!(ids, ["taught", "first"], "the manifest's come first");
    let v = get(&study, "taught");
    assert!(v.is_named && !get(&study, "first").is_named);
    assert_eq!((v.role, v.group.as_str(), v.seed), (Role::Student, "mine", Some(5)));
    assert_eq!(v.objective, Some(Objective { name: "kd".to_owned(), alpha: None, convention: None }));
    let convention = "teacher".to_owned();
    assert_eq!(v.distillation, Some(Distillation { temperature: 4.0, convention, label_weight: 0.1 }));
    assert_eq!((v.teacher.as_deref(), v.reference.as_deref()), (Some("first"), Some("first")));
    assert_eq!(v.normalise, Some((vec![0.5], vec![0.25], "penult.toml".to_owned())));
    assert_eq!(v.found_by["role"], "penult.toml");
    assert_eq!(v.found_by["seed"], "metadata of the file");
    assert_eq!(study.data_name.as_deref(), Some("mnist"));
    assert_eq!(study.normalise, Some((vec![0.1], vec![0.3])));
    let splits: Vec<_> = study.splits.iter().map(|(s, p)| (s.as_str(), p.clone())).collect();
    assert_eq!(splits, [("test", folder.path("numbers")), ("train", folder.path("more"))]);
}

#[test]
fn an_objective_that_the_manifest_says_takes_no_mass_from_the_name() {
    let text = "[[variant]]\nid = \"teacher_ls01\"\nobjective = { name = \"cross_entropy\" }\n";
    let study = Folder::with(&["teacher_ls01.safetensors"]).manifest(text).open();
    assert_eq!(only(&study).objective.as_ref().unwrap().alpha, None);
}

#[test]
fn a_path_may_be_a_folder_or_lie_elsewhere_and_skip_leaves_out() {
    let elsewhere = Folder::with(&["far.safetensors"]);
    let folder = Folder::with(&["hub/model.safetensors", "bad.safetensors"]);
    let text = format!(
        "[[variant]]\nid = \"net\"\npath = \"hub\"\n\n[[variant]]\npath = {:?}\n\n[[variant]]\nid = \"bad\"\nskip = true\n",
        elsewhere.path("far.safetensors")
    );
    assert_eq!(folder.manifest(&text).ids(), ["net", "far"]);
}

#[test]
fn unknown_keys_are_refused_with_their_line() {
    for (text, key, line) in [
        ("datas = 1\n", "datas", 1),
        ("[data]\nname = \"mnist\"\ncolour = \"red\"\n", "colour", 3),
        ("[[variant]]\nid = \"net\"\nalpha = 0.1\n", "alpha", 3),
        ("[[variant]]\nid = \"net\"\n\nobjective = { name = \"kd\", t = 4 }\n", "t", 4),
        ("[[variant]]\nid = \"net\"\ndistillation = { temperature = 4, tau = 4 }\n", "tau", 3),
        ("[data]\nnormalize = { mean = [0.5], std = [0.5], var = [1] }\n", "var", 2),
    ] {
        let what = refused(text);
        assert!(what.contains(&format!("unknown field `{key}`")), "{what}");
        assert!(what.contains(&format!("line {line}")), "{what}");
    }
}

#[test]
fn values_that_are_none_are_refused_with_their_line() {
    for (text, expected, line) in [
        (
            "[[variant]]\nid = \"net\"\nrole = \"boss\"\n",
            "expected one of `teacher`, `assistant`, `student`, `scratch`",
            3,
        ),
        (
            "[[variant]]\nid = \"net\"\nobjective = { name = \"x\", convention = \"k\" }\n",
            "expected `over_k` or `off_label`",
            3,
        ),
        ("[[variant]]\nid = \"net\"\nseed = -1\n", "invalid value", 3),
        (
            "[[variant]]\nid = \"net\"\nobjective = { name = \"label_smoothing\", alpha = 1.5 }\n",
            "expected alpha in 0 ≤ alpha < 1, found 1.5",
            1,
        ),
        (
            "\n[[variant]]\nid = \"net\"\ndistillation = { temperature = 0 }\n",
            "expected a temperature above 0, found 0",
            2,
        ),
        (
            "[[variant]]\nid = \"net\"\nnormalize = { mean = [0.5, 0.5], std = [0.5] }\n",
            "the means [0.5, 0.5] and the deviations [0.5]",
            1,
        ),
        ("not toml\n", "key with no value, expected `=`", 1),
    ] {
        let what = refused(text);
        assert!(what.contains(expected), "{what}");
        assert!(what.contains(&format!("line {line}")), "{what}");
    }
    let what = refused("[data]\nnormalize = { mean = [0.5], std = [0.0] }\n");
    assert!(what.starts_with("[data]: normalize has the means [0.5] and the deviations [0.0]"), "{what}");
}

#[test]
fn a_variant_needs_an_id_or_a_path() {
    let what = refused("[[variant]]\nid = \"net\"\n\n[[variant]]\nseed = 1\n");
    assert!(what.starts_with("line 4: the variant has neither id nor path; write\n  [[variant]]\n  id = "), "{what}");
}

#[test]
fn a_path_that_is_not_there_and_an_id_of_no_file_are_refused_with_their_line() {
    let what = refused("# mine\n[[variant]]\nid = \"x\"\npath = \"gone.safetensors\"\n");
    assert!(what.starts_with("line 2: variant \"x\": there is no file "), "{what}");
    assert!(what.ends_with("gone.safetensors; mend its path"), "{what}");
    let what = refused("[[variant]]\nid = \"x\"\n");
    assert_eq!(what, "line 1: variant \"x\" has no path, and no file here has that id (found net); write path = \"…\"");
}

#[test]
fn teachers_and_references_must_be_other_variants() {
    for fact in ["teacher", "reference"] {
        for name in ["nobody", "net"] {
            let what = refused(&format!("[[variant]]\nid = \"net\"\n{fact} = \"{name}\"\n"));
            assert!(
                what.starts_with(&format!("variant \"net\": its {fact} \"{name}\" is no other variant here")),
                "{what}"
            );
        }
    }
}

#[test]
fn labels_and_class_maps_are_read_and_kept_in_the_proposal() {
    let folder = Folder::with(&["net.safetensors", "other.safetensors"]).manifest(
        "[data]\nlabels = \"coarse\"\nclass_map = \"all.txt\"\n\n[[variant]]\nid = \"net\"\nclass_map = \"net.txt\"\n",
    );
    let study = folder.open();
    assert_eq!((study.labels, study.class_map.clone()), (Some(Labels::Coarse), Some(folder.path("all.txt"))));
    assert_eq!(get(&study, "net").class_map, Some(folder.path("net.txt")));
    assert_eq!(get(&study, "other").class_map, None);
    assert!(proposal::manifest(&study).contains("class_map = \"net.txt\"\n"));
    let what = refused("[data]\nlabels = \"rough\"\n");
    assert!(what.contains("unknown variant `rough`, expected `fine` or `coarse`"), "{what}");
}
