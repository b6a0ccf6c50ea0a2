//! torchdistill's configs: which files a run reads and writes, who teaches whom, and by which loss.
//!
//! `models.teacher_model` and `models.student_model`, or `models.model` alone; each with `key`, and `src_ckpt`, `dst_ckpt` or
//! `ckpt`. A file is its config's where the config names it. `KDLoss` is α · CE + (1 - α) · T² · KL, both sides at T.
//! Source: yoshitomo-matsubara/torchdistill, configs/sample and torchdistill/losses.

use std::path::{Path, PathBuf};

use super::discover;
use super::facts::{Facts, Role};
use super::yaml::{Id, Yaml};

/// The largest config, in bytes, and how many are read.
const SIZE: u64 = 1 << 20;
const COUNT: usize = 1000;

/// What a config says of files.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it is, from the root of the study.
    pub file: String,
    /// Names of checkpoints, and what is said of them.
    said: Vec<(String, Facts)>,
}

impl Config {
    /// What is said of a checkpoint.
    pub fn of(&self, path: &Path) -> Vec<Facts> {
        let name = discover::name(path);
        self.said.iter().filter(|(file, _)| *file == name).map(|(_, facts)| facts.clone()).collect()
    }
}

/// A model of a config.
struct Model {
    key: Option<String>,
    /// The file that holds it, or is to hold it.
    file: Option<String>,
}

/// A config that was read.
struct Read {
    file: String,
    yaml: Yaml,
}

/// The configs among YAML files; others, and broken ones, say nothing.
pub(super) fn configs(root: &Path, paths: &[PathBuf]) -> Vec<Config> {
    let read: Vec<Read> = paths.iter().take(COUNT).filter_map(|path| read(root, path)).collect();
    // A student's config may name its teacher by the key of its network alone.
    let taught_by_labels: Vec<Model> = read.iter().filter_map(|r| r.model("model")).collect();
    let of_key = |key: &str| {
        let mut files =
            taught_by_labels.iter().filter(|m| m.key.as_deref() == Some(key)).filter_map(|m| m.file.clone());
        files.next().filter(|_| files.next().is_none())
    };
    read.iter().map(|r| Config { file: r.file.clone(), said: r.said(&of_key) }).collect()
}

fn read(root: &Path, path: &Path) -> Option<Read> {
    if std::fs::metadata(path).ok()?.len() > SIZE {
        return None;
    }
    let yaml = Yaml::read(&std::fs::read_to_string(path).ok()?)?;
    yaml.get(yaml.root(), "models")?;
    Some(Read { file: path.strip_prefix(root).unwrap_or(path).display().to_string(), yaml })
}

impl Read {
    fn text(&self, map: Id, keys: &[&str]) -> Option<String> {
        self.yaml.text(self.yaml.at(map, keys)?).filter(|text| !["", "null", "~"].contains(&text.as_str()))
    }

    fn number(&self, map: Id, keys: &[&str]) -> Option<f64> {
        self.text(map, keys)?.parse().ok()
    }

    fn model(&self, name: &str) -> Option<Model> {
        let map = self.yaml.at(self.yaml.root(), &["models", name])?;
        // A teacher is read from its file, others are written to theirs.
        let keys = if name == "teacher_model" { ["src_ckpt", "ckpt"] } else { ["dst_ckpt", "ckpt"] };
        let file = keys.iter().find_map(|key| self.text(map, &[key]));
        let file = file.map(|path| discover::name(Path::new(&path)));
        Some(Model { key: self.text(map, &["key"]).or_else(|| self.text(map, &["name"])), file })
    }

    /// Files with what is said of them.
    fn said(&self, file_of_key: &dyn Fn(&str) -> Option<String>) -> Vec<(String, Facts)> {
        let constants = self.constants();
        let with = |facts: Facts| Facts { normalise: constants.clone(), ..facts };
        let mut said = Vec::new();
        if let (Some(student), Some(teacher)) = (self.model("student_model"), self.model("teacher_model")) {
            let taught = teacher.file.clone().or_else(|| file_of_key(teacher.key.as_deref()?));
            let id = taught.as_ref().map(|file| discover::id(Path::new(file))).or(teacher.key);
            said.extend(student.file.map(|file| (file, with(Facts { teacher: id, ..self.of_student() }))));
            said.extend(taught.map(|file| (file, with(Facts { role: Some(Role::Teacher), ..Facts::default() }))));
        }
        if let Some(Model { file: Some(file), .. }) = self.model("model") {
            said.push((file, with(self.by_labels())));
        }
        said
    }

    /// What is made of a class: `key` or `type` with its name.
    fn made(&self, class: &str) -> Vec<Id> {
        let is_made =
            |map: &Id| self.text(*map, &["key"]).or_else(|| self.text(*map, &["type"])).as_deref() == Some(class);
        self.yaml.maps().filter(is_made).collect()
    }

    /// A parameter of a loss.
    fn parameter(&self, loss: Id, name: &str) -> Option<f64> {
        self.number(loss, &["kwargs", name]).or_else(|| self.number(loss, &["params", name]))
    }

    /// A distilled student; of several losses only that there are some.
    fn of_student(&self) -> Facts {
        let student = Facts { role: Some(Role::Student), ..Facts::default() };
        let made = self.made("KDLoss");
        let [loss] = made.as_slice() else { return student };
        let is_alone =
            self.yaml.maps().filter_map(|map| self.yaml.get(map, "sub_terms")).all(|t| self.yaml.pairs(t).len() == 1);
        let share = self.parameter(*loss, "alpha").filter(|alpha| is_alone && (0.0..=1.0).contains(alpha));
        Facts {
            objective: is_alone.then(|| "kd".to_owned()),
            temperature: self.parameter(*loss, "temperature").filter(|t| *t > 0.0),
            distillation_convention: Some("both".to_owned()),
            label_weight: share,
            ..student
        }
    }

    /// A network that is trained on labels.
    fn by_labels(&self) -> Facts {
        let made = self.made("CrossEntropyLoss");
        let [loss] = made.as_slice() else { return Facts::default() };
        let alpha = self.parameter(*loss, "label_smoothing").filter(|a| *a > 0.0 && *a < 1.0);
        let objective = if alpha.is_some() { "label_smoothing" } else { "cross_entropy" };
        Facts { objective: Some(objective.to_owned()), alpha, ..Facts::default() }
    }

    /// Mean and deviation of the images, where the config says one of each.
    fn constants(&self) -> Option<(Vec<f32>, Vec<f32>)> {
        let list = |map: Id, name: &str| -> Option<Vec<f32>> {
            let of = |outer: &str| self.yaml.at(map, &[outer, name]);
            let members = self.yaml.list(of("kwargs").or_else(|| of("params"))?);
            members.iter().map(|id| self.yaml.text(*id)?.parse().ok()).collect()
        };
        let found: Vec<_> =
            self.made("Normalize").into_iter().map(|map| list(map, "mean").zip(list(map, "std"))).collect();
        let first = found.first()?.clone().filter(|(mean, std)| !mean.is_empty() && mean.len() == std.len())?;
        found.iter().all(|other| other.as_ref() == Some(&first)).then_some(first)
    }
}
