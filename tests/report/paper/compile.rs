//! The kit compiles: by pdfLaTeX where it is installed (`apt-get install texlive-latex-recommended`), else the test says so.

use std::path::Path;
use std::process::{Command, Output};

use super::{adversarial, committed, kit};
use crate::report::study;

fn run(program: &str, arguments: &[&str], folder: &Path) -> Option<Output> {
    Command::new(program).args(arguments).current_dir(folder).output().ok()
}

fn latex(folder: &Path) -> String {
    let done = run("pdflatex", &["-interaction=nonstopmode", "-halt-on-error", "main"], folder).unwrap();
    let log = String::from_utf8_lossy(&std::fs::read(folder.join("main.log")).unwrap()).into_owned();
    assert!(done.status.success(), "{log}");
    log
}

/// What LaTeX says of the last of three runs.
fn compiled(folder: &Path) -> String {
    latex(folder);
    if let Some(done) = run("bibtex", &["main"], folder) {
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    }
    latex(folder);
    latex(folder)
}

/// Lines that are too wide by more than a point.
fn overfull(log: &str) -> Vec<&str> {
    let width = |line: &&str| line.strip_prefix("Overfull \\hbox (")?.split("pt").next()?.parse::<f64>().ok();
    log.lines().filter(|line| width(line).is_some_and(|points| points > 1.0)).collect()
}

#[test]
#[allow(clippy::print_stderr)] // says that it was skipped
fn the_kit_compiles_without_a_line_too_wide_or_a_bitmap_font() {
    if run("pdflatex", &["--version"], Path::new(".")).is_none() {
        eprintln!("skipped: no pdflatex here; apt-get install texlive-latex-recommended");
        return;
    }
    for (record, venue) in
        [(committed(), "neurips"), (committed(), "icml-column"), (study(), "nature"), (adversarial(), "aaai")]
    {
        let (_out, folder) = kit(&record, venue);
        let log = compiled(&folder);
        for complaint in ["Float too large", "Too many unprocessed floats", "undefined references", "multiply defined"]
        {
            assert!(!log.contains(complaint), "{venue}: {complaint}\n{log}");
        }
        assert!(overfull(&log).is_empty(), "{venue}: {:#?}", overfull(&log));
        if let Some(fonts) = run("pdffonts", &["main.pdf"], &folder) {
            let fonts = String::from_utf8_lossy(&fonts.stdout).into_owned();
            assert!(fonts.contains("Type 1") && !fonts.contains("Type 3"), "{venue}:\n{fonts}");
        }
    }
}
