//! Which checkpoints are one run at several times: its best, its last, and those of its epochs.
//!
//! A run is one variant, by its last checkpoint: the numbers of papers are of the last epoch, and the best was chosen on the
//! data that it is measured on (RepDistiller: `best` is "only for printing"). The others are named beside it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Files;
use super::discover::{self, Found};
use crate::checkpoint::Model;

/// When in its run a checkpoint was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// Where the accuracy was highest.
    Best,
    /// At an epoch or step.
    At(u64),
    /// At the end.
    Last,
}

/// Words of file names that say a moment; longer ones first.
const LAST: [&str; 5] = ["latest", "final_run", "final", "last", "checkpoint"];
const BEST: [&str; 2] = ["model_best", "best"];
const AT: [&str; 6] = ["ckpt_epoch_", "epoch_", "epoch=", "checkpoint-", "checkpoint_", "student_"];

/// The moment that a file's name says, and the name of its run: nothing where the folder stands for it.
pub fn moment(path: &Path) -> Option<(Moment, String)> {
    let stem = discover::stem(path);
    let stem = stem.strip_prefix("student_").filter(|rest| rest.parse::<u64>().is_err()).unwrap_or(&stem);
    if let Some(found) = of_stem(stem) {
        let base = if discover::has_generic_name(path) { String::new() } else { found.1 };
        return Some((found.0, base));
    }
    // Hugging Face: checkpoint-500/model.safetensors
    let folder = path.parent().map(discover::name).unwrap_or_default();
    let step = folder.strip_prefix("checkpoint-").and_then(|n| n.parse().ok())?;
    discover::has_generic_name(path).then(|| (Moment::At(step), String::new()))
}

fn of_stem(stem: &str) -> Option<(Moment, String)> {
    let before = |end: &str| {
        let rest = stem.strip_suffix(end)?;
        (rest.is_empty() || rest.ends_with(['_', '-', '.'])).then(|| rest.trim_end_matches(['_', '-', '.']).to_owned())
    };
    for (words, moment) in [(&LAST[..], Moment::Last), (&BEST[..], Moment::Best)] {
        if let Some(base) = words.iter().find_map(|word| before(word)) {
            return Some((moment, base));
        }
    }
    AT.iter().find_map(|word| {
        let at = stem.rfind(word).filter(|at| *at == 0 || stem[..*at].ends_with(['_', '-', '.']))?;
        let number = &stem[at + word.len()..];
        let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
        let is_end = digits == number.len() || number[digits..].starts_with("-step");
        let moment = number[..digits].parse().ok().filter(|_| is_end).map(Moment::At)?;
        Some((moment, stem[..at].trim_end_matches(['_', '-', '.']).to_owned()))
    })
}

/// Checkpoints of one run become one variant, its last; the paths of the others are kept beside it.
pub(super) fn gather(found: Vec<Found>) -> Vec<Found> {
    // Of one folder, one beginning of names, and one model of files that hold two.
    type Run = (PathBuf, String, Option<&'static str>);
    let mut runs: BTreeMap<Run, Vec<(Moment, Found)>> = BTreeMap::new();
    let mut out = Vec::new();
    for f in found {
        let Files::Checkpoint(path) = &f.files else {
            out.push(f);
            continue;
        };
        let model = f.part.model.or_else(|| discover::stem(path).starts_with("student_").then_some(Model::Student));
        match moment(path) {
            Some((moment, base)) => {
                let key = (discover::run_folder(path), base, model.map(Model::name));
                runs.entry(key).or_default().push((moment, f));
            }
            None => out.push(f),
        }
    }
    for ((_, base, _), mut run) in runs {
        // Of one moment the file of the student alone before the one that holds its teacher too.
        run.sort_by_key(|(moment, f)| (*moment, f.part.model.is_none()));
        let teacher = run.iter().find_map(|(_, f)| f.teacher.clone());
        let Some((_, mut last)) = run.pop() else { continue };
        last.teacher = teacher;
        last.others = run.into_iter().filter_map(|(_, f)| f.files.first().map(Path::to_path_buf)).collect();
        if !base.is_empty() && !last.others.is_empty() {
            last.id = base;
        }
        out.push(last);
    }
    out
}
