//! The main job, on checkpoints of the fixtures without their manifest.

use std::path::Path;

use penult::analysis::Record;
use penult::analysis::schema::{Role, State};

use super::{fixtures, folder_of, penult, text};

const IDS: [&str; 6] = [
    "teacher_hard_seed1",
    "teacher_ls01_seed1",
    "student_hard_t4_seed1",
    "student_ls01_t4_seed1",
    "student_scratch_seed1",
    "student_scratch_seed2",
];

/// Every file below a folder with its bytes, sorted.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(
                files(&path).into_iter().map(|(n, b)| (format!("{}/{n}", path.file_name().unwrap().display()), b)),
            );
        } else {
            out.push((path.file_name().unwrap().display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    out.sort();
    out
}

#[test]
fn a_folder_says_everything_itself_and_gives_the_same_bytes_on_one_thread_or_two_cold_or_warm() {
    let folder = folder_of(&IDS);
    let data = fixtures().join("fashion_mnist/data");
    let out = tempfile::tempdir().unwrap();
    let [first, second, warm] = ["first", "second", "warm"].map(|name| out.path().join(name));
    for (to, threads, cache) in [(&first, "1", true), (&second, "2", false), (&warm, "2", true)] {
        let mut arguments =
            vec!["report", text(folder.path()), "--data", text(&data), "--train", text(&data), "--out", text(to)];
        arguments.extend((!cache).then_some("--no-cache"));
        let done = penult(&arguments, Some(threads));
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        assert!(done.stderr.is_empty(), "nothing but results in a pipe: {}", String::from_utf8_lossy(&done.stderr));
    }
    let (a, b) = (files(&first), files(&second));
    assert_eq!(a.iter().map(|f| &f.0).collect::<Vec<_>>(), b.iter().map(|f| &f.0).collect::<Vec<_>>());
    for ((name, a), (_, b)) in a.iter().zip(&b) {
        assert!(a == b, "{name} differs between one thread and two");
    }
    assert!(a == files(&warm), "what the first run kept gives other bytes");
    let record = Record::read(&first.join("analysis.json")).unwrap();
    let variants = &record.analysis.variants;
    assert_eq!(variants["teacher_ls01_seed1"].reference.as_deref(), Some("teacher_hard_seed1"));
    assert_eq!(variants["student_ls01_t4_seed1"].teacher.as_deref(), Some("teacher_ls01_seed1"));
    assert_eq!(variants["student_ls01_t4_seed1"].reference.as_deref(), Some("student_hard_t4_seed1"));
    assert_eq!(variants["student_scratch_seed2"].role, Role::Scratch);
    assert_eq!(record.analysis.groups["student_scratch"].variants.len(), 2);
    assert_eq!(record.analysis.data.name, "fashion-mnist");
    let thumbnails = |split: &str| record.analysis.data.splits[split].sample.clone().unwrap().thumbnails.unwrap();
    let [test, train] = ["test", "train"].map(|split| &record.arrays.images[&thumbnails(split).array]);
    assert_eq!((test.shape, test.count(), train.count()), ([28, 28, 1], 600, 600));
    assert_ne!(test.bytes, train.bytes);
    let [verdict] = record.analysis.argument.verdicts.as_slice() else { panic!("one verdict") };
    let held: Vec<&str> =
        verdict.steps.iter().filter(|s| s.state == State::Held).map(|s| s.link.as_str()).take(2).collect();
    assert_eq!(held, ["smoothed", "tighter"]);
    // What the lab measured after training, from `reports/fashion_mnist`: other code, same file.
    let accuracy = variants["teacher_hard_seed1"].splits["test"].metrics["accuracy"].scalar().unwrap().0;
    assert!((0.88..0.92).contains(&accuracy), "{accuracy}");
    let counts: usize = variants["teacher_hard_seed1"].splits["test"].curves.reliability.iter().map(|b| b.count).sum();
    assert_eq!(counts, 10_000);
}

#[test]
fn render_remakes_the_committed_report_byte_for_byte() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/fashion_mnist");
    let out = tempfile::tempdir().unwrap();
    let done = penult(&["render", text(&committed.join("analysis.json")), "--out", text(out.path())], None);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let (a, b) = (files(&committed), files(out.path()));
    assert_eq!(a.iter().map(|f| &f.0).collect::<Vec<_>>(), b.iter().map(|f| &f.0).collect::<Vec<_>>());
    for ((name, a), (_, b)) in a.iter().zip(&b) {
        assert!(a == b, "{name} is not what this penult makes of its analysis.json; run `just gallery`");
    }
}
