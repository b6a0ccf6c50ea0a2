//! A tensor of a PyTorch file: what `torch._utils._rebuild_tensor_v2` and its kin would make, as a view of a storage.

use ::safetensors::tensor::Dtype;

use super::super::element;
use super::super::pickle::{Id, Pickle, Value};
use super::super::storage::{Stored, View};
use super::File;

/// How deep wrappers of a tensor (a parameter of a subclass) may lie.
const DEPTH: usize = 4;

/// The tensors of a file.
pub(super) struct Tensors<'a> {
    pub(super) file: &'a File<'a>,
}

/// What a pickle says of a storage: its class, its key, and where a view of old files starts in it.
pub(super) struct Named<'a> {
    pub(super) class: &'a str,
    pub(super) key: &'a str,
    offset: usize,
}

impl<'a> Named<'a> {
    /// From ("storage", class, key, device, count) and, in legacy files, (key, offset, count) of a view.
    pub(super) fn of(pickle: &'a Pickle<'_>, id: Id) -> Option<Self> {
        let [_, class, key, rest @ ..] = pickle.list(id)? else { return None };
        let Value::Global(class) = pickle.get(*class) else { return None };
        let view = rest.get(2).and_then(|view| pickle.list(*view));
        let offset = view.and_then(|view| pickle.count(*view.get(1)?)).unwrap_or(0);
        Some(Self { class: class.rsplit('.').next()?, key: pickle.text(*key)?, offset })
    }
}

/// The element type of a class of storages, as PyTorch names them with and without `cuda`.
fn dtype(class: &str) -> Option<Dtype> {
    Some(match class {
        "FloatStorage" | "float32" => Dtype::F32,
        "DoubleStorage" | "float64" => Dtype::F64,
        "HalfStorage" | "float16" => Dtype::F16,
        "BFloat16Storage" | "bfloat16" => Dtype::BF16,
        "LongStorage" | "int64" => Dtype::I64,
        "IntStorage" | "int32" => Dtype::I32,
        "ShortStorage" | "int16" => Dtype::I16,
        "CharStorage" | "int8" => Dtype::I8,
        "ByteStorage" | "uint8" => Dtype::U8,
        "BoolStorage" | "bool" => Dtype::BOOL,
        "ComplexFloatStorage" | "complex64" => Dtype::C64,
        _ => return None,
    })
}

/// Bytes of an element of a class of storages.
pub(super) fn width(class: &str) -> Option<usize> {
    match class {
        "ComplexDoubleStorage" => Some(16),
        "UntypedStorage" | "QUInt8Storage" | "QInt8Storage" => Some(1),
        "QInt32Storage" => Some(4),
        class => dtype(class).map(|dtype| dtype.bitsize() / 8),
    }
}

impl Tensors<'_> {
    /// Whether a value is a tensor.
    pub(super) fn is_tensor(&self, id: Id) -> bool {
        self.rebuilt(id, DEPTH).is_some()
    }

    /// Where a tensor lies, or the name of its type where that is none of safetensors; nothing for what is no tensor.
    pub(super) fn stored(&self, id: Id) -> Result<Option<Result<Stored, String>>, String> {
        let Some(arguments) = self.rebuilt(id, DEPTH) else { return Ok(None) };
        let pickle = &self.file.pickle;
        let [storage, offset, shape, strides, rest @ ..] = arguments else {
            return Err("expected a storage, an offset, a shape and strides".to_owned());
        };
        let Value::Persistent(storage) = pickle.get(*storage) else { return Err("its storage has no name".to_owned()) };
        let named = Named::of(pickle, *storage).ok_or("its storage has no type or no name")?;
        // _rebuild_tensor_v3 (…, requires_grad, hooks, dtype) on bytes.
        let said = rest
            .get(2)
            .and_then(|id| if let Value::Global(name) = pickle.get(*id) { name.rsplit('.').next() } else { None });
        let class = said.unwrap_or(named.class);
        let Some(dtype) = dtype(class) else { return Ok(Some(Err(class.to_owned()))) };
        let range =
            self.file.storages.get(named.key).ok_or_else(|| format!("its storage {} is missing", named.key))?.clone();
        let offset = pickle.count(*offset).and_then(|offset| offset.checked_add(named.offset));
        let view = View {
            offset: offset.ok_or("its offset is no count")?,
            shape: pickle.counts(*shape).ok_or("its shape is no list of counts")?,
            strides: pickle.counts(*strides).ok_or("its strides are no list of counts")?,
        };
        Ok(Some(Ok(Stored { dtype, view, map: 0, range })))
    }

    /// The value of a tensor of one element.
    pub(super) fn number(&self, id: Id) -> Option<f64> {
        let stored = self.stored(id).ok()??.ok().filter(|s| s.view.shape.iter().all(|d| *d == 1))?;
        let bytes = stored.bytes(self.file.bytes).ok()?;
        match stored.dtype {
            Dtype::I64 => i64::from_le_bytes(bytes.as_ref().try_into().ok()?).to_string().parse().ok(),
            Dtype::F64 => Some(f64::from_le_bytes(bytes.as_ref().try_into().ok()?)),
            dtype => element::floats(dtype, &bytes)?.first().map(|value| f64::from(*value)),
        }
    }

    /// The arguments that rebuild a tensor, through what wraps parameters.
    fn rebuilt(&self, id: Id, depth: usize) -> Option<&[Id]> {
        let pickle = &self.file.pickle;
        let Value::Call { function, arguments } = pickle.get(id) else { return None };
        let arguments = pickle.list(*arguments)?;
        match (function.rsplit('.').next()?, arguments) {
            ("_rebuild_tensor" | "_rebuild_tensor_v2" | "_rebuild_tensor_v3", arguments) => Some(arguments),
            ("_rebuild_parameter" | "_rebuild_parameter_with_state", [tensor, ..]) => {
                self.rebuilt(*tensor, depth.checked_sub(1)?)
            }
            // A subclass: (function, type, its arguments, state).
            ("_rebuild_from_type_v2", [function, _, inner, ..]) => {
                match (pickle.get(*function), pickle.list(*inner)?) {
                    (Value::Global(name), inner) if name.contains("._rebuild_tensor") => Some(inner),
                    (_, [tensor, ..]) => self.rebuilt(*tensor, depth.checked_sub(1)?),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
