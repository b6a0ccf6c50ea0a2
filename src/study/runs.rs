//! Which checkpoints are one run at several times: its best, its last, and those of its epochs.
//!
//! A run is one variant, by its last checkpoint: the numbers of papers are of the last epoch, and the best was chosen on the
//! data that it is measured on (RepDistiller: `best` is "only for printing"). The others are named beside it, or where
//! trajectories are asked for are variants of their own, `RUN@40` and `RUN@best`, which stand in no comparison.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Files;
use super::discover::{self, Found};
use super::metadata;
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

impl Moment {
    /// Its name in ids and groups.
    fn name(self) -> String {
        match self {
            Self::Best => "best".to_owned(),
            Self::At(epoch) => epoch.to_string(),
            Self::Last => "last".to_owned(),
        }
    }
}

/// Which checkpoints of a run are variants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Epochs {
    /// Its last.
    #[default]
    Last,
    /// Every one.
    Every,
}

/// A run of which several checkpoints are variants, and which of them this is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The id of its last checkpoint, which stands for it.
    pub id: String,
    /// When it was written.
    pub moment: Moment,
    /// Whether it is the last.
    pub is_last: bool,
}

impl Run {
    /// A name as the run has it, of this checkpoint: `RUN@40`; of the last as it is.
    pub(super) fn own(&self, name: &str) -> String {
        if self.is_last { name.to_owned() } else { format!("{name}@{}", self.moment.name()) }
    }
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

/// Checkpoints of one run become one variant, its last; the others are kept beside it, as paths or as variants.
pub(super) fn gather(found: Vec<Found>, epochs: Epochs) -> Vec<Found> {
    // Of one folder, one beginning of names, and one model of files that hold two.
    type Key = (PathBuf, String, Option<&'static str>);
    let mut runs: BTreeMap<Key, Timed> = BTreeMap::new();
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
    out.extend(runs.into_iter().filter_map(|((_, base, _), run)| one(&base, run, epochs)));
    out
}

/// The last of a run, with the others.
fn one(base: &str, mut run: Timed, epochs: Epochs) -> Option<Found> {
    // Of one moment the file of the student alone before the one that holds its teacher too.
    run.sort_by_key(|(moment, f)| (*moment, f.part.model.is_none()));
    let teacher = run.iter().find_map(|(_, f)| f.teacher.clone());
    let (moment, mut last) = run.pop()?;
    last.teacher = teacher;
    if !base.is_empty() && !run.is_empty() {
        base.clone_into(&mut last.id);
    }
    // The teacher in a student's files is the same at every epoch.
    let is_frozen = last.part.model == Some(Model::Teacher);
    let (earlier, others) = match epochs {
        Epochs::Every if !is_frozen => distinct(run, epoch(moment, &last)),
        _ => (Vec::new(), run),
    };
    last.others = others.into_iter().filter_map(|(_, f)| f.files.first().map(Path::to_path_buf)).collect();
    last.moment = (!earlier.is_empty()).then_some(moment);
    last.earlier = earlier.into_iter().map(|(moment, f)| Found { moment: Some(moment), ..f }).collect();
    Some(last)
}

/// The epoch of a checkpoint by its name, else by its file.
fn epoch(moment: Moment, of: &Found) -> Option<u64> {
    if let Moment::At(epoch) = moment { Some(epoch) } else { metadata::epoch(&of.metadata, Some(moment)) }
}

/// Checkpoints of a run and when they were written.
type Timed = Vec<(Moment, Found)>;

/// Checkpoints before the last that are each of a time of their own, and those that say a time again.
fn distinct(run: Timed, last: Option<u64>) -> (Timed, Timed) {
    let moments: Vec<Moment> = run.iter().map(|(moment, _)| *moment).collect();
    let is_again = |at: usize, moment: Moment| {
        moments.get(at + 1) == Some(&moment) || last.is_some_and(|epoch| moment == Moment::At(epoch))
    };
    let (again, own): (Vec<_>, Vec<_>) =
        run.into_iter().enumerate().partition(|(at, (moment, _))| is_again(*at, *moment));
    let without = |of: Vec<(usize, (Moment, Found))>| of.into_iter().map(|(_, entry)| entry).collect();
    (without(own), without(again))
}

/// Runs whose checkpoints are variants, as variants: the last ones first, so that nothing is chosen by an earlier one.
pub(super) fn flatten(found: Vec<Found>) -> Vec<Found> {
    let mut earlier = Vec::new();
    let mut out: Vec<Found> = found
        .into_iter()
        .map(|mut last| {
            let run = |moment, is_last| Run { id: last.id.clone(), moment, is_last };
            for f in std::mem::take(&mut last.earlier) {
                let Some(moment) = f.moment else { continue };
                let run = run(moment, false);
                earlier.push(Found { id: run.own(&run.id), run: Some(run), ..f });
            }
            last.run = last.moment.map(|moment| run(moment, true));
            last
        })
        .collect();
    out.append(&mut earlier);
    out
}
