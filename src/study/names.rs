//! What a name says: `teacher_ls0.1_seed2`, `student_from_teacher_hard_T4`, RepDistiller's `S:…_T:…`.

use std::path::Path;

use super::facts::{Facts, Role};
use super::told;
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
    if let Some(facts) = rep_distiller(name).or_else(|| rep_distiller_teacher(name)).or_else(|| mdistiller(name)) {
        return facts;
    }
    let words = words(name);
    let role = role(&words);
    let is_hard = words.iter().any(|w| ["hard", "vanilla", "nols"].contains(&w.text.as_str()));
    let alpha = number_after(&words, &["ls", "smooth", "smoothing"]).and_then(|n| fraction(&n.text));
    let smoothing = alpha.or_else(|| in_brackets(&words)).or_else(|| is_hard.then_some(0.0));
    let is_taught = matches!(role, Some(Role::Student | Role::Assistant));
    let own = smoothing.filter(|_| !is_taught);
    let seed = number_after(&words, &SEED).or_else(|| index(&words));
    Facts {
        role,
        objective: own.map(|a| if a > 0.0 { "label_smoothing" } else { "cross_entropy" }.to_owned()),
        alpha: own.filter(|a| *a > 0.0),
        temperature: is_taught.then(|| temperature(&words)).flatten(),
        teacher: is_taught.then(|| after_from(name, &words)).flatten(),
        teacher_alpha: smoothing.filter(|_| is_taught),
        seed: seed.as_ref().and_then(|s| s.text.parse().ok()),
        epoch: number_after(&words, &["epoch"]).and_then(|e| e.text.parse().ok()),
        bare_alpha: number_after(&words, &["alpha"]).and_then(|n| fraction(&n.text)).filter(|a| *a > 0.0),
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

/// Members of an ensemble are numbered: `teacher_0`, `teacher_1` (gnosis).
fn index(words: &[Word]) -> Option<Number> {
    let [.., role, last] = words else { return None };
    let is_index = role.text == "teacher" && last.text.bytes().all(|b| b.is_ascii_digit());
    is_index.then(|| Number { text: last.text.clone(), start: last.start, end: last.end })
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
    let weight = |key: &str| words.iter().find_map(|w| w.text.strip_prefix(key)?.parse::<f64>().ok());
    Some(Facts {
        role: Some(Role::Student),
        objective: words.get(data + 1).map(|w| w.text.clone()),
        label_weight: told::label_weight(weight("r:"), weight("a:")),
        teacher: Some(rest[..words[data - 1].end].to_owned()),
        seed: trial.and_then(|w| w.text.parse().ok()),
        group: Some(name.replacen(folder, &folder[..end], 1)),
        ..Facts::default()
    })
}

/// RepDistiller's `<arch>_<data>_lr_<lr>_decay_<wd>_trial_<n>`: `train_teacher.py` knows no smoothing.
fn rep_distiller_teacher(name: &str) -> Option<Facts> {
    let (before, rest) = name.split_once("_lr_")?;
    let (_, trial) = rest.split_once("_decay_")?.1.split_once("_trial_")?;
    known::known(before.rsplit('_').next()?)?;
    let group = name.strip_suffix(trial).and_then(|name| name.strip_suffix("_trial_"))?;
    Some(Facts {
        objective: Some("cross_entropy".to_owned()),
        seed: trial.parse().ok(),
        group: Some(group.to_owned()),
        ..Facts::default()
    })
}

/// mdistiller's `<method>,<teacher>,<student>`, where `res8x4` is `resnet8x4`.
fn mdistiller(name: &str) -> Option<Facts> {
    let parts: Vec<&str> = name.rsplit('/').next()?.split(',').map(str::trim).collect();
    let [method, teacher, _] = parts.as_slice() else { return None };
    let is_word = |text: &&str| text.starts_with(|c: char| c.is_ascii_alphabetic()) && !text.contains(['=', ' ']);
    if !parts.iter().all(is_word) {
        return None;
    }
    let number = teacher.strip_prefix("res").filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    Some(Facts {
        role: Some(Role::Student),
        objective: Some(method.to_ascii_lowercase()),
        teacher: Some(number.map_or_else(|| (*teacher).to_owned(), |rest| format!("resnet{rest}"))),
        ..Facts::default()
    })
}

/// What the folders of torchdistill say: `ce/` holds networks trained on labels, `kd/` distilled ones.
pub fn of_folder(path: &Path) -> Facts {
    let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    match folder.as_deref() {
        Some("ce") => Facts { objective: Some("cross_entropy".to_owned()), ..Facts::default() },
        Some("kd") => Facts { role: Some(Role::Student), objective: Some("kd".to_owned()), ..Facts::default() },
        _ => Facts::default(),
    }
}
