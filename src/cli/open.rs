//! The page in the user's browser, by the system's own opener.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::progress::Screen;

/// So long an opener may take to say that it failed; a browser in the foreground takes longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Opens a page, or says where it is.
pub(super) fn page(path: &Path, screen: &Screen) {
    // Nobody looks at a browser of CI.
    if std::env::var_os("CI").is_some() {
        return;
    }
    if let Err(why) = opened(path) {
        screen.note(&format!("cannot open a browser ({why}); open it by hand: {}", path.display()));
    }
}

fn opened(path: &Path) -> Result<(), String> {
    let mut opener = opener(path);
    let quiet = opener.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.spawn().map_err(|e| e.to_string())?;
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        match child.try_wait().map_err(|e| e.to_string())? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(status.to_string()),
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    }
    Ok(())
}

fn opener(path: &Path) -> Command {
    let (program, first): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        // The first quoted argument of `start` is a title.
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(first).arg(path);
    command
}
