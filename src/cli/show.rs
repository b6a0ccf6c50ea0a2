//! The summary that a report prints, as the place where it is printed can show it.

use std::io::IsTerminal as _;

use super::progress::Screen;
use crate::analysis::schema::Analysis;
use crate::report::terminal::{self, Style};

/// Prints the verdicts, the groups and the self-checks that failed; the last alone, where only results are wanted.
pub(super) fn summary(analysis: &Analysis, screen: &Screen) {
    let told = if screen.is_quiet() { terminal::failures } else { terminal::summary };
    let text = told(analysis, style());
    if !text.is_empty() {
        anstream::println!("{text}");
    }
}

/// What stdout can show.
pub(super) fn style() -> Style {
    if !std::io::stdout().is_terminal() {
        return Style { width: None, is_unicode: true };
    }
    let asked = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let width = asked.or_else(|| Some(usize::from(terminal_size::terminal_size()?.0.0)));
    Style { width: Some(width.unwrap_or(80).max(20)), is_unicode: is_unicode() }
}

/// Whether the locale of a terminal is UTF-8; Windows draws what it is given.
fn is_unicode() -> bool {
    let said =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let is_utf8 = |name: String| {
        let name = name.to_ascii_lowercase();
        name.contains("utf-8") || name.contains("utf8")
    };
    cfg!(windows) || said.is_some_and(is_utf8)
}
