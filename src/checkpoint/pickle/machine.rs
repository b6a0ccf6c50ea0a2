//! The instructions. Each is read, moved or named; none calls anything. What is not on the list is refused by its name.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::classes::{self, Made};
use super::{Id, Pickle, Value};

/// Instructions that exist and are refused: they name objects by numbers of a registry, or are from before protocol 2.
const REFUSED: [(u8, &str); 16] = [
    (b'I', "INT"),
    (b'L', "LONG"),
    (b'F', "FLOAT"),
    (b'S', "STRING"),
    (b'V', "UNICODE"),
    (b'p', "PUT"),
    (b'g', "GET"),
    (b'P', "PERSID"),
    (b'i', "INST"),
    (b'o', "OBJ"),
    (0x82, "EXT1"),
    (0x83, "EXT2"),
    (0x84, "EXT4"),
    (0x96, "BYTEARRAY8"),
    (0x97, "NEXT_BUFFER"),
    (0x98, "READONLY_BUFFER"),
];

/// The longest part of a name that is put together from strings.
const NAME: usize = 256;

/// What is said of a pickle that is not whole.
const END: &str = "the pickle ends inside an instruction";

/// A pickle while it is read.
struct Machine<'a> {
    bytes: &'a [u8],
    at: usize,
    values: Vec<Value<'a>>,
    stack: Vec<Id>,
    /// Heights of the stack at each mark.
    marks: Vec<usize>,
    memo: BTreeMap<usize, Id>,
}

/// Reads one pickle from the beginning of the bytes.
pub(super) fn run(bytes: &[u8]) -> Result<Pickle<'_>, String> {
    let mut machine =
        Machine { bytes, at: 0, values: Vec::new(), stack: Vec::new(), marks: Vec::new(), memo: BTreeMap::new() };
    loop {
        let start = machine.at;
        let located = |what: String| {
            let advice = if what == END { "; copy the file again" } else { "" };
            format!("{what} at byte {start}{advice}")
        };
        let [instruction] = machine.fixed().map_err(located)?;
        if instruction == b'.' {
            let root = machine.pop().map_err(located)?;
            return Ok(Pickle { values: machine.values, root, length: machine.at });
        }
        machine.step(instruction).map_err(located)?;
    }
}

impl<'a> Machine<'a> {
    fn step(&mut self, instruction: u8) -> Result<(), String> {
        match instruction {
            // PROTO, FRAME: nothing to do
            0x80 => self.fixed::<1>().map(drop),
            0x95 => self.fixed::<8>().map(drop),
            b'N' | 0x88 | 0x89 | b'J' | b'K' | b'M' | 0x8a | b'G' => self.number(instruction),
            b'X' | 0x8c | 0x8d | b'U' | b'T' | b'B' | b'C' | 0x8e => self.string(instruction),
            b']' | b')' | 0x8f | b'}' | b'(' => {
                self.begin(instruction);
                Ok(())
            }
            b't' | b'l' | 0x91 | 0x85 | 0x86 | 0x87 | b'd' => self.gather(instruction),
            b'a' | b'e' | 0x90 | b's' | b'u' => self.extend(instruction),
            b'q' | b'r' | 0x94 | b'h' | b'j' => self.memo(instruction),
            b'0' => self.pop().map(drop),
            b'1' => self.marked().map(drop),
            b'2' => {
                let top = self.top()?;
                self.stack.push(top);
                Ok(())
            }
            b'c' | 0x93 => self.global(instruction),
            b'R' | 0x81 | 0x92 => self.call(instruction),
            b'b' => self.build(),
            b'Q' => {
                let id = self.pop()?;
                self.push(Value::Persistent(id));
                Ok(())
            }
            other => {
                let name = REFUSED.iter().find(|(code, _)| *code == other).map_or("unknown", |(_, name)| name);
                Err(format!("the instruction {other:#04x} ({name}) is none that checkpoints need, so it is refused"))
            }
        }
    }

    /// EMPTY_LIST, EMPTY_TUPLE, EMPTY_SET; EMPTY_DICT; MARK.
    fn begin(&mut self, instruction: u8) {
        match instruction {
            b'(' => self.marks.push(self.stack.len()),
            b'}' => self.push(Value::Dict(Vec::new())),
            _ => self.push(Value::List(Vec::new())),
        }
    }

