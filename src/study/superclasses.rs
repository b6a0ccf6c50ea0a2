//! The superclass of each class, from the file that `[data] superclasses` names: a line `"class" = "superclass"` each.
//!
//! Read with the manifest; held against the classes of the data by the command line, before any network runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::StudyError;

/// Names that an error lists, at most.
const NAMED: usize = 8;

/// The superclass of one class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Superclass {
    /// Its index: superclasses are numbered as they come first in the order of the classes.
    pub index: usize,
    /// Its name.
    pub name: String,
}

/// What the file says: superclasses by class, each with its line.
#[derive(Clone, Debug)]
pub struct Superclasses {
    path: PathBuf,
    of_class: BTreeMap<String, (String, usize)>,
}

/// Reads the file.
///
/// # Errors
/// When it cannot be read, is no TOML of names, or names a class twice; the text has the line.
pub fn read(path: &Path) -> Result<Superclasses, StudyError> {
    let wrong = |what: String| StudyError::Input { what, path: path.to_path_buf() };
    let lines = "a line \"class\" = \"superclass\" for each class";
    let text = std::fs::read_to_string(path)
        .map_err(|e| wrong(format!("cannot read the superclasses that penult.toml names ({e}); write {lines}")))?;
    let written: BTreeMap<String, Spanned<String>> =
        toml::from_str(&text).map_err(|e| wrong(format!("expected {lines}: {e}")))?;
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    let of_class = |(class, s): (String, Spanned<String>)| {
        let line = line(s.span().start);
        (class, (s.into_inner(), line))
    };
    Ok(Superclasses { path: path.to_path_buf(), of_class: written.into_iter().map(of_class).collect() })
}

impl Superclasses {
    /// The superclass of each of the classes (K), in their order.
    ///
    /// # Errors
    /// When a class has none, when the file names what is no class, or when all classes are of one superclass.
    pub fn of(&self, classes: &[String]) -> Result<Vec<Superclass>, StudyError> {
        let wrong = |what: String| StudyError::Input { what, path: self.path.clone() };
        if let Some((class, (_, line))) = self.of_class.iter().find(|(class, _)| !classes.contains(class)) {
            let known = listed(classes.iter());
            return Err(wrong(format!("line {line}: {class:?} is no class of the data, which are {known}; mend it")));
        }
        let missing: Vec<&String> = classes.iter().filter(|class| !self.of_class.contains_key(*class)).collect();
        if let Some(first) = missing.first() {
            let (count, named) = (missing.len(), listed(missing.iter().copied()));
            let add = format!("write a line {first:?} = \"…\" for each");
            return Err(wrong(format!("{count} of {} classes have no superclass ({named}); {add}", classes.len())));
        }
        let mut names: Vec<&String> = Vec::new();
        let mut out = Vec::new();
        for name in classes.iter().filter_map(|class| Some(&self.of_class.get(class)?.0)) {
            let index = names.iter().position(|known| *known == name).unwrap_or(names.len());
            if index == names.len() {
                names.push(name);
            }
            out.push(Superclass { index, name: name.clone() });
        }
        if names.len() < 2 {
            return Err(wrong(format!("expected two superclasses or more, found {}", listed(names.into_iter()))));
        }
        Ok(out)
    }
}

/// The first names, and how many more there are.
fn listed<'a>(names: impl ExactSizeIterator<Item = &'a String>) -> String {
    let count = names.len();
    let first: Vec<&str> = names.take(NAMED).map(String::as_str).collect();
    let more = if count > NAMED { format!(" and {} more", count - NAMED) } else { String::new() };
    first.join(", ") + &more
}
