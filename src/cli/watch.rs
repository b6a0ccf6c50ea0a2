//! `report --watch`: the report again whenever the folder's files have changed, until Ctrl-C.
//!
//! The folder is looked at every two seconds; it is taken once two looks in a row find the same, so that no half-written file is
//! read. What did not change comes from the cache.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::progress::Screen;
use super::{Ended, Failure};

/// Between two looks.
const PAUSE: Duration = Duration::from_secs(2);

/// Reports after which a test wants the end; nobody else sets it.
const ROUNDS: &str = "PENULT_WATCH_ROUNDS";

/// Files below a folder, with their lengths and times.
type Look = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// Makes the report now and after each change of the folder; what fails is said, and tried again after the next change. Files
/// below `apart` are the report's own.
pub(super) fn rounds(
    folder: &Path,
    apart: &[PathBuf],
    screen: &Screen,
    report: impl Fn() -> Result<Ended, Failure>,
) -> Result<Ended, Failure> {
    let most = std::env::var(ROUNDS).ok().and_then(|text| text.parse().ok()).unwrap_or(usize::MAX);
    for round in 1.. {
        let seen = look(folder, apart);
        let ended = report();
        if round >= most {
            return ended;
        }
        if let Err(why) = ended {
            screen.clear();
            anstream::eprintln!("penult: {why}");
        }
        screen.tell(&format!("watching, Ctrl-C ends: {}", folder.display()));
        wait(folder, apart, &seen);
    }
    Ok(Ended::Done)
}

/// Until the folder differs from what was seen, and no longer changes.
fn wait(folder: &Path, apart: &[PathBuf], seen: &Look) {
    let mut last = look(folder, apart);
    loop {
        std::thread::sleep(PAUSE);
        let now = look(folder, apart);
        if now != *seen && now == last {
            return;
        }
        last = now;
    }
}

/// What cannot be read is not there yet; hidden folders hold caches.
fn look(folder: &Path, apart: &[PathBuf]) -> Look {
    let mut out = Look::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let Ok(about) = entry.metadata() else { continue };
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        let is_own = std::path::absolute(&path).is_ok_and(|path| apart.contains(&path));
        if is_hidden || is_own {
            continue;
        }
        if about.is_dir() {
            out.extend(look(&path, apart));
        } else {
            out.insert(path, (about.len(), about.modified().ok()));
        }
    }
    out
}
