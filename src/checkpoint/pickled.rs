//! A pickled dictionary as data: lists of numbers or texts, and arrays of bytes, by their keys; CIFAR's Python files are such.
//!
//! Nothing is executed (`pickle`): what is no data is refused by its name. Read by `data`.

use std::path::Path;

use super::pickle::{Id, Pickle, Value};
use super::{CheckpointError, map};

/// A list of texts has no more members, and none longer: they are the names of classes.
const MEMBERS: usize = 1000;
const LETTERS: usize = 256;

/// What a pickle begins with: PROTO.
const MAGIC: u8 = 0x80;

/// A dictionary.
pub struct Pickled<'a> {
    pickle: Pickle<'a>,
    bytes: &'a [u8],
}

/// An array of bytes in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bytes {
    /// Its shape.
    pub shape: Vec<usize>,
    /// Where it starts in the file.
    pub start: usize,
    /// Whether its first index changes fastest.
    pub is_column_major: bool,
}

/// Whether a file is, by its first byte, a pickle of protocol 2 or later.
pub fn is_pickled(path: &Path) -> bool {
    let mut start = [0];
    let read = std::fs::File::open(path).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut start));
    path.is_file() && read.is_ok() && start == [MAGIC]
}

/// Hands the dictionary of a file to `read`.
///
/// # Errors
/// What `read` finds wrong, a pickle that is broken or no dictionary, or one that asks for more than data: its class by name.
pub fn read_pickled<T>(
    path: &Path,
    read: impl FnOnce(&Pickled<'_>) -> Result<T, String>,
) -> Result<T, CheckpointError> {
    let wrong = |what: String| CheckpointError::File { what, path: path.to_path_buf() };
    let map = map::open(path)?;
    let pickle = Pickle::read(&map).map_err(|e| wrong(format!("cannot read the pickle: {e}")))?;
    if let Some(class) = pickle.foreign().first() {
        return Err(wrong(format!(
            "the pickle asks for {class}, which is no data; penult runs nothing, so it is refused"
        )));
    }
    if !matches!(pickle.get(pickle.root), Value::Dict(_)) {
        let found = pickle.describe(pickle.root);
        return Err(wrong(format!("expected a pickled dictionary, found {found}; download the file again")));
    }
    read(&Pickled { pickle, bytes: &map }).map_err(wrong)
}

impl Pickled<'_> {
    /// The value of a key, which Python 3 may have written as bytes; of a key that comes twice the last.
    fn value(&self, key: &str) -> Option<Id> {
        let Value::Dict(pairs) = self.pickle.get(self.pickle.root) else { return None };
        let is_key = |id: Id| match self.pickle.get(id) {
            Value::Text(text) => text == key,
            Value::Bytes(bytes) => bytes.as_ref() == key.as_bytes(),
            _ => false,
        };
        pairs.iter().rev().find(|(k, _)| is_key(*k)).map(|(_, value)| *value)
    }

    /// The numbers of a list.
    ///
    /// # Errors
    /// A key that is not there, or another value.
    pub fn numbers(&self, key: &str) -> Result<Vec<i64>, String> {
        let number = |id: &Id| if let Value::Int(n) = self.pickle.get(*id) { Some(*n) } else { None };
        let list = self.list(key)?;
        list.iter().map(number).collect::<Option<_>>().ok_or_else(|| format!("{key}: expected whole numbers"))
    }

    /// The texts of a short list.
    ///
    /// # Errors
    /// A key that is not there, or another value.
    pub fn texts(&self, key: &str) -> Result<Vec<String>, String> {
        let text = |id: &Id| match self.pickle.get(*id) {
            Value::Text(text) if text.len() <= LETTERS => Some(text.to_string()),
            Value::Bytes(bytes) if bytes.len() <= LETTERS => Some(String::from_utf8_lossy(bytes).into_owned()),
            _ => None,
        };
        let list = self.list(key)?;
        let texts = list.iter().take(MEMBERS + 1).map(text).collect::<Option<Vec<_>>>();
        let what = || format!("{key}: expected at most {MEMBERS} texts of at most {LETTERS} bytes");
        texts.filter(|texts| texts.len() <= MEMBERS).ok_or_else(what)
    }

    fn list(&self, key: &str) -> Result<&[Id], String> {
        let id = self.value(key).ok_or_else(|| self.missing(key))?;
        self.pickle.list(id).ok_or_else(|| format!("{key}: expected a list, found {}", self.pickle.describe(id)))
    }

    /// Where an array of bytes lies.
    ///
    /// # Errors
    /// A key that is not there, another value, or an array of another type.
    pub fn bytes(&self, key: &str) -> Result<Bytes, String> {
        let id = self.value(key).ok_or_else(|| self.missing(key))?;
        let odd = || format!("{key}: expected an array of bytes (uint8), found {}", self.pickle.describe(id));
        let Value::Array(Some(state)) = self.pickle.get(id) else { return Err(odd()) };
        // What numpy.ndarray.__reduce__ gives: version, shape, type, order, bytes.
        let Some([_, shape, dtype, order, data, ..]) = self.pickle.list(*state) else { return Err(odd()) };
        let shape = self.pickle.counts(*shape).ok_or_else(odd)?;
        let data = match self.pickle.get(*data) {
            Value::Bytes(std::borrow::Cow::Borrowed(bytes)) => *bytes,
            Value::Text(std::borrow::Cow::Borrowed(text)) => text.as_bytes(),
            _ => return Err(odd()),
        };
        let size = shape.iter().try_fold(1usize, |size, d| size.checked_mul(*d));
        if !self.is_byte(*dtype) || size != Some(data.len()) {
            return Err(format!("{}, with {} bytes for the shape {shape:?}", odd(), data.len()));
        }
        let is_column_major = matches!(self.pickle.get(*order), Value::Bool(true) | Value::Int(1));
        // The data are borrowed from the file.
        Ok(Bytes { shape, start: data.as_ptr() as usize - self.bytes.as_ptr() as usize, is_column_major })
    }

    /// Whether a value is the type `uint8`.
    fn is_byte(&self, id: Id) -> bool {
        let Value::Call { arguments, .. } = self.pickle.get(id) else { return false };
        let code = self.pickle.list(*arguments).and_then(|ids| self.pickle.text(*ids.first()?));
        code.is_some_and(|code| ["u1", "|u1", "uint8"].contains(&code))
    }

    /// A matrix (N, D) of column-major bytes, row by row; none for another array.
    pub fn transposed(&self, of: &Bytes) -> Option<Vec<u8>> {
        let [rows, columns] = of.shape[..] else { return None };
        let data = self.bytes.get(of.start..of.start.checked_add(rows.checked_mul(columns)?)?)?;
        Some((0..rows).flat_map(|row| (0..columns).map(move |column| data[column * rows + row])).collect())
    }

    fn missing(&self, key: &str) -> String {
        let entries = self.pickle.entries(self.pickle.root).unwrap_or_default();
        let keys: Vec<&str> = entries.iter().map(|(key, _)| *key).take(12).collect();
        format!(
            "the pickle has no {key:?}; found {}",
            if keys.is_empty() { "nothing".to_owned() } else { keys.join(", ") }
        )
    }
}
