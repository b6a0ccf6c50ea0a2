//! `penult doctor` says what there is, and never fails.

use std::process::{Command, Output};

use penult::data::FORMATS;
use penult::network::conv::instructions::{Instructions, VARIABLE};
use penult::network::families::FAMILIES;
use serde_json::{Value, json};

use super::{printed, text};

fn with_instructions(name: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_penult")).args(["doctor", "--json"]).env(VARIABLE, name).output().unwrap()
}

fn facts(out: &[u8]) -> Value {
    serde_json::from_slice(out).unwrap()
}

#[test]
fn says_what_the_build_and_the_machine_can_do() {
    let facts = facts(printed(&["doctor", "--json"]).as_bytes());
    assert_eq!(facts["penult"], env!("CARGO_PKG_VERSION"));
    assert_eq!(facts["features"]["cuda"], cfg!(feature = "cuda"));
    assert_eq!(facts["devices"]["cpu"], "cpu: f32, f16");
    assert!(facts["threads"].as_u64().unwrap() >= 1);
    let available: Vec<&str> = Instructions::available().iter().map(|i| i.name()).collect();
    assert_eq!(facts["instructions"]["available"], available.join(", "));
    assert_eq!(facts["formats"], json!(FORMATS.iter().map(|f| f.name).collect::<Vec<_>>()));
    assert_eq!(facts["families"], json!(FAMILIES.iter().map(|f| f.name).collect::<Vec<_>>()));
    let lines = printed(&["doctor"]);
    for line in ["penult         0.1.0", "devices        cpu cpu: f32, f16", "formats        parquet"] {
        assert!(lines.lines().any(|l| l == line), "{line}: {lines}");
    }
}

#[test]
fn says_which_instructions_are_forced_and_that_others_are_not_there() {
    let forced = with_instructions("portable");
    assert_eq!(facts(&forced.stdout)["instructions"]["chosen"], "portable");
    let unknown = with_instructions("avx1024");
    assert!(unknown.status.success());
    let said = facts(&unknown.stdout)["instructions"]["chosen"].as_str().unwrap().to_owned();
    assert!(said.starts_with("PENULT_SIMD must be one of ") && said.ends_with("found \"avx1024\""), "{said}");
}

#[test]
fn counts_what_the_cache_holds() {
    let folder = tempfile::tempdir().unwrap();
    let cache = |arguments: &[&str]| facts(printed(arguments).as_bytes())["cache"].clone();
    let own = cache(&["doctor", text(folder.path()), "--json"]);
    assert_eq!((&own["files"], &own["bytes"]), (&json!(0), &json!(0)));
    let below = folder.path().join(".penult/lab");
    std::fs::create_dir_all(&below).unwrap();
    std::fs::write(folder.path().join(".penult/a"), "four").unwrap();
    std::fs::write(below.join("b"), "three").unwrap();
    let own = cache(&["doctor", text(folder.path()), "--json"]);
    assert_eq!((&own["files"], &own["bytes"]), (&json!(2), &json!(9)));
    let named = cache(&["doctor", "--cache", text(&below), "--json"]);
    assert_eq!((&named["files"], &named["bytes"]), (&json!(1), &json!(5)));
}
