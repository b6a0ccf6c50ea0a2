//! The one list of classes and functions that a pickle may name to make data. Nothing is called: each says what its value is.

use std::borrow::Cow;
use std::rc::Rc;

use super::{Id, Value};

/// What a class stands for.
#[derive(Clone, Copy)]
enum Kind {
    /// A dictionary; what is put into it beside its entries is dropped.
    Dict,
    /// An object whose fields are data.
    Record,
    /// A list.
    List,
    /// A string of its first argument.
    Text,
    /// A path of its arguments.
    Path,
    /// Bytes that a string spells, a letter a byte.
    Bytes,
    /// A NumPy number of a type and bytes.
    Number,
    /// An array of NumPy; its state comes after.
    Array,
    /// What its reader rebuilds: tensors, and the types of NumPy.
    Call,
}

const KNOWN: &[(&str, Kind)] = &[
    ("collections.OrderedDict", Kind::Dict),
    ("collections.defaultdict", Kind::Dict),
    ("builtins.dict", Kind::Dict),
    ("__builtin__.dict", Kind::Dict),
    ("argparse.Namespace", Kind::Record),
    ("types.SimpleNamespace", Kind::Record),
    ("easydict.EasyDict", Kind::Record),
    ("yacs.config.CfgNode", Kind::Record),
    ("fvcore.common.config.CfgNode", Kind::Record),
    ("addict.addict.Dict", Kind::Record),
    ("munch.Munch", Kind::Record),
    ("lightning_fabric.utilities.data.AttributeDict", Kind::Record),
    ("lightning.fabric.utilities.data.AttributeDict", Kind::Record),
    ("pytorch_lightning.utilities.parsing.AttributeDict", Kind::Record),
    ("builtins.set", Kind::List),
    ("__builtin__.set", Kind::List),
    ("builtins.frozenset", Kind::List),
    ("torch.Size", Kind::List),
    ("torch.device", Kind::Text),
    ("pathlib.PosixPath", Kind::Path),
    ("pathlib._local.PosixPath", Kind::Path),
    ("pathlib.PurePosixPath", Kind::Path),
    ("_codecs.encode", Kind::Bytes),
    ("numpy.core.multiarray.scalar", Kind::Number),
    ("numpy._core.multiarray.scalar", Kind::Number),
    ("numpy.core.multiarray._reconstruct", Kind::Array),
    ("numpy._core.multiarray._reconstruct", Kind::Array),
    ("numpy.dtype", Kind::Call),
    ("torch._utils._rebuild_tensor", Kind::Call),
    ("torch._utils._rebuild_tensor_v2", Kind::Call),
    ("torch._utils._rebuild_tensor_v3", Kind::Call),
    ("torch._utils._rebuild_parameter", Kind::Call),
    ("torch._utils._rebuild_parameter_with_state", Kind::Call),
    ("torch._tensor._rebuild_from_type_v2", Kind::Call),
];

/// What a call of `name` with the list `arguments` stands for: a new value, or one that is there.
pub(super) fn made<'a>(values: &mut [Value<'a>], name: &Rc<str>, arguments: Id) -> Made<'a> {
    let Some((_, kind)) = KNOWN.iter().find(|(known, _)| **known == **name) else { return foreign(name) };
    let ids = if let Some(Value::List(ids)) = values.get(arguments) { ids.get(..ids.len().min(PARTS)) } else { None };
    let [first, second] = [0, 1].map(|at| ids.and_then(|ids| ids.get(at).copied()));
    match (kind, first) {
        (Kind::Dict, first) => Made::New(Value::Dict(pairs(values, first))),
        (Kind::Record, first) => Made::New(Value::Record(pairs(values, first))),
        (Kind::List | Kind::Text, Some(first)) => Made::Old(first),
        (Kind::List, None) => Made::New(Value::List(Vec::new())),
        (Kind::Path, Some(_)) => Made::New(Value::Text(Cow::Owned(path(values, ids.unwrap_or_default())))),
        (Kind::Bytes, Some(first)) => latin1(values, first).map_or_else(|| foreign(name), Made::New),
        (Kind::Number, Some(first)) => number(values, first, second).map_or_else(|| foreign(name), Made::New),
        (Kind::Array, _) => Made::New(Value::Array(None)),
        (Kind::Call, _) => Made::New(Value::Call { function: Rc::clone(name), arguments }),
        (_, None) => foreign(name),
    }
}

/// What a call gives.
pub(super) enum Made<'a> {
    /// A value of its own.
    New(Value<'a>),
    /// One of its arguments.
    Old(Id),
}

/// As many arguments are looked at, and as many letters of strings: what a call may cost, so that a pickle of many calls of
/// one long list stays cheap.
const PARTS: usize = 16;
const LETTERS: usize = 64;

fn foreign<'a>(name: &Rc<str>) -> Made<'a> {
    Made::New(Value::Foreign(Rc::clone(name)))
}

/// The entries that a dictionary is made of: pairs in a list, as Python 2 wrote them. They are moved, not copied.
fn pairs(values: &mut [Value<'_>], given: Option<Id>) -> Vec<(Id, Id)> {
    let Some(Value::List(items)) = given.and_then(|id| values.get_mut(id)) else { return Vec::new() };
    let items = std::mem::take(items);
    let pair = |id: &Id| match values.get(*id) {
        Some(Value::List(pair)) => <[Id; 2]>::try_from(pair.as_slice()).ok().map(|[key, value]| (key, value)),
        _ => None,
    };
    items.iter().filter_map(pair).collect()
}

fn path(values: &[Value<'_>], parts: &[Id]) -> String {
    let text = |id: &Id| if let Some(Value::Text(t)) = values.get(*id) { Some(t.chars().take(LETTERS)) } else { None };
    let mut out = String::new();
    for part in parts.iter().filter_map(text) {
        out.push_str(if out.is_empty() || out.ends_with('/') { "" } else { "/" });
        out.extend(part);
    }
    out
}

/// Bytes of a NumPy number, as protocol 2 spells them.
fn latin1<'a>(values: &[Value<'a>], text: Id) -> Option<Value<'a>> {
    let Some(Value::Text(text)) = values.get(text).filter(|t| matches!(t, Value::Text(t) if t.len() <= LETTERS)) else {
        return None;
    };
    let bytes = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect::<Option<Vec<u8>>>()?;
    Some(Value::Bytes(Cow::Owned(bytes)))
}

/// A little-endian number of a type such as `f8`.
fn number<'a>(values: &[Value<'a>], dtype: Id, bytes: Option<Id>) -> Option<Value<'a>> {
    let Some(Value::Call { arguments, .. }) = values.get(dtype) else { return None };
    let Some(Value::List(arguments)) = values.get(*arguments) else { return None };
    let Some(Value::Text(code)) = arguments.first().and_then(|id| values.get(*id)) else { return None };
    let Some(Value::Bytes(bytes)) = bytes.and_then(|id| values.get(id)) else { return None };
    let bytes = bytes.as_ref();
    Some(match code.as_ref() {
        "f8" => Value::Float(f64::from_le_bytes(bytes.try_into().ok()?)),
        "f4" => Value::Float(f32::from_le_bytes(bytes.try_into().ok()?).into()),
        "i8" => Value::Int(i64::from_le_bytes(bytes.try_into().ok()?)),
        "i4" => Value::Int(i32::from_le_bytes(bytes.try_into().ok()?).into()),
        "u1" => Value::Int(u8::from_le_bytes(bytes.try_into().ok()?).into()),
        "b1" => Value::Bool(bytes != [0]),
        _ => return None,
    })
}
