//! `report --watch` sees a checkpoint come; `--open` hands the page to the system's opener.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use penult::analysis::Record;

use super::files::study;
use super::text;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_penult"));
    command.args(arguments).env_remove("CI").stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Waits until a file is there.
fn appears(path: &Path) {
    let begun = Instant::now();
    while !path.is_file() {
        assert!(begun.elapsed() < Duration::from_mins(5), "{} does not appear", path.display());
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_new_checkpoint_is_in_the_next_report() {
    let (folder, report) = (study(&[]), tempfile::tempdir().unwrap());
    let out = report.path().join("out");
    let arguments = ["report", text(folder.path()), "--normalize", "0.5/0.5", "--out", text(&out), "--watch"];
    let child = command(&arguments).env("PENULT_WATCH_ROUNDS", "2").spawn().unwrap();
    appears(&out.join("index.html"));
    let before = std::fs::read_to_string(out.join("index.html")).unwrap();
    assert!(before.contains("net.safetensors") && !before.contains("later.safetensors"));
    std::fs::copy(folder.path().join("net.safetensors"), folder.path().join("later.safetensors")).unwrap();
    let ended = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(ended.stderr).unwrap();
    assert!(ended.status.success(), "{stderr}");
    assert_eq!(stderr.matches("watching, Ctrl-C ends: ").count(), 1, "{stderr}");
    assert!(std::fs::read_to_string(out.join("index.html")).unwrap().contains("later.safetensors"));
    let record = Record::read(&out.join("analysis.json")).unwrap();
    assert_eq!(record.analysis.variants.len(), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn the_page_is_opened_by_the_systems_opener_and_not_in_ci() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, report) = (study(&[]), tempfile::tempdir().unwrap());
    let [out, bin, opened] = ["out", "bin", "opened"].map(|name| report.path().join(name));
    std::fs::create_dir(&bin).unwrap();
    let opener = bin.join("xdg-open");
    let arguments = ["report", text(folder.path()), "--normalize", "0.5/0.5", "--out", text(&out), "--open"];
    let run = |script: &str, ci: Option<&str>| {
        std::fs::write(&opener, script).unwrap();
        std::fs::set_permissions(&opener, std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = command(&arguments);
        command.env("PATH", format!("{}:/usr/bin:/bin", bin.display()));
        if let Some(ci) = ci {
            command.env("CI", ci);
        }
        let ended = command.output().unwrap();
        assert!(ended.status.success());
        String::from_utf8(ended.stderr).unwrap()
    };
    let writes = format!("#!/bin/sh\necho \"$1\" > {}\n", opened.display());
    assert!(!run(&writes, Some("true")).contains("open") && !opened.exists());
    assert!(!run(&writes, None).contains("cannot open"));
    assert_eq!(std::fs::read_to_string(&opened).unwrap().trim(), out.join("index.html").display().to_string());
    let failed = run("#!/bin/sh\nexit 3\n", None);
    assert!(failed.contains("cannot open a browser (exit status: 3); open it by hand: "), "{failed}");
}
