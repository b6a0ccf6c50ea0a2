//! What a name says: `teacher_ls0.1_seed2`, `student_from_teacher_hard_T4`, RepDistiller's `S:…_T:…`.

use super::facts::{Facts, Role};
use crate::data::known;

/// A word of a name, in lower case, and where it stands.
struct Word {
    text: String,
    start: usize,
    end: usize,
}

/// `student_ls01-T=4` -> `student`, `ls01`, `t=4`.
fn words(name: &str) -> Vec<Word> {
    let mut out = Vec::new();
    let mut start = 0;
    for part in name.split(['_', '-', ' ', '/', ',']) {
        let end = start + part.len();
        if !part.is_empty() {
            out.push(Word { text: part.to_ascii_lowercase(), start, end });
        }
        start = end + 1;
    }
    out
}

/// Facts in a variant's name.
pub fn facts(name: &str) -> Facts {
    if let Some(facts) = rep_distiller(name) {
        return facts;
    }
    let words = words(name);
    let role = role(&words);
    let is_hard = words.iter().any(|w| ["hard", "vanilla", "nols"].contains(&w.text.as_str()));
    let alpha = number_after(&words, &["ls", "smooth", "smoothing"]).and_then(|n| fraction(&n.text));
    let smoothing = alpha.or_else(|| in_brackets(&words)).or_else(|| is_hard.then_some(0.0));
    let is_taught = matches!(role, Some(Role::Student | Role::Assistant));
    let own = smoothing.filter(|_| !is_taught);
    let seed = number_after(&words, &SEED);
    Facts {
        role,
        objective: own.map(|a| if a > 0.0 { "label_smoothing" } else { "cross_entropy" }.to_owned()),
        alpha: own.filter(|a| *a > 0.0),
        temperature: is_taught.then(|| temperature(&words)).flatten(),
        teacher: is_taught.then(|| after_from(name, &words)).flatten(),
        teacher_alpha: smoothing.filter(|_| is_taught),
        seed: seed.as_ref().and_then(|s| s.text.parse().ok()),
        epoch: number_after(&words, &["epoch"]).and_then(|e| e.text.parse().ok()),
        group: Some(seed.map_or_else(|| name.to_owned(), |s| without(name, &s))),
        ..Facts::default()
    }
}

const SEED: [&str; 2] = ["seed", "trial"];

/// `scratch` wherever it stands; else the first role that is named, alone or as `student=resnet18`.
fn role(words: &[Word]) -> Option<Role> {
    let of = |w: &Word| match w.text.split('=').next().unwrap_or_default() {
        "teacher" => Some(Role::Teacher),
        "assistant" | "ta" => Some(Role::Assistant),
        "student" => Some(Role::Student),
        _ => None,
    };
    if words.iter().any(|w| w.text == "scratch") {
        return Some(Role::Scratch);
    }
    words.iter().find_map(of)
}

/// A number in a name, and the part of the name that says it.
struct Number {
    text: String,
    start: usize,
    end: usize,
}

/// The number in `t4`, `T=4`, `seed_2`, `ls0.1`.
fn number_after(words: &[Word], keys: &[&str]) -> Option<Number> {
    let is_number = |t: &str| t.starts_with(|c: char| c.is_ascii_digit()) && t.parse::<f64>().is_ok();
    for (at, word) in words.iter().enumerate() {
        for key in keys {
            let Some(rest) = word.text.strip_prefix(key) else { continue };
            let rest = rest.trim_start_matches(['=', ':']);
            if is_number(rest) {
                return Some(Number { text: rest.to_owned(), start: word.start, end: word.end });
            }
            // `t_4` says too little: `resnet_t_4` may be anything.
            if rest.is_empty()
                && key.len() > 1
                && let Some(next) = words.get(at + 1).filter(|w| is_number(&w.text))
            {
                return Some(Number { text: next.text.clone(), start: word.start, end: next.end });
            }
        }
    }
    None
}

fn temperature(words: &[Word]) -> Option<f64> {
    number_after(words, &["t", "temp"])?.text.parse().ok().filter(|t| *t > 0.0)
}

/// `0.1` and `01` alike are a tenth; a smoothing mass lies in [0, 1).
fn fraction(text: &str) -> Option<f64> {
    let is_short = text.len() > 1 && text.starts_with('0') && !text.contains('.');
    let text = if is_short { format!("0.{}", &text[1..]) } else { text.to_owned() };
    text.parse().ok().filter(|a| (0.0..1.0).contains(a))
}

/// The smoothing mass in `teacher=resnet50(0.1)`, as the compatibility study of Shen 2021 names its files.
fn in_brackets(words: &[Word]) -> Option<f64> {
    let word = words.iter().find(|w| w.text.starts_with("teacher="))?;
    fraction(word.text.split_once('(')?.1.strip_suffix(')')?)
}

/// The teacher in `student_from_teacher_hard_T4_seed1`: what stands between `from` and temperature or seed.
fn after_from(name: &str, words: &[Word]) -> Option<String> {
    let from = words.iter().position(|w| w.text == "from")? + 1;
    let is_other = |w: &Word| {
        [&["t", "temp"], &SEED].iter().any(|keys| number_after(std::slice::from_ref(w), &keys[..]).is_some())
    };
    let is_end = |w: &Word| is_other(w) || SEED.contains(&w.text.as_str());
    let teacher: Vec<&Word> = words[from..].iter().take_while(|w| !is_end(w)).collect();
    Some(name[teacher.first()?.start..teacher.last()?.end].to_owned())
}

/// The name without its seed and the separator before it.
fn without(name: &str, seed: &Number) -> String {
    let before = name[..seed.start].trim_end_matches(['_', '-', ' ', ',', '/']);
    let after = &name[seed.end..];
    let rest = if before.is_empty() { after.trim_start_matches(['_', '-', ' ', ',', '/']) } else { after };
    if before.is_empty() && rest.is_empty() { name.to_owned() } else { format!("{before}{rest}") }
}

/// RepDistiller's `S:<student>_T:<teacher>_<data>_<method>_r:…_a:…_b:…_<trial>`; its `a:` is the weight of distillation, no
/// smoothing mass.
fn rep_distiller(name: &str) -> Option<Facts> {
    let folder = name.split('/').find(|part| part.starts_with("S:"))?;
    let (_, rest) = folder.split_once("_T:")?;
    let words = words(rest);
    let data = words.iter().position(|w| known::known(&w.text).is_some()).filter(|at| *at > 0)?;
    let trial = words.last().filter(|w| w.text.bytes().all(|b| b.is_ascii_digit()));
    let end = folder.len() - trial.map_or(0, |w| rest.len() - w.start + 1);
    Some(Facts {
        role: Some(Role::Student),
        objective: words.get(data + 1).map(|w| w.text.clone()),
        teacher: Some(rest[..words[data - 1].end].to_owned()),
        seed: trial.and_then(|w| w.text.parse().ok()),
        group: Some(name.replacen(folder, &folder[..end], 1)),
        ..Facts::default()
    })
}
