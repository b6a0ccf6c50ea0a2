//! What is kept gives the same bytes; what is new is measured alone; what is broken is made again.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use penult::analysis::schema::Role;
use penult::analysis::{Input, Options, Record, run};

use super::{Made, data, input, variant};

/// The first `count` of three teachers.
fn teachers(count: u64) -> Vec<Input> {
    let of = |seed: u64| {
        let id = format!("teacher_{seed}");
        input(&id, variant(Role::Teacher, &id, None), &[("test", &Made::new(120, 3, 5, seed))])
    };
    (1..=count).map(of).collect()
}

fn with(folder: &Path, count: u64) -> Record {
    run(teachers(count), data(3), &Options { cache: Some(folder), ..Options::default() }).unwrap()
}

/// Names and bytes of what is kept.
fn kept(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let file =
        |entry: std::fs::DirEntry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap());
    std::fs::read_dir(folder).unwrap().map(|entry| file(entry.unwrap())).collect()
}

fn same(a: &Record, b: &Record) {
    assert!(a.json().unwrap() == b.json().unwrap() && a.arrays == b.arrays, "the bytes differ");
}

#[test]
fn a_second_run_reads_what_the_first_kept_and_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let cold = with(folder.path(), 3);
    let files = kept(folder.path());
    let count = |kind: &str| files.keys().filter(|name| name.ends_with(kind)).count();
    assert_eq!((count(".statistics.json"), count(".margins.json"), files.len()), (3, 3, 12));
    assert_eq!(count(".pairs.json"), 2);
    assert_eq!((count(".close_pairs.json"), count(".first_pairs.json")), (2, 2));
    same(&cold, &with(folder.path(), 3));
    assert!(files == kept(folder.path()), "nothing is written again");
    same(&cold, &run(teachers(3), data(3), &Options::default()).unwrap());
}

/// A kept file that is whole is believed: this is how we know that nothing was measured.
#[test]
fn what_is_kept_is_not_measured_again() {
    let folder = tempfile::tempdir().unwrap();
    let cold = with(folder.path(), 1);
    let mut files = kept(folder.path()).into_iter();
    let (name, bytes) = files.find(|(name, _)| name.ends_with(".statistics.json")).unwrap();
    let accuracy = cold.analysis.variants["teacher_1"].splits["test"].metrics["accuracy"].scalar().unwrap().0;
    let text = String::from_utf8(bytes[blake3::OUT_LEN..].to_vec()).unwrap();
    let changed = text.replacen(&format!("\"value\":{accuracy},"), "\"value\":0.125,", 1);
    assert_ne!(text, changed);
    let hash = blake3::hash(changed.as_bytes());
    std::fs::write(folder.path().join(name), [hash.as_bytes(), changed.as_bytes()].concat()).unwrap();
    let warm = with(folder.path(), 1);
    assert_eq!(warm.analysis.variants["teacher_1"].splits["test"].metrics["accuracy"].scalar().unwrap().0, 0.125);
}

/// The bytes of a file -> what is there instead.
type Damage<'a> = dyn Fn(&[u8]) -> Vec<u8> + 'a;

#[test]
fn what_is_broken_or_not_ours_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let cold = with(folder.path(), 3);
    let files = kept(folder.path());
    let hashed = |json: &[u8]| [blake3::hash(json).as_bytes(), json].concat();
    let flipped = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        bytes[200] ^= 1;
        bytes
    };
    let broken: [&Damage<'_>; 5] = [
        &|_| Vec::new(),
        &|bytes| bytes[..bytes.len() - 7].to_vec(),
        &flipped,
        &|_| hashed(b"{\"of\": \"another program\"}"),
        &|_| b"no hash, no JSON".to_vec(),
    ];
    for damage in broken {
        for (name, bytes) in &files {
            std::fs::write(folder.path().join(name), damage(bytes)).unwrap();
        }
        same(&cold, &with(folder.path(), 3));
        assert!(files == kept(folder.path()), "they are made again");
    }
}

#[test]
fn a_new_variant_leaves_what_is_kept_of_the_others() {
    let folder = tempfile::tempdir().unwrap();
    with(folder.path(), 2);
    let before = kept(folder.path());
    let grown = with(folder.path(), 3);
    let after = kept(folder.path());
    assert_eq!((before.len(), after.len()), (7, 12));
    for (name, bytes) in before.iter().filter(|(name, _)| name.ends_with(".statistics.json")) {
        assert!(after[name] == *bytes, "{name}");
    }
    same(&grown, &run(teachers(3), data(3), &Options::default()).unwrap());
}

/// Other examples, the same network: statistics of one order of the examples are not those of another.
#[test]
fn other_examples_are_other_statistics() {
    let folder = tempfile::tempdir().unwrap();
    let made = Made::new(120, 3, 5, 1);
    let of = |made: &Made| {
        let inputs = vec![input("only", variant(Role::Teacher, "only", None), &[("test", made)])];
        run(inputs, data(3), &Options { cache: Some(folder.path()), ..Options::default() }).unwrap();
        kept(folder.path()).len()
    };
    assert_eq!((of(&made), of(&made), of(&made.pick(&(0..119).collect::<Vec<_>>()))), (2, 2, 4));
}

#[test]
fn a_folder_that_cannot_be_written_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a file");
    std::fs::write(&file, "").unwrap();
    let notes = RefCell::new(Vec::new());
    let note = |text: &str| notes.borrow_mut().push(text.to_owned());
    let options = Options { cache: Some(&file), note: &note, ..Options::default() };
    same(&run(teachers(3), data(3), &options).unwrap(), &run(teachers(3), data(3), &Options::default()).unwrap());
    let notes = notes.into_inner();
    assert_eq!(notes.len(), 1);
    assert!(notes[0].starts_with("statistics are not kept for the next run") && notes[0].ends_with("a file"));
}