    /// NONE, NEWTRUE, NEWFALSE, BININT, BININT1, BININT2, LONG1, BINFLOAT.
    fn number(&mut self, instruction: u8) -> Result<(), String> {
        let value = match instruction {
            b'N' => Value::None,
            0x88 => Value::Bool(true),
            0x89 => Value::Bool(false),
            b'J' => Value::Int(i32::from_le_bytes(self.fixed()?).into()),
            b'K' => Value::Int(u8::from_le_bytes(self.fixed()?).into()),
            b'M' => Value::Int(u16::from_le_bytes(self.fixed()?).into()),
            b'G' => Value::Float(f64::from_be_bytes(self.fixed()?)),
            _ => {
                let length = usize::from(self.fixed::<1>()?[0]);
                long(self.take(length)?)
            }
        };
        self.push(value);
        Ok(())
    }

    /// BINUNICODE, SHORT_BINUNICODE, BINUNICODE8; SHORT_BINSTRING, BINSTRING; BINBYTES, SHORT_BINBYTES, BINBYTES8.
    fn string(&mut self, instruction: u8) -> Result<(), String> {
        let length = match instruction {
            0x8c | b'U' | b'C' => self.fixed::<1>()?[0].into(),
            b'X' | b'T' | b'B' => u32::from_le_bytes(self.fixed()?).into(),
            _ => u64::from_le_bytes(self.fixed()?),
        };
        let bytes = self.take(usize::try_from(length).unwrap_or(usize::MAX))?;
        let is_text = match instruction {
            b'X' | 0x8c | 0x8d => true,
            // A string of Python 2 may be either.
            b'U' | b'T' => std::str::from_utf8(bytes).is_ok(),
            _ => false,
        };
        let text = || Value::Text(String::from_utf8_lossy(bytes));
        self.push(if is_text { text() } else { Value::Bytes(Cow::Borrowed(bytes)) });
        Ok(())
    }

    /// TUPLE, LIST, FROZENSET, TUPLE1 to TUPLE3, DICT.
    fn gather(&mut self, instruction: u8) -> Result<(), String> {
        let ids = match instruction {
            0x85..=0x87 => self.last(usize::from(instruction) - 0x84)?,
            _ => self.marked()?,
        };
        self.push(if instruction == b'd' { Value::Dict(paired(&ids)?) } else { Value::List(ids) });
        Ok(())
    }

    /// APPEND, APPENDS, ADDITEMS; SETITEM, SETITEMS.
    fn extend(&mut self, instruction: u8) -> Result<(), String> {
        let ids = match instruction {
            b'a' => self.last(1)?,
            b's' => self.last(2)?,
            _ => self.marked()?,
        };
        let onto = self.top()?;
        let is_list = matches!(instruction, b'a' | b'e' | 0x90);
        match &mut self.values[onto] {
            Value::List(list) if is_list => list.extend(ids),
            Value::Dict(pairs) | Value::Record(pairs) if !is_list => pairs.extend(paired(&ids)?),
            Value::Foreign(_) => {}
            _ => return Err("members of what can have none".to_owned()),
        }
        Ok(())
    }

    /// BINPUT, LONG_BINPUT, MEMOIZE; BINGET, LONG_BINGET.
    fn memo(&mut self, instruction: u8) -> Result<(), String> {
        let key = match instruction {
            b'q' | b'h' => self.fixed::<1>()?[0].into(),
            0x94 => self.memo.len(),
            _ => u32::from_le_bytes(self.fixed()?) as usize,
        };
        if matches!(instruction, b'h' | b'j') {
            let id = *self.memo.get(&key).ok_or_else(|| format!("the value {key} of the memo is not there"))?;
            self.stack.push(id);
        } else {
            let top = self.top()?;
            self.memo.insert(key, top);
        }
        Ok(())
    }

