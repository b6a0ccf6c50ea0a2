//! Pickles as data: a machine that reads an allow-list of instructions and calls nothing.
//!
//! `machine.rs` reads the instructions, `classes.rs` lists the classes that are data. What a pickle would call or make beyond
//! them is only named: [`Value::Foreign`]. Values lie in one list and name each other by their place in it, so shared and
//! cyclic ones cost nothing, and memory grows with the bytes read, whatever they claim.
//! Read by `torch`. <https://peps.python.org/pep-0307/>, <https://peps.python.org/pep-3154/>

mod classes;
mod machine;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The place of a value in its pickle.
pub(super) type Id = usize;

/// Something in a pickle.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    /// Nothing.
    None,
    /// True or false.
    Bool(bool),
    /// An integer of 64 bits.
    Int(i64),
    /// A float.
    Float(f64),
    /// A string.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
    /// A list, tuple or set.
    List(Vec<Id>),
    /// A dictionary, in its order.
    Dict(Vec<(Id, Id)>),
    /// The fields of an object that holds nothing but data, as `argparse.Namespace`.
    Record(Vec<(Id, Id)>),
    /// The name of a class or function, `module.name`.
    Global(Rc<str>),
    /// An array of NumPy: its state, once that is given.
    Array(Option<Id>),
    /// What a known function would rebuild of a list of arguments.
    Call { function: Rc<str>, arguments: Id },
    /// What the program that wrote the file keeps elsewhere: a storage of numbers.
    Persistent(Id),
    /// An object of another class, by the name of the class.
    Foreign(Rc<str>),
}

/// A pickle, read.
#[derive(Debug)]
pub(super) struct Pickle<'a> {
    values: Vec<Value<'a>>,
    /// The value that the pickle is.
    pub(super) root: Id,
    /// Bytes that it took.
    pub(super) length: usize,
}

impl<'a> Pickle<'a> {
    /// Reads the pickle that the bytes begin with.
    ///
    /// # Errors
    /// An instruction that is not on the list, by its name, or a pickle that is not whole.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, String> {
        machine::run(bytes)
    }

    /// A value.
    pub(super) fn get(&self, id: Id) -> &Value<'a> {
        self.values.get(id).unwrap_or(&Value::None)
    }

    /// Every value, in the order of the file.
    pub(super) fn values(&self) -> impl Iterator<Item = &Value<'a>> {
        self.values.iter()
    }

    /// Keys and values of a dictionary or record, of a key that comes twice the last; none for another value. Keys that are
    /// no strings are left out.
    pub(super) fn entries(&self, id: Id) -> Option<Vec<(&str, Id)>> {
        let (Value::Dict(pairs) | Value::Record(pairs)) = self.get(id) else { return None };
        let (mut entries, mut places) = (Vec::new(), BTreeMap::new());
        for (key, value) in pairs {
            let Some(key) = self.text(*key) else { continue };
            let at = *places.entry(key).or_insert(entries.len());
            if at == entries.len() {
                entries.push((key, *value));
            }
            entries[at].1 = *value;
        }
        Some(entries)
    }

    /// A string.
    pub(super) fn text(&self, id: Id) -> Option<&str> {
        if let Value::Text(text) = self.get(id) { Some(text) } else { None }
    }

    /// A count.
    pub(super) fn count(&self, id: Id) -> Option<usize> {
        if let Value::Int(value) = self.get(id) { usize::try_from(*value).ok() } else { None }
    }

    /// The members of a list.
    pub(super) fn list(&self, id: Id) -> Option<&[Id]> {
        if let Value::List(ids) = self.get(id) { Some(ids) } else { None }
    }

    /// A list of counts.
    pub(super) fn counts(&self, id: Id) -> Option<Vec<usize>> {
        self.list(id)?.iter().map(|n| self.count(*n)).collect()
    }

    /// The classes of all objects that were not made, each once.
    pub(super) fn foreign(&self) -> BTreeSet<&str> {
        self.values().filter_map(|v| if let Value::Foreign(name) = v { Some(&**name) } else { None }).collect()
    }

    /// What a value is, in words.
    pub(super) fn describe(&self, id: Id) -> String {
        match self.get(id) {
            Value::None => "nothing".to_owned(),
            Value::Dict(pairs) | Value::Record(pairs) => format!("a dictionary of {}", pairs.len()),
            Value::List(_) => "a list".to_owned(),
            Value::Array(_) => "an array of NumPy".to_owned(),
            Value::Bytes(bytes) => format!("{} bytes", bytes.len()),
            Value::Global(name) => format!("the name {name}"),
            Value::Call { function, .. } => format!("a value of {function}"),
            Value::Foreign(name) => format!("an object of {name}"),
            Value::Persistent(_) => "a storage".to_owned(),
            Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Text(_) => self.scalar(id).unwrap_or_default(),
        }
    }

    /// A number, a string or a truth as text.
    pub(super) fn scalar(&self, id: Id) -> Option<String> {
        match self.get(id) {
            Value::Bool(value) => Some(value.to_string()),
            Value::Int(value) => Some(value.to_string()),
            Value::Float(value) => Some(value.to_string()),
            Value::Text(value) => Some(value.to_string()),
            _ => None,
        }
    }
}
