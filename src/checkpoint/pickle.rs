//! PyTorch zip files: candle's pickle machine (it builds plain objects and runs nothing) whose tensors `storage.rs` rebuilds.
//!
//! candle's own loader of such files reads a nested `{"state_dict": …}` as no tensors without an error, opens the
//! archive again for each tensor, and trusts what it finds; so the tensors are rebuilt here.

use std::path::Path;

use candle_core::pickle::{Object, Stack};

use super::storage::{Found, Storages};
use super::{CheckpointError, Contents, Tensor, element, kind, map, zip};

/// Where training scripts put their weights, in the order of `timm`'s and ours.
const KEYS: [&str; 7] = ["state_dict", "model", "model_state_dict", "net", "student", "teacher", "ema"];

/// Averaged weights: noted, not taken.
const AVERAGED: [&str; 3] = ["state_dict_ema", "model_ema", "ema"];

type Dict = Vec<(Object, Object)>;

/// Reads the weights of the first key that holds any, unwrapped twice at most.
pub(super) fn load(path: &Path) -> Result<Contents, CheckpointError> {
    let wrong = |what: String| CheckpointError::File { what, path: path.to_path_buf() };
    let map = map::open(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut contents = read(&map, &name).map_err(|what| wrong(format!("cannot read the PyTorch file: {what}")))?;
    for (name, tensor) in &contents.tensors {
        element::finite(name, &tensor.data).map_err(wrong)?;
    }
    contents.blake3 = blake3::hash(&map).to_hex().to_string();
    Ok(contents)
}

fn read(bytes: &[u8], name: &str) -> Result<Contents, String> {
    let files = zip::files(bytes)?;
    let Some(folder) = files.keys().find_map(|n| n.strip_suffix("data.pkl")) else {
        return Err("a zip archive without data.pkl, so not by torch.save".to_owned());
    };
    if files.contains_key(&format!("{folder}constants.pkl")) {
        return Err("a TorchScript archive; save its weights: torch.save(torch.jit.load(…).state_dict(), …)".to_owned());
    }
    let convert = |what: String| format!("{what}; if torch.load reads it: {}", kind::python(name));
    if files.get(&format!("{folder}byteorder")).is_some_and(|order| order.starts_with(b"big")) {
        return Err(convert("its numbers are big-endian".to_owned()));
    }
    let object = unpickle(files[&format!("{folder}data.pkl")]).map_err(convert)?;
    let mut contents = Contents::default();
    let dict = unwrap(object, &mut contents)?;
    let storages = Storages { files: &files, folder };
    for (name, object) in &dict {
        let (Object::Unicode(name), Some(arguments)) = (name, rebuilt(object)) else { continue };
        match storages.tensor(arguments).map_err(|what| convert(format!("tensor {name}: {what}")))? {
            Found::Floats(shape, data) => {
                contents.tensors.insert(name.clone(), Tensor { name: name.clone(), shape, data });
            }
            Found::Other(class) => {
                contents.left_out.insert(name.clone(), class);
            }
        }
    }
    Ok(contents)
}

fn unpickle(mut bytes: &[u8]) -> Result<Object, String> {
    check_lengths(bytes).map_err(|what| format!("data.pkl: {what}"))?;
    let mut stack = Stack::empty();
    let whole = stack.read_loop(&mut bytes).and_then(|()| stack.finalize());
    whole.map_err(|e| format!("data.pkl: {}", e.to_string().lines().next().unwrap_or_default()))
}

/// Walks over the instructions: candle's machine makes room for a string before it has read it, so none may claim
/// more bytes than there are; nor an integer more than it can hold. <https://peps.python.org/pep-0307/>
fn check_lengths(bytes: &[u8]) -> Result<(), String> {
    let mut at = 0;
    while let Some(instruction) = bytes.get(at) {
        let rest = &bytes[at + 1..];
        let argument = match instruction {
            b'.' => return Ok(()),
            // PROTO, BININT1, BINPUT, BINGET; BININT2; BININT, LONG_BINPUT, LONG_BINGET; BINFLOAT
            0x80 | b'K' | b'q' | b'h' => 1,
            b'M' => 2,
            b'J' | b'r' | b'j' => 4,
            b'G' => 8,
            // BINUNICODE: its length, then so many bytes
            b'X' => 4 + rest.first_chunk::<4>().map_or(usize::MAX - 4, |n| u32::from_le_bytes(*n) as usize),
            // LONG1: as BINUNICODE
            0x8a => match rest.first() {
                Some(n) if *n <= 8 => 1 + usize::from(*n),
                _ => return Err("it holds an integer of more than 64 bits".to_owned()),
            },
            // GLOBAL: two lines
            b'c' => rest.iter().enumerate().filter(|(_, b)| **b == b'\n').nth(1).map_or(usize::MAX, |(end, _)| end + 1),
            _ => 0,
        };
        if argument > rest.len() {
            return Err("it ends inside an instruction; copy the file again".to_owned());
        }
        at += 1 + argument;
    }
    Err("it has no end; copy the file again".to_owned())
}

/// The dictionary of the weights; what lies beside it becomes metadata.
fn unwrap(object: Object, contents: &mut Contents) -> Result<Dict, String> {
    let Object::Dict(mut dict) = object else {
        return Err(format!("expected a dictionary of tensors, found {}", describe(&object)));
    };
    for _ in 0..2 {
        let beside = dict.iter().filter_map(|(key, value)| Some((text(key)?, text(value)?)));
        contents.metadata.extend(beside);
        let Some(at) = KEYS.iter().find_map(|key| dict.iter().position(|(k, v)| is_key(k, key) && holds_weights(v, 1)))
        else {
            break;
        };
        for key in AVERAGED.iter().filter(|key| dict.iter().any(|(k, _)| is_key(k, key))) {
            if !is_key(&dict[at].0, key) {
                contents.notes.push(format!("averaged weights under {key:?} were not taken"));
            }
        }
        let (key, value) = dict.swap_remove(at);
        contents.notes.push(format!("read the weights under {:?}", text(&key).unwrap_or_default()));
        let Object::Dict(inner) = value else { break };
        dict = inner;
    }
    if dict.iter().any(|(_, value)| rebuilt(value).is_some()) {
        return Ok(dict);
    }
    let inside: Vec<String> =
        dict.iter().take(12).map(|(k, v)| format!("{} ({})", text(k).unwrap_or_default(), describe(v))).collect();
    Err(format!(
        "no tensors at the top nor under {}; it holds {}; save the weights alone: torch.save(model.state_dict(), …)",
        KEYS.join(", "),
        if inside.is_empty() { "nothing".to_owned() } else { inside.join(", ") }
    ))
}

fn is_key(object: &Object, key: &str) -> bool {
    matches!(object, Object::Unicode(k) if k == key)
}

/// Whether a value is a dictionary of tensors, or one under a known key inside it.
fn holds_weights(object: &Object, depth: usize) -> bool {
    let Object::Dict(dict) = object else { return false };
    dict.iter().any(|(key, value)| {
        rebuilt(value).is_some()
            || (depth > 0 && KEYS.iter().any(|k| is_key(key, k)) && holds_weights(value, depth - 1))
    })
}

/// Numbers and strings as text.
fn text(object: &Object) -> Option<String> {
    match object {
        Object::Unicode(value) => Some(value.clone()),
        Object::Int(value) => Some(value.to_string()),
        Object::Long(value) => Some(value.to_string()),
        Object::Float(value) => Some(value.to_string()),
        Object::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// What an object is, in words.
fn describe(object: &Object) -> String {
    match object {
        Object::Dict(dict) => format!("a dictionary of {}", dict.len()),
        Object::List(_) | Object::Tuple(_) => "a list".to_owned(),
        Object::None => "nothing".to_owned(),
        Object::Class { module_name, class_name } => format!("an object of {module_name}.{class_name}"),
        Object::Reduce { callable, .. } | Object::Build { callable, .. } => describe(callable),
        Object::PersistentLoad(_) => "a storage".to_owned(),
        other => text(other).unwrap_or_else(|| "an unknown object".to_owned()),
    }
}

/// The arguments of `torch._utils._rebuild_tensor_v2` that make a tensor, through what wraps parameters.
fn rebuilt(object: &Object) -> Option<&[Object]> {
    let (callable, arguments) = match object {
        Object::Build { callable, .. } => return rebuilt(callable),
        Object::Reduce { callable, args } => (&**callable, &**args),
        _ => return None,
    };
    let (Object::Class { class_name, .. }, Object::Tuple(arguments)) = (callable, arguments) else { return None };
    match (class_name.as_str(), arguments.as_slice()) {
        ("_rebuild_tensor_v2", arguments) => Some(arguments),
        ("_rebuild_parameter" | "_rebuild_parameter_with_state", [tensor, ..]) => rebuilt(tensor),
        // A subclass: (function, type, its arguments, state).
        ("_rebuild_from_type_v2", [Object::Class { class_name, .. }, _, Object::Tuple(inner), ..]) => {
            match (class_name.as_str(), inner.as_slice()) {
                ("_rebuild_tensor_v2", arguments) => Some(arguments),
                (_, [tensor, ..]) => rebuilt(tensor),
                _ => None,
            }
        }
        _ => None,
    }
}
