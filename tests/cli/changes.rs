//! `diff`, `--fail-if` and `compare` of analyses, as a user types them: exit codes and words.

use std::path::{Path, PathBuf};

use penult::analysis::Record;
use serde_json::Value;

use super::{penult, text};

fn committed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reports").join(name)
}

/// Exit code, stdout, stderr.
fn ran(arguments: &[&str]) -> (i32, String, String) {
    let out = penult(arguments, None);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

/// The committed analysis after a change, in a folder of its own.
fn changed(change: impl FnOnce(&mut Record)) -> tempfile::TempDir {
    let mut record = Record::read(&committed("fashion_mnist").join("analysis.json")).unwrap();
    change(&mut record);
    let folder = tempfile::tempdir().unwrap();
    record.write(folder.path()).unwrap();
    folder
}

#[test]
fn a_report_does_not_differ_from_itself() {
    let report = committed("fashion_mnist");
    let (code, stdout, stderr) = ran(&["diff", text(&report), text(&report.join("analysis.json"))]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.contains(" numbers that both have, 0 changed: "), "{stdout}");
}

#[test]
fn a_changed_value_exits_with_3_and_is_in_every_form() {
    let other = changed(|record| {
        let split = record.analysis.variants["teacher_hard_seed1"].splits.get_mut("test").unwrap();
        split.metrics.insert("ece".to_owned(), crate::report::value(0.5, 0.4, 0.6));
    });
    let (report, out) = (committed("fashion_mnist"), other.path().join("page"));
    let arguments = ["diff", text(&report), text(other.path()), "--json", "--out", text(&out)];
    let (code, stdout, _) = ran(&arguments);
    assert_eq!(code, 3);
    let json: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(json["numbers"].as_array().unwrap().len(), 1);
    assert_eq!((&json["numbers"][0]["metric"], &json["numbers"][0]["why"]), (&"ece".into(), &"same_inputs".into()));
    assert!(std::fs::read_to_string(out.join("index.html")).unwrap().contains("data-metric=\"ece\""));
    let (code, stdout, _) = ran(&["diff", text(&report), text(other.path()), "--markdown"]);
    assert_eq!(code, 3);
    assert!(stdout.contains("| teacher_hard_seed1 | test | ECE (%) |"), "{stdout}");
}

#[test]
fn a_gate_that_trips_exits_with_3_and_says_which() {
    let analysis = committed("fashion_mnist").join("analysis.json");
    let out = tempfile::tempdir().unwrap();
    let render = |gates: &[&str]| {
        let mut arguments = vec!["render", text(&analysis), "--out", text(out.path()), "--quiet"];
        gates.iter().for_each(|gate| arguments.extend(["--fail-if", gate]));
        ran(&arguments)
    };
    let (code, stdout, stderr) = render(&["accuracy < 0.5", "verdict == no_harm"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.starts_with("report: ") && stdout.ends_with("index.html\n"), "{stdout}");
    let (code, _, stderr) = render(&["teacher_hard.accuracy > 80%", "accuracy < 0.5"]);
    assert_eq!(code, 3);
    assert!(
        stderr.starts_with("tripped: \"teacher_hard.accuracy > 80%\" by teacher_hard on test: Acc (%) "),
        "{stderr}"
    );
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    let (code, _, stderr) = render(&["acuracy > 0.5"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("did you mean accuracy?"), "{stderr}");
    let (code, _, stderr) = render(&["techer_hard.accuracy > 0.5"]);
    assert_eq!(code, 2);
    assert!(stderr.contains("no variant or group \"techer_hard\"; did you mean teacher_hard"), "{stderr}");
}

#[test]
fn analyses_stand_side_by_side_and_not_beside_checkpoints() {
    // Every variant under another name, as of another study.
    let renamed = |prefix: &str| {
        let name = |id: &str| format!("{prefix}{id}");
        changed(|record| {
            let analysis = &mut record.analysis;
            analysis.variants = std::mem::take(&mut analysis.variants)
                .into_iter()
                .map(|(id, mut v)| {
                    v.group = name(&v.group);
                    v.teacher = v.teacher.map(|t| name(&t));
                    v.reference = v.reference.map(|r| name(&r));
                    (name(&id), v)
                })
                .collect();
            analysis.groups = std::mem::take(&mut analysis.groups)
                .into_iter()
                .map(|(id, mut group)| {
                    group.variants.iter_mut().for_each(|v| *v = name(v));
                    (name(&id), group)
                })
                .collect();
            (analysis.pairs, analysis.differences) = (Vec::new(), Vec::new());
            analysis.matched.clear();
            analysis.diffusion.clear();
            analysis.temperature_effects.clear();
        })
    };
    let (report, other, out) = (committed("fashion_mnist"), renamed("again_"), tempfile::tempdir().unwrap());
    let (code, stdout, stderr) = ran(&["compare", text(&report), text(other.path()), "--out", text(out.path())]);
    assert_eq!(code, 0, "{stderr}");
    assert!(stderr.contains("note: numbers across the analyses"), "{stderr}");
    assert!(stdout.contains("report: "), "{stdout}");
    let record = Record::read(&out.path().join("analysis.json")).unwrap();
    assert!(record.analysis.variants.contains_key("again_teacher_hard_seed1"));
    assert!(std::fs::read_to_string(out.path().join("index.html")).unwrap().contains("data-check=\"pairs_across\""));
    let checkpoint = super::fixtures().join("fashion_mnist/teacher_hard_seed1.safetensors");
    let (code, _, stderr) = ran(&["compare", text(&report), text(&checkpoint), "--out", text(out.path())]);
    assert_eq!(code, 1);
    assert!(stderr.contains("give DIR/analysis.json: "), "{stderr}");
}
