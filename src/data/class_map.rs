//! Which class of the data each output of a network stands for, where it was trained with the classes in another order.
//!
//! A text: the class of output 0, of output 1, …, a line each, by its number in the data or its name; `# …` is a remark.
//! Given by `--class-map` or a manifest, and written by the check that finds a permuted order (`extract::class_order`).

use std::fmt::Write as _;
use std::path::Path;

use super::DataError;

/// A permutation of K classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassMap {
    classes: Vec<usize>,
}

impl ClassMap {
    /// From the class of each output.
    ///
    /// # Errors
    /// A class that is missing or comes twice.
    pub fn new(classes: Vec<usize>) -> Result<Self, String> {
        let mut seen = vec![false; classes.len()];
        for (output, class) in classes.iter().enumerate() {
            match seen.get_mut(*class) {
                None => return Err(format!("output {output}: class {class} is outside 0..{}", classes.len())),
                Some(true) => return Err(format!("output {output}: class {class} comes twice")),
                Some(seen) => *seen = true,
            }
        }
        Ok(Self { classes })
    }

    /// Reads a text; `names` are those of the data's classes.
    ///
    /// # Errors
    /// The line that names no class, or another number of lines than classes.
    pub fn parse(text: &str, names: &[String]) -> Result<Self, String> {
        let bare = |line: &str| line.split(" #").next().unwrap_or_default().trim().to_owned();
        let lines = text.lines().map(bare).enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        let class = |(at, line): (usize, String)| {
            let named = names.iter().position(|name| *name == line);
            let what =
                || format!("line {}: {line:?} is no class; expected a name or a number below {}", at + 1, names.len());
            named.or_else(|| line.parse().ok().filter(|class| *class < names.len())).ok_or_else(what)
        };
        let classes = lines.map(class).collect::<Result<Vec<_>, _>>()?;
        if classes.len() != names.len() {
            return Err(format!("expected a line for each of the {} classes, found {}", names.len(), classes.len()));
        }
        Self::new(classes)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// As [`Self::parse`], or a file that cannot be read.
    pub fn read(path: &Path, names: &[String]) -> Result<Self, DataError> {
        let wrong = |what: String| DataError::new(what, path);
        let text = std::fs::read_to_string(path).map_err(|e| wrong(format!("cannot read the class map ({e})")))?;
        Self::parse(&text, names).map_err(|what| wrong(format!("the class map: {what}")))
    }

    /// The text that says it.
    pub fn text(&self, names: &[String]) -> String {
        let mut out = String::new();
        for class in &self.classes {
            let _ = match names.get(*class) {
                Some(name) => writeln!(out, "{class} # {name}"),
                None => writeln!(out, "{class}"),
            };
        }
        out
    }

    /// The class of each output (K).
    pub fn classes(&self) -> &[usize] {
        &self.classes
    }

    /// The output of each class (K).
    pub fn outputs(&self) -> Vec<usize> {
        let mut outputs = vec![0; self.classes.len()];
        self.classes.iter().enumerate().for_each(|(output, class)| outputs[*class] = output);
        outputs
    }
}