    /// GLOBAL: two lines; STACK_GLOBAL: two strings.
    fn global(&mut self, instruction: u8) -> Result<(), String> {
        let name = if instruction == b'c' {
            format!("{}.{}", self.line()?, self.line()?)
        } else {
            let parts = self.last(2)?;
            let part = |id: &Id| match &self.values[*id] {
                Value::Text(text) if text.len() <= NAME => Ok(text.to_string()),
                _ => Err(format!("the name of a class that is no text of at most {NAME} bytes")),
            };
            parts.iter().map(part).collect::<Result<Vec<_>, _>>()?.join(".")
        };
        self.push(Value::Global(Rc::from(name)));
        Ok(())
    }

    /// REDUCE, NEWOBJ, NEWOBJ_EX: what would be called, and its arguments.
    fn call(&mut self, instruction: u8) -> Result<(), String> {
        if instruction == 0x92 {
            self.pop()?;
        }
        let (arguments, callable) = (self.pop()?, self.pop()?);
        let made = match &self.values[callable] {
            Value::Global(name) => {
                let name = Rc::clone(name);
                classes::made(&mut self.values, &name, arguments)
            }
            Value::Foreign(name) => Made::New(Value::Foreign(Rc::clone(name))),
            _ => return Err("a call of what is no function".to_owned()),
        };
        match made {
            Made::New(value) => self.push(value),
            Made::Old(id) => self.stack.push(id),
        }
        Ok(())
    }

    /// BUILD: the fields of the record or the state of the array below; what would be put into other objects is dropped.
    fn build(&mut self) -> Result<(), String> {
        let given = self.pop()?;
        let onto = self.top()?;
        if let Value::Array(state) = &mut self.values[onto] {
            *state = Some(given);
            return Ok(());
        }
        if matches!(self.values[onto], Value::Record(_)) {
            // Moved, not copied: one dictionary given to many records would grow without end.
            let fields =
                if let Value::Dict(pairs) = &mut self.values[given] { std::mem::take(pairs) } else { Vec::new() };
            if let Value::Record(pairs) = &mut self.values[onto] {
                pairs.extend(fields);
            }
        }
        Ok(())
    }

    fn push(&mut self, value: Value<'a>) {
        self.stack.push(self.values.len());
        self.values.push(value);
    }

    fn pop(&mut self) -> Result<Id, String> {
        self.last(1).map(|ids| ids[0])
    }

    fn top(&self) -> Result<Id, String> {
        let floor = self.marks.last().copied().unwrap_or(0);
        self.stack[floor..].last().copied().ok_or_else(|| "an empty stack".to_owned())
    }

    /// The last `count` values, taken off; a mark is not crossed.
    fn last(&mut self, count: usize) -> Result<Vec<Id>, String> {
        let floor = self.marks.last().copied().unwrap_or(0);
        let from = self.stack.len().checked_sub(count).filter(|from| *from >= floor);
        Ok(self.stack.split_off(from.ok_or("an empty stack")?))
    }

    /// The values since the last mark, taken off with it.
    fn marked(&mut self) -> Result<Vec<Id>, String> {
        let from = self.marks.pop().ok_or("no mark")?;
        Ok(self.stack.split_off(from))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], String> {
        let rest = &self.bytes[self.at..];
        let taken = rest.get(..length).ok_or(END)?;
        self.at += length;
        Ok(taken)
    }

    fn fixed<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], String> {
        let mut out = [0; LENGTH];
        out.copy_from_slice(self.take(LENGTH)?);
        Ok(out)
    }

    fn line(&mut self) -> Result<Cow<'a, str>, String> {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
        let line = self.take(length)?;
        self.take(1)?;
        Ok(String::from_utf8_lossy(line))
    }
}

fn paired(ids: &[Id]) -> Result<Vec<(Id, Id)>, String> {
    if ids.len() % 2 == 1 {
        return Err("a key without a value".to_owned());
    }
    Ok(ids.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect())
}

/// A little-endian integer in two's complement; one of more than 64 bits is only named.
fn long<'a>(bytes: &[u8]) -> Value<'a> {
    let is_negative = bytes.last().is_some_and(|b| b & 0x80 != 0);
    let mut wide = [if is_negative { 0xff } else { 0 }; 8];
    if bytes.len() > wide.len() {
        return Value::Foreign(Rc::from("an integer of more than 64 bits"));
    }
    wide[..bytes.len()].copy_from_slice(bytes);
    Value::Int(i64::from_le_bytes(wide))
}
