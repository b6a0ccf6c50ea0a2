//! Names of LaTeX commands: letters alone, readable, each once.

use std::collections::BTreeSet;

/// What follows a command's name, in itself and in the commands that belong to it.
const BESIDE: [&str; 4] = ["", "Sd", "Pm", "Interval"];

/// A name in letters: words capitalised, digits and Greek letters spelled out, all else left out; `teacher_ls01` is
/// `TeacherLsZeroOne`.
#[must_use]
pub fn letters(text: &str) -> String {
    let mut out = String::new();
    let mut starts = true;
    for c in text.chars() {
        match (spelled(c), c.is_ascii_alphabetic()) {
            (Some(word), _) => out += word,
            (None, true) if starts => out.push(c.to_ascii_uppercase()),
            (None, true) => out.push(c),
            (None, false) => {}
        }
        starts = !c.is_ascii_alphabetic();
    }
    out
}

fn spelled(c: char) -> Option<&'static str> {
    Some(match c {
        '0' => "Zero",
        '1' => "One",
        '2' => "Two",
        '3' => "Three",
        '4' => "Four",
        '5' => "Five",
        '6' => "Six",
        '7' => "Seven",
        '8' => "Eight",
        '9' => "Nine",
        'α' => "Alpha",
        'β' => "Beta",
        'γ' => "Gamma",
        'δ' | 'Δ' => "Delta",
        'η' => "Eta",
        'λ' => "Lambda",
        'σ' => "Sigma",
        'τ' => "Tau",
        _ => return None,
    })
}

/// Names that are taken.
#[derive(Clone, Debug, Default)]
pub struct Names(BTreeSet<String>);

impl Names {
    /// The name in letters, with `Again` behind it until it is free.
    pub fn take(&mut self, words: &[&str]) -> String {
        let mut name: String = words.iter().map(|word| letters(word)).collect();
        while family(&name).iter().any(|n| self.0.contains(n)) {
            name += "Again";
        }
        self.0.extend(family(&name));
        name
    }
}

/// A name and those of the commands that belong to it.
fn family(name: &str) -> [String; 4] {
    BESIDE.map(|end| format!("{name}{end}"))
}
