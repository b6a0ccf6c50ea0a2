//! Pickles as Python 2 wrote CIFAR's: protocol 2, strings without an encoding. `tests/reference/cifar.py` makes the same bytes.

/// A string of Python 2.
fn string(bytes: &[u8]) -> Vec<u8> {
    match u8::try_from(bytes.len()) {
        Ok(length) => [b"U", &[length][..], bytes].concat(),
        Err(_) => [b"T", &u32::try_from(bytes.len()).unwrap().to_le_bytes()[..], bytes].concat(),
    }
}

fn int(value: i64) -> Vec<u8> {
    let value = i32::try_from(value).unwrap();
    match (u8::try_from(value), u16::try_from(value)) {
        (Ok(small), _) => vec![b'K', small],
        (_, Ok(middle)) => [&b"M"[..], &middle.to_le_bytes()].concat(),
        _ => [&b"J"[..], &value.to_le_bytes()].concat(),
    }
}

/// A list of integers.
pub fn ints(values: &[i64]) -> Vec<u8> {
    [b"](".to_vec(), values.iter().flat_map(|v| int(*v)).collect(), b"e".to_vec()].concat()
}

/// A list of strings.
pub fn strings(values: &[&str]) -> Vec<u8> {
    [b"](".to_vec(), values.iter().flat_map(|v| string(v.as_bytes())).collect(), b"e".to_vec()].concat()
}

/// A matrix of bytes; `order` is NumPy's: column by column where it is `Fortran`.
pub fn matrix([rows, columns]: [usize; 2], order: Order, bytes: &[u8]) -> Vec<u8> {
    let dtype = b"cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb";
    let flag = if order == Order::Fortran { b"\x88" } else { b"\x89" };
    let shape = [int(rows.try_into().unwrap()), int(columns.try_into().unwrap()), vec![0x86]].concat();
    let made = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R";
    [&made[..], b"(K\x01", &shape, dtype, flag, &string(bytes), b"tb"].concat()
}

/// How a matrix lies in memory.
#[derive(Clone, Copy, PartialEq)]
pub enum Order {
    C,
    Fortran,
}

/// A dictionary.
pub fn dictionary(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let inner: Vec<u8> =
        entries.iter().flat_map(|(key, value)| [string(key.as_bytes()), value.clone()].concat()).collect();
    [&b"\x80\x02}("[..], &inner, b"u."].concat()
}
