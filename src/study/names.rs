//! What a file's name says: `teacher_ls0.1_seed2`, `student_from_teacher_hard_T4`, `ckpt_epoch_240`.

use super::facts::{Facts, Role};

/// Words of a name: `student_ls01-T=4` -> `student`, `ls01`, `T=4`.
fn words(name: &str) -> Vec<&str> {
    name.split(['_', '-', ' ', '/', ',']).filter(|w| !w.is_empty()).collect()
}

/// Facts in a variant's name.
pub fn facts(name: &str) -> Facts {
    let words = words(name);
    let lower: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
    let role = role(&lower);
    let alpha = number_after(&lower, &["ls", "smooth", "smoothing"]).map(|t| fraction(&t));
    let is_hard = lower.iter().any(|w| w == "hard" || w == "vanilla" || w == "nols");
    let smoothing = alpha.or_else(|| is_hard.then_some(0.0));
    let is_taught = matches!(role, Some(Role::Student | Role::Assistant));
    let own = if is_taught { None } else { smoothing };
    Facts {
        role,
        objective: own.map(|a| if a > 0.0 { "label_smoothing" } else { "cross_entropy" }.to_owned()),
        alpha: own.filter(|a| *a > 0.0),
        temperature: if is_taught { number_after(&lower, &["t", "temp"]).and_then(|t| t.parse().ok()) } else { None },
        teacher: is_taught.then(|| after(name, "from_")).flatten(),
        teacher_alpha: if is_taught { smoothing } else { None },
        seed: number_after(&lower, &["seed", "trial"]).and_then(|t| t.parse().ok()),
        epoch: number_after(&lower, &["epoch"]).and_then(|t| t.parse().ok()),
        group: Some(group(name)),
        ..Facts::default()
    }
}

/// `scratch` wherever it stands; else the first role that is named.
fn role(words: &[String]) -> Option<Role> {
    let of = |w: &String| match w.as_str() {
        "teacher" => Some(Role::Teacher),
        "assistant" | "ta" => Some(Role::Assistant),
        "student" => Some(Role::Student),
        "scratch" => Some(Role::Scratch),
        _ => None,
    };
    if words.iter().any(|w| w == "scratch") {
        return Some(Role::Scratch);
    }
    words.iter().find_map(of)
}

/// The number in `t4`, `T=4`, `seed_2`, `ls0.1`, as text.
fn number_after(words: &[String], keys: &[&str]) -> Option<String> {
    let is_number = |t: &str| !t.is_empty() && t.chars().all(|c| c.is_ascii_digit() || c == '.');
    for (at, word) in words.iter().enumerate() {
        for key in keys {
            let Some(rest) = word.strip_prefix(key) else { continue };
            let rest = rest.trim_start_matches(['=', ':']);
            if is_number(rest) {
                return Some(rest.trim_end_matches('.').to_owned());
            }
            if rest.is_empty() && key.len() > 1 {
                return words.get(at + 1).filter(|w| is_number(w)).cloned();
            }
        }
    }
    None
}

/// `0.1` and `01` alike are a tenth.
fn fraction(text: &str) -> f64 {
    let text = if text.contains('.') || !text.starts_with('0') { text.to_owned() } else { format!("0.{}", &text[1..]) };
    text.parse().unwrap_or(0.0)
}

fn after(name: &str, key: &str) -> Option<String> {
    let rest = &name[name.find(key)? + key.len()..];
    let end = ["_T", "_t", "-T"].iter().filter_map(|t| {
        let at = rest.find(t)?;
        rest[at + 2..].starts_with(|c: char| c.is_ascii_digit() || c == '=').then_some(at)
    });
    let end = end.chain(rest.find("_seed")).min().unwrap_or(rest.len());
    Some(rest[..end].to_owned()).filter(|t| !t.is_empty())
}

/// The name without its seed.
fn group(name: &str) -> String {
    for key in ["_seed", "-seed", "_trial", "-trial"] {
        let Some(at) = name.to_lowercase().find(key) else { continue };
        let rest = name[at + key.len()..].trim_start_matches(['_', '-', '=', ':']);
        let digits = rest.chars().take_while(char::is_ascii_digit).count();
        if digits > 0 {
            return format!("{}{}", &name[..at], &rest[digits..]);
        }
    }
    name.to_owned()
}
